// `npm run cli -- <command>`: an operator's command, with the settings of this clone's installation.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { buildIfChanged } from './build.mjs'
import { clone, environment } from './installation.mjs'
import { homeFolder } from './postgres.mjs'

try {
  await buildIfChanged()
  const args = ['--enable-source-maps', join(clone, 'dist/cli.js'), ...process.argv.slice(2)]
  process.exitCode = spawnSync(process.execPath, args, { cwd: clone, env: environment(homeFolder()), stdio: 'inherit' }).status ?? 1
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
