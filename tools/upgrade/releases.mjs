// The former release, built from its commit beside the present one; and, for trying what this release will be once it is the former one, an
// imaginary next one with a migration of its own.
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { clone } from '../installation.mjs'

const git = (...args) => spawnSync('git', args, { cwd: clone, encoding: 'utf8', maxBuffer: 1 << 28 })

/** Says in words why it cannot be built, or null. */
export function hindrance(commit) {
  if (git('rev-parse', '--git-dir').status !== 0)
    return 'This folder is no clone of the sources, so there is no former release in it to upgrade from.'
  if (git('cat-file', '-e', `${commit}^{commit}`).status !== 0)
    return `This clone does not hold the commit ${commit} (a shallow clone?): run git fetch --unshallow, or name another with --from=<commit>.`
  const wanted = JSON.parse(git('show', `${commit}:package.json`).stdout).dependencies
  const missing = Object.entries(wanted).filter(([name, version]) => installed(name) !== version)
  if (missing.length > 0)
    return `The packages of ${commit} are not all in node_modules: ${missing.map(([name, version]) => `${name} ${version} (here ${installed(name) ?? 'none'})`).join(', ')}`
  return null
}

function installed(name) {
  try {
    return JSON.parse(fs.readFileSync(join(clone, 'node_modules', name, 'package.json'), 'utf8')).version
  } catch {
    return null
  }
}

/** Migrations of that commit that are no longer what they were: a released file may not be edited. { count, changed: names }. */
export function migrationsSince(commit) {
  const names = git('ls-tree', '-r', '--name-only', commit, 'db/migrations').stdout.trim().split('\n')
  const changed = names.filter((name) => {
    const path = join(clone, name)
    return !fs.existsSync(path) || fs.readFileSync(path, 'utf8') !== git('show', `${commit}:${name}`).stdout
  })
  return { count: names.length, changed }
}

/** Builds the commit in `folder`; throws with what git or the build said. */
export function buildCommit(commit, folder) {
  fs.mkdirSync(folder, { recursive: true })
  const archive = spawnSync('git', ['archive', '--format=tar', commit], { cwd: clone, maxBuffer: 1 << 29 })
  if (archive.status !== 0) throw new Error(`git archive ${commit}: ${archive.stderr}`)
  const unpacked = spawnSync('tar', ['-x', '-C', folder], { input: archive.stdout })
  if (unpacked.status !== 0) throw new Error(`tar: ${unpacked.stderr}`)
  build(folder)
}

/** The present tree as it stands, with the files of `more` (path → text) beside it. */
export function buildPresent(folder, more = {}) {
  for (const name of ['src', 'db', 'tools', 'package.json', 'package-lock.json'])
    fs.cpSync(join(clone, name), join(folder, name), { recursive: true })
  for (const [path, text] of Object.entries(more)) fs.writeFileSync(join(folder, path), text)
  build(folder)
}

function build(folder) {
  fs.symlinkSync(join(clone, 'node_modules'), join(folder, 'node_modules'))
  const built = spawnSync(process.execPath, ['tools/build.mjs'], { cwd: folder, encoding: 'utf8' })
  if (built.status !== 0) throw new Error(`The build in ${folder} failed: ${built.stdout}${built.stderr}`)
}

/**
 * What a next release may do to what this one uses, all at once: a function's answer with a further column, further columns in tables that
 * are read whole, a kind of item that this release does not know, open in every centre's queue.
 */
export const imaginaryMigration = `
alter table attention_items add column imaginary text;
alter table daily_reports add column imaginary text;
alter table staff_accounts add column imaginary text;
alter table organisations add column imaginary text;
do $$
declare source text;
begin
  select pg_get_functiondef('session_context()'::regprocedure) into source;
  drop function session_context();
  source := replace(source, 'last_seen_at timestamp with time zone)', 'last_seen_at timestamp with time zone, imaginary text)');
  execute replace(source, 's.last_seen_at
    from sessions', 's.last_seen_at, null::text
    from sessions');
  grant execute on function session_context() to hersys_web, hersys_worker;
  alter table attention_items drop constraint attention_items_kind_check;
  insert into attention_items (id, centre_id, subject, kind, urgent, raised_at, latest_at, due_at, detail)
    select gen_random_uuid(), id, 'imaginary', 'imaginary', false, t.at, t.at, t.at, '{}' from organisations, (select max(applied_at) as at from schema_migrations) t where organisations.kind = 'centre';
end $$;
`
