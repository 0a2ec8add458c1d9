// sources → dist/: six bundles for Node, one script per src/**/*.web.ts, one style sheet per src/ui/*.css.
import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { basename, join, resolve } from 'node:path'

const clone = resolve(import.meta.dirname, '..')
const dist = join(clone, 'dist')

/** Builds unless dist/ already belongs to these very sources. Returns whether it built. */
export async function buildIfChanged() {
  const build = fingerprint()
  const builtNow = read(join(dist, 'build')).trim()
  if (builtNow === build) return false
  await buildAll(build)
  return true
}

async function buildAll(build) {
  const esbuild = await import('esbuild')
  const draft = `${dist}.new`
  fs.rmSync(draft, { recursive: true, force: true })
  const common = { absWorkingDir: clone, bundle: true, logLevel: 'error', charset: 'utf8' }
  const entries = ['web', 'worker', 'cli', 'pdf-thread', 'picture-thread', 'export-thread']
    .map((name) => ({ in: join(clone, `src/${name}.server.ts`), out: name }))
    .filter((entry) => fs.existsSync(entry.in))
  await esbuild.build({
    ...common,
    entryPoints: entries,
    outdir: draft,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    sourcemap: true,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    plugins: [databaseDriver],
  })
  const assets = (paths) => ({
    ...common,
    entryPoints: paths.map((path) => ({ in: path, out: basename(path).replace(/\.web\.ts$|\.css$/, '') })),
    outdir: join(draft, 'assets'),
    format: 'esm',
    minify: true,
    external: ['/assets/*'],
  })
  // Android 5 and iOS 12 still report their health. Scripts are modules, which begin with Chrome 61; who has none of them needs none.
  await esbuild.build({
    ...assets(sources('src', /\.web\.ts$/)),
    target: ['es2018', 'chrome61', 'safari12'],
    // esbuild calls Safari's destructuring unsupported for a rare fault of old versions, and cannot rewrite it
    supported: { destructuring: true },
  })
  await esbuild.build({ ...assets(sources('src/ui', /\.css$/)), target: ['chrome37', 'safari12'], plugins: [designTokens] })
  await esbuild.stop()
  // Pictures of the manual, and whatever else a page shows.
  for (const path of sources('src', /\/pictures\/[^/]+\.png$/)) fs.copyFileSync(path, join(draft, 'assets', basename(path)))
  fs.writeFileSync(join(draft, 'build'), build)
  fs.rmSync(`${dist}.old`, { recursive: true, force: true })
  if (fs.existsSync(dist)) fs.renameSync(dist, `${dist}.old`)
  fs.renameSync(draft, dist)
  fs.rmSync(`${dist}.old`, { recursive: true, force: true })
}

/**
 * postgres.js 3.4.9 does not survive the loss of a connection in the middle of a transaction (its issues 1154 and 1208). It is bundled with
 * these places mended; a version whose text differs stops the build here, to be looked at.
 */
const mends = {
  'connection.js': [
    // A statement on a connection that is gone fails. It was kept, and sent before the greeting of the next connection, or never answered there.
    [
      'function execute(q) {',
      "function execute(q) {\n    if (!socket) {\n      queryError(q, Errors.connection('CONNECTION_CLOSED', options))\n      return true\n    }\n",
    ],
    // What was left to write would be written to nothing, which ends the process.
    [
      'function nextWrite(fn) {',
      "function nextWrite(fn) {\n    if (!socket) {\n      chunk = nextWriteTimer = null\n      error(Errors.connection('CONNECTION_CLOSED', options))\n      return false\n    }",
    ],
    [
      'incomings = null\n    clearImmediate(nextWriteTimer)',
      'incomings = null\n    clearImmediate(nextWriteTimer)\n    chunk = nextWriteTimer = null',
    ],
    // The next connection begins with nothing of the last one: a statement waiting for an answer that will not come held it for ever.
    [
      'socket = null\n\n    if (initial)',
      "socket = null\n    if (!initial) error(Errors.connection('CONNECTION_CLOSED', options))\n    query = results = errorResponse = null\n    result = new Result()\n\n    if (initial)",
    ],
    // Lost while it asks for the types: the statement that waits is told, nobody else need be.
    ['return fetchArrayTypes()', 'return fetchArrayTypes().catch(() => {})'],
  ],
  'index.js': [
    // What a transaction still says after its connection was lost must not run on the next one, outside of it or inside another.
    ['let savepoints = 0\n      , connection', 'let savepoints = 0\n      , lost = null\n      , connection'],
    ['connection.onclose = reject)', 'connection.onclose = e => reject(lost = e))'],
    [
      'q.catch(e => uncaughtError || (uncaughtError = e))',
      'q.catch(e => uncaughtError || (uncaughtError = e))\n        if (lost) return q.reject(lost)',
    ],
  ],
}

export const databaseDriver = {
  name: 'database-driver',
  setup(build) {
    build.onResolve({ filter: /^postgres$/ }, () => ({ path: join(clone, 'node_modules/postgres/src/index.js') }))
    build.onLoad({ filter: /node_modules.postgres.src.(connection|index)\.js$/ }, ({ path }) => ({
      contents: mended(basename(path), read(path)),
      loader: 'js',
    }))
  },
}

/** The text of that file of the driver, mended. Throws where a place to mend is not there exactly once. */
export function mended(name, source) {
  return mends[name].reduce((text, [old, whole]) => {
    if (text.split(old).length !== 2) throw new Error(`postgres.js is no longer what is mended here: ${old}`)
    return text.replace(old, () => whole)
  }, source)
}

/**
 * The Digital Agency's design tokens are written out where a style sheet names them: Android 5 knows no variables in CSS, and phones need
 * not be sent those that nothing uses. A name that is no token stops the build.
 */
const designTokens = {
  name: 'design-tokens',
  setup(build) {
    const tokens = read(join(clone, 'node_modules/@digital-go-jp/design-tokens/dist/tokens.css'))
    const values = new Map([...tokens.matchAll(/^\s*(--[\w-]+):\s*([^;]+);/gm)].map(([, name, value]) => [name, value]))
    const writtenOut = (css) =>
      css.replace(/var\((--[\w-]+)\)/g, (_, name) => {
        if (!values.has(name)) throw new Error(`no design token ${name}`)
        return writtenOut(values.get(name))
      })
    build.onLoad({ filter: /design-tokens.dist.tokens\.css$/ }, () => ({ loader: 'css', contents: '' }))
    build.onLoad({ filter: /src.ui.[^/\\]*\.css$/ }, ({ path }) => ({ loader: 'css', contents: writtenOut(read(path)) }))
  },
}

/** Sixteen hex digits of everything the bundles are made of. */
function fingerprint() {
  const hash = createHash('sha256')
  for (const path of [
    ...sources('src', /./),
    ...sources('db', /\.(ts|json|csv)$/),
    ...sources('tools', /build\.mjs$/),
    join(clone, 'package-lock.json'),
  ]) {
    hash.update(path.slice(clone.length)).update(fs.readFileSync(path))
  }
  return hash.digest('hex').slice(0, 16)
}

function sources(folder, pattern) {
  if (!fs.existsSync(join(clone, folder))) return []
  const names = fs.readdirSync(join(clone, folder), { recursive: true, withFileTypes: true })
  const paths = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name))
  return paths.filter((path) => pattern.test(path) && !/\.test\.tsx?$/.test(path)).sort()
}

function read(path) {
  try {
    return fs.readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

if (process.argv[1] === import.meta.filename) {
  try {
    console.log((await buildIfChanged()) ? 'Built dist/' : 'dist/ is up to date')
  } catch {
    process.exitCode = 1 // esbuild has said where and why
  }
}
