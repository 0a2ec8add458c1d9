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
  const filled = { ...example, SECRET: 'ab'.repeat(32), BACKUP_RECIPIENTS: `age1${'q'.repeat(58)}` }
  expect(readSettings(filled)).toMatchObject({ demo: false, trustProxy: true, databaseUrl: null, production: true })
  expect(readSettings({ ...filled, ...settingsIn('admin.env.example') }).databaseUrl).toContain('hersys_admin')
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
    // Web and worker never see the administrator's password.
    expect(unit.includes('admin.env')).toBe(program === 'cli')
    expect(unit).toMatch(/^User=hersys$/m)
  },
)
