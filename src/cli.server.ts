import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateIdentity, identityToRecipient } from 'age-encryption'
import { seedDemo } from '../db/seed/demo.server.ts'
import { type FirstOf, firstAccount } from './features/account/staff/first-account.server.ts'
import { newChain } from './features/audit/new-chain.server.ts'
import { verifyCommand } from './features/audit/verify-command.server.ts'
import { backUp } from './features/backup/backup.server.ts'
import { restore } from './features/backup/restore.server.ts'
import { distrustKey, resealKeys, rotateKey } from './features/certificate/keys.server.ts'
import { importJurisdictions, importOrganisations } from './features/organisation/organisation-import.server.ts'
import { importPostalCodes } from './features/organisation/postal-codes.server.ts'
import { retentionCommand } from './features/retention/retain.server.ts'
import { importMapShapes } from './features/statistics/map-shapes-import.server.ts'
import { type Clock, createClock } from './platform/clock.server.ts'
import { claimDatabase } from './platform/db/demo-marker.server.ts'
import { migrate } from './platform/db/migrate.server.ts'
import { ensureRoles } from './platform/db/roles.server.ts'
import { connect, type Sql } from './platform/db/sql.server.ts'
import { type Settings, settingsOrExit } from './platform/settings.server.ts'

type Tools = { settings: Settings; sql: Sql; clock: Clock }
type Command = { about: string; takes?: string; run: (tools: Tools, args: string[]) => Promise<void> }

/** What an operator types after `node dist/cli.js`. Each runs as the administrator of DATABASE_URL. */
const commands: Record<string, Command> = {
  migrate: { about: 'create the roles and bring the database to the newest schema', run: migrateDatabase },
  seed: { about: 'fill the demo, once', run: seed },
  'first-operator': { about: 'issue the first account of a new installation: an operator', run: (tools) => issueFirst(tools, 'operator') },
  'first-ministry': { about: 'issue the first account of the ministry', run: (tools) => issueFirst(tools, 'ministry') },
  organisations: {
    takes: '<list.csv>',
    about: 'add prefectures, centres, institutions … or bring them up to date',
    run: async ({ sql, clock }, [path = '']) => {
      const { added, changed } = await importOrganisations(sql, path, clock())
      console.log(`${added} organisations added, ${changed} brought up to date`)
    },
  },
  jurisdictions: {
    takes: '<list.csv>',
    about: 'say which centre is responsible for which municipality',
    run: async ({ sql }, [path = '']) => console.log(`${await importJurisdictions(sql, path)} municipalities have their centre`),
  },
  'postal-codes': {
    takes: '<KEN_ALL.CSV>',
    about: 'take the list of 日本郵便 in the place of the postal codes before',
    run: async ({ sql }, [path = '']) => {
      const { codes, municipalities } = await importPostalCodes(sql, path)
      console.log(`${codes} postal codes of ${municipalities} municipalities`)
    },
  },
  'map-shapes': {
    takes: '<outlines.geojson>',
    about: 'take outlines of municipalities for the maps (国土数値情報 行政区域, or any GeoJSON with their codes)',
    run: async ({ sql }, [path = '']) => {
      const { shapes, left } = await importMapShapes(sql, path)
      console.log(`${shapes} municipalities have their outline${left > 0 ? `; ${left} features belong to none` : ''}`)
    },
  },
  'backup-key': { about: 'make a pair of keys for backups: keep the secret one far from this machine', run: makeBackupKey },
  backup: { takes: '<folder>', about: 'write an encrypted backup of the database and the audit heads', run: makeBackup },
  restore: {
    takes: '<backup.age> <key file>',
    about: 'fill an empty, migrated database from a backup',
    run: async ({ settings, sql }, [path = '', identityPath = '']) => {
      const rows = await restore(sql, { path, identityPath, stateDir: settings.stateDir })
      console.log(
        `${Object.values(rows).reduce((sum, n) => sum + n, 0)} rows of ${Object.keys(rows).length} tables. Next: audit-verify, then audit-new-chain`,
      )
    },
  },
  'secret-rotate': {
    takes: '<file with the former secret>',
    about: 'after SECRET was replaced: seal the certificate keys and set the passwords of the database roles anew',
    run: async ({ settings, sql }, [path = '']) => {
      const keys = await resealKeys(sql, { former: readFileSync(path, 'utf8').trim(), secret: settings.secret })
      await ensureRoles(sql, { secret: settings.secret, keep: settings.operatorsRoles })
      console.log(`${keys} certificate keys are sealed under the new secret; web and worker sign in with it from now on`)
    },
  },
  'audit-verify': {
    about: 'compare the audit with its published heads',
    run: ({ settings, sql }) => verifyCommand(sql, settings.stateDir),
  },
  'audit-new-chain': {
    about: 'after a restore: let the audit go on from its last published head',
    run: async ({ settings, sql, clock }) => console.log(await newChain(sql, settings.stateDir, clock())),
  },
  retention: {
    takes: '--dry-run | --apply [--audits]',
    about: 'say what is older than its period, or let it go; the rows of the audit only with --audits',
    run: ({ settings, sql, clock }, args) => retentionCommand(sql, settings.stateDir, clock(), args),
  },
  'certificate-key-rotate': {
    about: 'sign certificates with a new key from now on; what was signed stays good',
    run: async ({ settings, sql, clock }) => console.log(`Key ${await rotateKey(sql, settings.secret, clock())} signs from now on`),
  },
  'certificate-key-distrust': {
    takes: '<key id>',
    about: 'for a key that leaked: nothing that it signed is good any more',
    run: ({ sql, clock }, [kid = '']) => distrustKey(sql, kid, clock()),
  },
  accounts: { about: 'print the accounts of the demo', run: printAccounts },
}

async function migrateDatabase({ settings, sql, clock }: Tools): Promise<void> {
  const now = clock()
  await ensureRoles(sql, { secret: settings.secret, keep: settings.operatorsRoles })
  await claimDatabase(sql, { demo: settings.demo, now })
  const applied = await migrate(sql, now)
  await sql`select ensure_partitions(${now}::timestamptz::date, (${now}::timestamptz + interval '3 months')::date)`
  console.log(applied.length > 0 ? `Applied ${applied.join(', ')}` : 'The database is up to date')
}

async function issueFirst({ sql, clock }: Tools, of: FirstOf): Promise<void> {
  const { loginId, password } = await firstAccount(sql, of, clock())
  console.log(
    `ログインID: ${loginId}\n初期パスワード: ${password}\nSign in at /staff/sign-in; the password is shown this once and must be changed.`,
  )
}

async function makeBackupKey(): Promise<void> {
  const identity = await generateIdentity()
  console.log(`# BACKUP_RECIPIENTS=${await identityToRecipient(identity)}\n${identity}`)
}

async function makeBackup({ settings, sql, clock }: Tools, [folder = '']: string[]): Promise<void> {
  if (!folder) throw new Error('backup <folder>: where the file goes')
  const { backupRecipients: recipients, stateDir } = settings
  if (recipients.length === 0) throw new Error('BACKUP_RECIPIENTS: for whom the backup is sealed; backup-key makes a pair of keys')
  const { path, rows } = await backUp(sql, { folder, recipients, stateDir }, clock())
  console.log(`${path}: ${rows} rows`)
}

async function seed({ settings, sql, clock }: Tools): Promise<void> {
  if (!settings.demo) throw new Error('Only the demo is filled with invented people')
  const [marker] = await sql`select seeded_at from demo_marker`
  if (marker?.seededAt) return
  console.log('Filling the demo with invented people (about half a minute, once)')
  await seedDemo(sql, { ...settings, count: settings.demoCases, now: clock() })
  await sql`update demo_marker set seeded_at = ${clock()}`
}

async function printAccounts({ settings }: Tools): Promise<void> {
  const path = join(settings.stateDir, 'demo-accounts.json')
  if (!existsSync(path)) throw new Error('There are no demo accounts here')
  console.table(JSON.parse(readFileSync(path, 'utf8')))
}

async function main(name: string | undefined, args: string[]): Promise<void> {
  const command = commands[name ?? '']
  if (!command) {
    const lines = Object.entries(commands).map(([word, { takes = '', about }]) => `  ${`${word} ${takes}`.padEnd(44)} ${about}`)
    throw new Error(`Usage: node dist/cli.js <command>\n${lines.join('\n')}`)
  }
  const settings = settingsOrExit()
  if (!settings.databaseUrl) throw new Error('DATABASE_URL: required for commands')
  const sql = connect(settings.databaseUrl, 4)
  try {
    await command.run({ settings, sql, clock: createClock(settings) }, args)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

try {
  await main(process.argv[2], process.argv.slice(3))
} catch (error) {
  const { message, code } = error as Error & { code?: string }
  console.error(message || code)
  process.exitCode = 1
}
