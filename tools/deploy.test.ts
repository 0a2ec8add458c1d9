import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readSettings } from '../src/platform/settings.server.ts'

const folder = join(import.meta.dirname, '../deploy')
const read = (name: string) => readFileSync(join(folder, name), 'utf8')
const settingsIn = (name: string) =>
  Object.fromEntries(
    read(name)
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )
const units = readdirSync(join(folder, 'systemd'))

test('the example of the settings is whole once its secrets are filled in', () => {
  const example = settingsIn('hersys.env.example')
  expect(() => readSettings(example)).toThrow('SECRET: 64 or more hex digits')
  const filled = { ...example, SECRET: 'ab'.repeat(32), METRICS_TOKEN: 'c'.repeat(24), BACKUP_RECIPIENTS: `age1${'q'.repeat(58)}` }
  const settings = readSettings(filled)
  expect(settings).toMatchObject({ demo: false, trustProxy: true, operatorsRoles: [], production: true })
  // Web and worker never see the administrator's password.
  expect(new URL(settings.databaseUrl!).password).toBe('')
  expect(new URL(settings.webDatabaseUrl)).toMatchObject({ username: 'hersys_web', password: expect.stringMatching(/^[0-9a-f]{64}$/) })
  expect(new URL(readSettings({ ...filled, ...settingsIn('admin.env.example') }).databaseUrl!)).toMatchObject({
    username: 'hersys_admin',
    password: 'CHANGE',
  })
})

test.each(units.filter((name) => name.endsWith('.service')))(
  '%s starts a program that the build makes, with settings files that the guide names',
  (name) => {
    const unit = read(join('systemd', name))
    const [, program] = /^ExecStart=\/usr\/bin\/node (?:--enable-source-maps )?dist\/([a-z]+)\.js/m.exec(unit)!
    expect(existsSync(join(import.meta.dirname, `../src/${program}.server.ts`))).toBe(true)
    const guide = readFileSync(join(import.meta.dirname, '../docs/how-to/install-on-debian.md'), 'utf8')
    for (const [, path] of unit.matchAll(/^EnvironmentFile=(.*)$/gm)) expect(guide).toContain(path)
    expect(guide).toContain(name.replace(/@?\.service$/, ''))
    expect(unit.includes('admin.env')).toBe(program === 'cli')
    expect(unit).toMatch(/^User=hersys$/m)
    // systemd opens the folder to everybody unless told otherwise, and gives up after five starts while the database is away.
    expect(unit.includes('StateDirectory=')).toBe(unit.includes('\nStateDirectoryMode=0700\n'))
    expect(unit.includes('Restart=always')).toBe(unit.includes('\nStartLimitIntervalSec=0\n'))
    expect(unit).toMatch(/^CapabilityBoundingSet=$/m)
  },
)
