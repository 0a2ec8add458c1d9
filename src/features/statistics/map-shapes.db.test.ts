import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { municipalities } from '../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../db/seed/places.server.ts'
import { type TestApp, testApp, testNow } from '../../../tools/test-app.ts'
import { testSecret } from '../../../tools/test-cluster.ts'
import { type TestDatabase, testDatabase } from '../../../tools/test-database.ts'
import { installationFolder } from '../../platform/folder.server.ts'

let db: TestDatabase
let app: TestApp
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'her-sys-shapes-'))
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
})
afterAll(async () => {
  await app.close()
  await db.drop()
  rmSync(folder, { recursive: true })
})

/** As an operator types it, from the sources: a program of its own. */
function mapShapes(...args: string[]) {
  const env = { PATH: process.env.PATH, DEMO: '1', DATABASE_URL: db.url, STATE_DIR: join(folder, 'state'), SECRET: testSecret }
  const run = spawnSync(process.execPath, ['--import', 'tsx', 'src/cli.server.ts', 'map-shapes', ...args], {
    cwd: installationFolder,
    env,
    encoding: 'utf8',
  })
  return { code: run.status, said: run.stdout.trim(), fault: run.stderr.trim() }
}
const drawn = async () => (await app.get('/centre/statistics/file?figure=map&as=svg', await app.signedInAs('nurse@aoba'))).text
const square = 'M20 980L980 980L980 20L20 20Z'

/** A GeoJSON of one square, a degree wide, for each of the codes. */
function file(name: string, ...codes: (string | null)[]): string {
  const ring = [
    [139, 0],
    [140, 0],
    [140, 1],
    [139, 1],
    [139, 0],
  ]
  const features = codes.map((code) => ({ properties: { code }, geometry: { type: 'Polygon', coordinates: [ring] } }))
  writeFileSync(join(folder, name), JSON.stringify({ features }))
  return join(folder, name)
}

test('outlines of municipalities come from a file by the operator’s command, in the place of what was drawn before', async () => {
  expect(await drawn()).not.toContain(square)
  const { code, said } = mapShapes(file('outlines.geojson', municipalities[0]!.code, null))
  expect([code, said]).toEqual([0, '1 municipalities have their outline; 1 features belong to none'])
  expect(await drawn()).toContain(square)
  // Whom the file does not name, keeps its outline.
  expect((await db.sql`select from map_shapes`).length).toBe(municipalities.length)
})

test('a wrong file changes nothing, names every wrong feature and has no stack trace', async () => {
  const before = await db.sql`select * from map_shapes order by code`
  const wrong = mapShapes(file('wrong.geojson', municipalities[1]!.code, 'nonsense', '99'))
  expect([wrong.code, wrong.said]).toEqual([1, ''])
  expect(wrong.fault).toBe('feature 2: nonsense is no code of a municipality\nfeature 3: 99 is no code of a municipality')
  writeFileSync(join(folder, 'no.json'), '{')
  expect(mapShapes(join(folder, 'no.json'))).toMatchObject({ code: 1, fault: 'The file is no JSON' })
  const missing = mapShapes(join(folder, 'nowhere.geojson'))
  expect(missing.code).toBe(1)
  expect(missing.fault).toContain('no such file')
  expect(missing.fault).not.toContain('    at ')
  expect(await db.sql`select * from map_shapes order by code`).toEqual(before)
})
