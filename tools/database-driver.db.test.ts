import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build, type Plugin } from 'esbuild'
import { expect, test } from 'vitest'
import { installationFolder } from '../src/platform/folder.server.ts'
import { databaseDriver, mended } from './build.mjs'
import { testDatabase } from './test-database.ts'

const inClone = (path: string) => join(installationFolder, path)

async function run(url: string, plugins: Plugin[]) {
  const outfile = inClone(`.tmp/losing-connections-${process.pid}.mjs`)
  mkdirSync(inClone('.tmp'), { recursive: true })
  const entry = inClone('tools/losing-connections.mjs')
  await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external', plugins })
  const { status, stdout, stderr } = spawnSync(process.execPath, [outfile, url], { encoding: 'utf8', timeout: 40_000 })
  rmSync(outfile)
  return { status, stdout: stdout.trim(), stderr }
}

test('the program as built lives on when its connections are lost in the middle of a transaction; the bare driver does not', async () => {
  const db = await testDatabase()
  const bare = await run(db.url, [])
  const built = await run(db.url, [databaseDriver])
  await db.drop()
  expect(built.stderr).toBe('')
  expect(built.stdout).toBe('20 rounds, 0 said too late')
  expect(bare.status).not.toBe(0)
})

test('another version of the driver stops the build until somebody has looked at it', () => {
  for (const [name, place] of [
    ['connection.js', 'function nextWrite(fn) {'],
    ['index.js', 'connection.onclose = reject)'],
  ] as const) {
    const source = readFileSync(inClone(`node_modules/postgres/src/${name}`), 'utf8')
    expect(mended(name, source)).not.toBe(source)
    expect(() => mended(name, source.replace(place, ''))).toThrow(place)
  }
})
