import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readSettings, SettingsError } from './settings.server.ts'

const STATE_DIR = mkdtempSync(join(tmpdir(), 'settings-'))
afterAll(() => rmSync(STATE_DIR, { recursive: true }))

const demo = { DEMO: '1', DATABASE_URL: 'postgres://admin:hidden@db.example.jp:5433/hersys?sslmode=require', STATE_DIR }
const operated = {
  DATABASE_URL: demo.DATABASE_URL,
  STATE_DIR,
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://hersys.example.jp/',
  SECRET: 'ab'.repeat(32),
  SMTP_URL: 'smtps://user:password@mail.example.jp',
  MAIL_FROM: 'noreply@hersys.example.jp',
  TWILIO_ACCOUNT_SID: 'AC0',
  TWILIO_AUTH_TOKEN: 'token',
  TWILIO_FROM: '+815000000000',
}

function faultsOf(env: Record<string, string | undefined>): string[] {
  try {
    readSettings(env)
    return []
  } catch (error) {
    return (error as SettingsError).faults.map((fault) => fault.replace(/:.*/s, ''))
  }
}

test.each<[string, Record<string, string | undefined>, string[]]>([
  ['a demo needs a database alone', demo, []],
  ['a full operation', operated, []],
  ['a demo under production', { ...demo, NODE_ENV: 'production' }, ['DEMO']],
  [
    'a real operation with nothing set says everything at once',
    {},
    ['DATABASE_URL', 'MAIL_FROM', 'PUBLIC_URL', 'SECRET', 'SMTP_URL', 'TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_FROM'],
  ],
  ['blank is missing', { ...operated, SMTP_URL: ' ', MAIL_FROM: '' }, ['MAIL_FROM', 'SMTP_URL']],
  ['DEMO=0 is no demo', { ...demo, DEMO: '0', ...operated, SECRET: undefined }, ['SECRET']],
  ['DEMO=yes is unclear', { ...demo, ...operated, DEMO: 'yes' }, ['DEMO']],
  ['a short secret', { ...operated, SECRET: 'ab'.repeat(31) }, ['SECRET']],
  ['an address without https', { ...operated, PUBLIC_URL: 'http://hersys.example.jp' }, ['PUBLIC_URL']],
  ['http is enough for the demo', { ...demo, PUBLIC_URL: 'http://192.0.2.1:4300' }, []],
  ['a shifted clock in operation', { ...operated, CLOCK_START: '2022-07-20T10:00:00+09:00' }, ['CLOCK_START']],
  ['a clock without a zone', { ...demo, CLOCK_START: '2022-07-20T10:00:00' }, ['CLOCK_START']],
  ['a port out of range and a wrong database', { ...demo, PORT: '65536', DATABASE_URL: 'mysql://x/y' }, ['DATABASE_URL', 'PORT']],
  [
    'role addresses instead of the administrator’s',
    { ...operated, DATABASE_URL: undefined, WEB_DATABASE_URL: 'postgres://w@h/d', WORKER_DATABASE_URL: 'postgres://k@h/d' },
    [],
  ],
  ['one role address alone', { ...operated, DATABASE_URL: undefined, WEB_DATABASE_URL: 'postgres://w@h/d' }, ['DATABASE_URL']],
])('%s', (_, env, faults) => {
  expect(faultsOf(env)).toEqual(faults)
})

test('the demo listens on this machine alone, sends nothing out, and begins on 2022-07-20 10:00 in Japan', () => {
  expect(readSettings(demo)).toMatchObject({
    host: '127.0.0.1',
    port: 4300,
    publicUrl: 'http://localhost:4300',
    mail: null,
    sms: null,
    clockStart: new Date('2022-07-20T01:00:00Z'),
  })
  expect(readSettings({ ...demo, CLOCK_START: 'real' }).clockStart).toBeNull()
})

test('the demo makes its secret once and keeps it from others', () => {
  const { secret } = readSettings(demo)
  expect(secret).toMatch(/^[0-9a-f]{64}$/)
  expect(readSettings(demo).secret).toBe(secret)
  expect(statSync(join(STATE_DIR, 'secret')).mode & 0o777).toBe(0o600)
})

test('web and worker get addresses of their own, without the administrator’s password', () => {
  const { webDatabaseUrl, workerDatabaseUrl } = readSettings(operated)
  expect(webDatabaseUrl).toMatch(/^postgres:\/\/hersys_web:[0-9a-f]{64}@db\.example\.jp:5433\/hersys\?sslmode=require$/)
  expect(new URL(workerDatabaseUrl).password).not.toBe(new URL(webDatabaseUrl).password)
  expect(webDatabaseUrl + workerDatabaseUrl).not.toContain('hidden')
})

test('real operation runs on real time and trims the address', () => {
  expect(readSettings(operated)).toMatchObject({ clockStart: null, publicUrl: 'https://hersys.example.jp', production: true, demo: false })
})

test('no fault quotes a value: it may be a password', () => {
  const wrong = { ...operated, SECRET: 'unfit', SMTP_URL: 'unfit', DATABASE_URL: 'unfit' }
  expect(() => readSettings(wrong)).toThrow(SettingsError)
  expect(() => readSettings(wrong)).not.toThrow('unfit')
})

test('健康コール is there only with a number, and round the clock unless hours are set', () => {
  const around = { from: '00:00', to: '24:00' }
  expect(readSettings(demo)).toMatchObject({ healthCall: null, helpHours: null })
  expect(readSettings({ ...demo, HEALTH_CALL_HOURS: '09:00-18:00' }).healthCall).toBeNull()
  expect(readSettings({ ...demo, HEALTH_CALL_PHONE: '050-0000-0000' }).healthCall).toEqual({ phone: '050-0000-0000', hours: around })
  const set = { ...demo, HEALTH_CALL_PHONE: '050-0000-0000', HEALTH_CALL_HOURS: '09:00-18:00', HELP_HOURS: '09:30-18:15' }
  expect(readSettings(set)).toMatchObject({
    healthCall: { hours: { from: '09:00', to: '18:00' } },
    helpHours: { from: '09:30', to: '18:15' },
  })
  expect(faultsOf({ ...demo, HELP_HOURS: '平日', HEALTH_CALL_HOURS: '18:00-09:00' })).toEqual(['HEALTH_CALL_HOURS', 'HELP_HOURS'])
})
