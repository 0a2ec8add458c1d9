import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { type Hours, readHours } from '../lib/hours.ts'
import { type LoginRole, loginRoles, urlOfRole } from './db/roles.server.ts'
import { installationFolder } from './folder.server.ts'
import { keepOnce } from './kept-file.server.ts'

/** Every setting, parsed. In the demo `mail` and `sms` may be null: then nothing leaves the machine. */
export type Settings = {
  demo: boolean
  production: boolean
  /** As administrator: for the commands. Web and worker need no password in it. Null where both of the next two are set. */
  databaseUrl: string | null
  webDatabaseUrl: string
  workerDatabaseUrl: string
  /** The roles whose address, and so whose password, the operator has set: ours is not forced on them. */
  operatorsRoles: LoginRole[]
  /** Connections of one web process. */
  webPool: number
  host: string
  port: number
  /** Without a slash at the end. */
  publicUrl: string
  /** Behind a reverse proxy: believe its X-Forwarded-* headers. */
  trustProxy: boolean
  /** Hex, at least 32 bytes: role passwords, tokens and HER-SYS IDs derive from it. */
  secret: string
  /** Folder of what this installation keeps outside the database: secret, clock, audit heads. */
  stateDir: string
  /** Where a shifted clock began; null: real time. */
  clockStart: Date | null
  /** How many invented cases the demo begins with. */
  demoCases: number
  mail: { url: string; from: string } | null
  /** `takesKey`: the provider sends nothing twice that carries the same Idempotency-Key (Twilio itself does not know it). */
  sms: { accountSid: string; authToken: string; from: string; baseUrl: string | null; takesKey: boolean } | null
  /** A second provider of SMS, which takes over while the first is down or refuses our account. Null: there is none. */
  secondSms: Settings['sms']
  /** SMS a second that each provider takes, all workers together (null: no limit); how many one worker has on their way at once; price of one in yen. */
  smsRules: { perSecond: { first: number | null; second: number | null }; atOnce: number; yen: number }
  /** Who hears by mail what the system ails; null: the addresses of the operators' organisations. */
  operatorEmail: string | null
  logLevel: string
  /** Public keys of age to which backups are sealed; empty: none are made. */
  backupRecipients: string[]
  /** Whoever names it reads /metrics; null: there is no such page. */
  metricsToken: string | null
  /** The helpdesk's telephone number, shown on every patient page. */
  helpPhone: string | null
  /** When somebody answers there; null: not said. */
  helpHours: Hours | null
  /** 健康コール: the number by which patients report on the keys of a telephone. Null: there is none. */
  healthCall: { phone: string; hours: Hours } | null
  /** The code of the centre that answers for callers of 健康コール whom nobody knows yet, by the number they dialled; '*' for any. */
  healthCallDesks: Record<string, string>
  /** Recorded sentences for the telephone: where they lie, and the file that lists them by language. Null: the provider's voice says all. */
  voiceRecordings: { url: string; manifest: string } | null
  /** 自動架電: how many calls there may be at once, and how many may begin in a second; all workers together. */
  calls: { atOnce: number; perSecond: number }
  assetsDir: string
  /** Changes with every build: in the addresses of assets. */
  build: string
}

/** Says every fault at once. */
export class SettingsError extends Error {
  readonly faults: string[]
  constructor(faults: string[]) {
    super(`These settings are missing or wrong:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`)
    this.faults = faults
  }
}

/** Where the demo's clock begins: the seventh wave, form version 2 and ten days of observation in force. */
const demoStart = '2022-07-20T10:00:00+09:00'

/** Reads the environment. Throws `SettingsError`. In the demo a missing secret is made and kept in the state folder. */
export function readSettings(env: Record<string, string | undefined> = process.env): Settings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()))
  const demo = given.DEMO === '1'
  const { data, error } = schema(demo).safeParse(given)
  const faults = (error?.issues ?? []).map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  faults.push(...rules.filter((rule) => rule.isBroken(given, demo)).map((rule) => rule.fault))
  if (!data || faults.length > 0) throw new SettingsError(faults.sort())

  const stateDir = data.STATE_DIR ?? join(installationFolder, '.data/state')
  const secret = data.SECRET ?? keepOnce(join(stateDir, 'secret'), () => randomBytes(32).toString('hex'))
  const admin = data.DATABASE_URL
  return {
    demo,
    production: data.NODE_ENV === 'production',
    databaseUrl: admin ?? null,
    webDatabaseUrl: data.WEB_DATABASE_URL ?? urlOfRole(admin!, secret, 'hersys_web'),
    workerDatabaseUrl: data.WORKER_DATABASE_URL ?? urlOfRole(admin!, secret, 'hersys_worker'),
    operatorsRoles: loginRoles.filter((role) => (role === 'hersys_web' ? data.WEB_DATABASE_URL : data.WORKER_DATABASE_URL)),
    webPool: data.WEB_POOL,
    host: data.HOST,
    port: data.PORT,
    publicUrl: (data.PUBLIC_URL ?? `http://localhost:${data.PORT}`).replace(/\/+$/, ''),
    trustProxy: data.TRUST_PROXY === '1',
    secret,
    stateDir,
    clockStart: demo && data.CLOCK_START !== 'real' ? new Date(data.CLOCK_START ?? demoStart) : null,
    demoCases: data.DEMO_CASES,
    mail: data.SMTP_URL && data.MAIL_FROM ? { url: data.SMTP_URL, from: data.MAIL_FROM } : null,
    sms:
      data.TWILIO_ACCOUNT_SID && data.TWILIO_AUTH_TOKEN && data.TWILIO_FROM
        ? {
            accountSid: data.TWILIO_ACCOUNT_SID,
            authToken: data.TWILIO_AUTH_TOKEN,
            from: data.TWILIO_FROM,
            baseUrl: data.TWILIO_BASE_URL ?? null,
            takesKey: data.TWILIO_TAKES_KEY === '1',
          }
        : null,
    secondSms:
      data.SMS2_ACCOUNT_SID && data.SMS2_AUTH_TOKEN && data.SMS2_FROM
        ? {
            accountSid: data.SMS2_ACCOUNT_SID,
            authToken: data.SMS2_AUTH_TOKEN,
            from: data.SMS2_FROM,
            baseUrl: data.SMS2_BASE_URL ?? null,
            takesKey: data.SMS2_TAKES_KEY === '1',
          }
        : null,
    smsRules: {
      perSecond: { first: data.SMS_PER_SECOND ?? null, second: data.SMS2_PER_SECOND ?? null },
      atOnce: data.SMS_AT_ONCE,
      yen: data.SMS_YEN,
    },
    operatorEmail: data.OPERATOR_EMAIL ?? null,
    logLevel: data.LOG_LEVEL,
    backupRecipients: data.BACKUP_RECIPIENTS ?? [],
    metricsToken: data.METRICS_TOKEN ?? null,
    helpPhone: data.HELP_PHONE ?? null,
    helpHours: data.HELP_HOURS ?? null,
    healthCall: data.HEALTH_CALL_PHONE ? { phone: data.HEALTH_CALL_PHONE, hours: data.HEALTH_CALL_HOURS ?? allDay } : null,
    healthCallDesks: data.HEALTH_CALL_DESKS ?? {},
    voiceRecordings:
      data.VOICE_RECORDINGS_URL && data.VOICE_RECORDINGS_LIST
        ? { url: data.VOICE_RECORDINGS_URL.replace(/\/+$/, ''), manifest: data.VOICE_RECORDINGS_LIST }
        : null,
    calls: { atOnce: data.CALLS_AT_ONCE, perSecond: data.CALLS_PER_SECOND },
    assetsDir: join(installationFolder, 'dist/assets'),
    build: buildNumber(),
  }
}

/** For entries: prints the faults, without a stack, and ends the process. */
export function settingsOrExit(): Settings {
  try {
    return readSettings()
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error
    console.error(error.message)
    process.exit(1)
  }
}

const url = (protocols: string[], example: string) =>
  z
    .string()
    .refine(
      (text) => URL.canParse(text) && protocols.includes(new URL(text).protocol) && new URL(text).host !== '',
      `an address such as ${example}`,
    )
const database = url(['postgres:', 'postgresql:'], 'postgres://user:password@host:5432/hersys')
const flag = z.enum(['0', '1'], '1 or 0').optional()
const allDay: Hours = { from: '00:00', to: '24:00' }
const hours = z.string().transform((text, c): Hours => {
  const read = readHours(text)
  if (!read) c.addIssue({ code: 'custom', message: 'hours such as 09:30-18:15' })
  return read ?? allDay
})
const whole = (least: number, most: number, otherwise: number) =>
  z
    .string()
    .regex(/^\d+$/, 'a whole number')
    .transform(Number)
    .refine((n) => n >= least && n <= most, `from ${least} to ${most}`)
    .default(otherwise)

/** '05031980214=48201,*=48101': number and code of the centre. */
const desks = z
  .string()
  .regex(/^(\d+|\*)=\w+(,(\d+|\*)=\w+)*$/, 'numbers and centres such as 05012345678=48101,*=48102')
  .transform((text): Record<string, string> => Object.fromEntries(text.split(',').map((each) => each.split('=') as [string, string])))

const rate = z
  .string()
  .regex(/^[1-9]\d{0,4}$/, 'a whole number from 1 to 99999')
  .transform(Number)
  .optional()

/** One line per variable. What only the demo may go without is `outsideDemo`. */
function schema(demo: boolean) {
  const outsideDemo = (type: z.ZodType<string, string>, what: string): z.ZodType<string | undefined> =>
    demo ? type.optional() : z.string(`required outside the demo: ${what}`).pipe(type)
  return z.object({
    DEMO: flag,
    NODE_ENV: z.string().optional(),
    DATABASE_URL: database.optional(),
    WEB_DATABASE_URL: database.optional(),
    WORKER_DATABASE_URL: database.optional(),
    WEB_POOL: whole(1, 100, 10),
    HOST: z.string().default('127.0.0.1'),
    PORT: whole(1, 65_535, 4300),
    PUBLIC_URL: outsideDemo(
      url(demo ? ['http:', 'https:'] : ['https:'], 'https://hersys.example.jp'),
      'the address people type, with https',
    ),
    TRUST_PROXY: flag,
    SECRET: outsideDemo(
      z.string().regex(/^([0-9a-f]{2}){32,}$/, '64 or more hex digits'),
      '64 hex digits, for example from: openssl rand -hex 32',
    ),
    STATE_DIR: z.string().optional(),
    CLOCK_START: z
      .literal('real')
      .or(z.iso.datetime({ offset: true }))
      .optional(),
    DEMO_CASES: whole(1, 1_000_000, 2000),
    SMTP_URL: outsideDemo(url(['smtp:', 'smtps:'], 'smtps://user:password@host:465'), 'the mail server'),
    MAIL_FROM: outsideDemo(z.string().regex(/.@./, 'a mail address'), 'the sender of mails'),
    OPERATOR_EMAIL: z.string().regex(/.@./, 'a mail address').optional(),
    TWILIO_ACCOUNT_SID: outsideDemo(z.string(), 'the account for SMS and voice'),
    TWILIO_AUTH_TOKEN: outsideDemo(z.string(), 'the token of the account for SMS and voice'),
    TWILIO_FROM: outsideDemo(z.string(), 'the sender of SMS and voice'),
    TWILIO_BASE_URL: url(['http:', 'https:'], 'https://api.example.jp').optional(),
    TWILIO_TAKES_KEY: flag,
    SMS_PER_SECOND: rate,
    SMS_AT_ONCE: whole(1, 1000, 50),
    SMS_YEN: z
      .string()
      .regex(/^\d{1,3}(\.\d{1,2})?$/, 'yen such as 8.5')
      .transform(Number)
      .default(10),
    SMS2_ACCOUNT_SID: z.string().optional(),
    SMS2_AUTH_TOKEN: z.string().optional(),
    SMS2_FROM: z.string().optional(),
    SMS2_BASE_URL: url(['http:', 'https:'], 'https://api.example.jp').optional(),
    SMS2_TAKES_KEY: flag,
    SMS2_PER_SECOND: rate,
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    BACKUP_RECIPIENTS: z
      .string()
      .transform((text) => text.split(/[\s,]+/).filter(Boolean))
      .refine((keys) => keys.every((key) => /^age1[0-9a-z]{50,}$/.test(key)), 'public keys of age (age1…), separated by commas')
      .optional(),
    METRICS_TOKEN: z.string().min(24, '24 or more characters').optional(),
    HELP_PHONE: z.string().optional(),
    HELP_HOURS: hours.optional(),
    HEALTH_CALL_PHONE: z.string().optional(),
    HEALTH_CALL_HOURS: hours.optional(),
    HEALTH_CALL_DESKS: desks.optional(),
    VOICE_RECORDINGS_URL: url(['https:'], 'https://hersys.example.jp/prompts').optional(),
    VOICE_RECORDINGS_LIST: z.string().optional(),
    CALLS_AT_ONCE: whole(1, 10_000, 200),
    CALLS_PER_SECOND: whole(1, 1_000, 10),
  })
}

type Rule = { fault: string; isBroken: (given: Record<string, unknown>, demo: boolean) => boolean }
const rules: Rule[] = [
  {
    fault: 'DATABASE_URL: required, unless WEB_DATABASE_URL and WORKER_DATABASE_URL are set',
    isBroken: (given) => !given.DATABASE_URL && !(given.WEB_DATABASE_URL && given.WORKER_DATABASE_URL),
  },
  {
    fault: 'SMS2_ACCOUNT_SID, SMS2_AUTH_TOKEN, SMS2_FROM: all three or none',
    isBroken: (given) => new Set(['SMS2_ACCOUNT_SID', 'SMS2_AUTH_TOKEN', 'SMS2_FROM'].map((name) => given[name] === undefined)).size > 1,
  },
  { fault: 'DEMO: the demo does not run under NODE_ENV=production', isBroken: (given, demo) => demo && given.NODE_ENV === 'production' },
  { fault: 'CLOCK_START: only the demo has a shifted clock', isBroken: (given, demo) => !demo && given.CLOCK_START !== undefined },
]

/** Written by the build; sources run without one. */
function buildNumber(): string {
  const path = join(installationFolder, 'dist/build')
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : 'source'
}
