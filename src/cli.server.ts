import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { seedDemo } from '../db/seed/demo.server.ts'
import { firstOperator } from './features/account/staff/first-operator.server.ts'
import { newChain } from './features/audit/new-chain.server.ts'
import { verifyCommand } from './features/audit/verify-command.server.ts'
import { distrustKey, rotateKey } from './features/certificate/keys.server.ts'
import { importPostalCodes } from './features/organisation/postal-codes.server.ts'
import { type Clock, createClock } from './platform/clock.server.ts'
import { claimDatabase } from './platform/db/demo-marker.server.ts'
import { migrate } from './platform/db/migrate.server.ts'
import { ensureRoles } from './platform/db/roles.server.ts'
import { connect, type Sql } from './platform/db/sql.server.ts'
import { type Settings, settingsOrExit } from './platform/settings.server.ts'

type Tools = { settings: Settings; sql: Sql; clock: Clock }
type Command = { about: string; run: (tools: Tools) => Promise<void> }

/** What an operator types after `node dist/cli.js`. Each runs as the administrator of DATABASE_URL. */
const commands: Record<string, Command> = {
  migrate: { about: 'create the roles and bring the database to the newest schema', run: migrateDatabase },
  seed: { about: 'fill the demo, once', run: seed },
  'audit-verify': {
    about: 'compare the audit with its published heads',
    run: ({ settings, sql }) => verifyCommand(sql, settings.stateDir),
  },
  'audit-new-chain': {
    about: 'after a restore from a dump: let the audit go on from its last published head',
    run: async ({ settings, sql, clock }) => console.log(await newChain(sql, settings.stateDir, clock())),
  },
  'first-operator': { about: 'issue the first account of a new installation: an operator', run: issueFirst },
  'certificate-key-rotate': {
    about: 'sign certificates with a new key from now on; what was signed stays good',
    run: async ({ settings, sql, clock }) => console.log(`Key ${await rotateKey(sql, settings.secret, clock())} signs from now on`),
  },
  'certificate-key-distrust': {
    about: 'with the id of a key that leaked: nothing that it signed is good any more',
    run: ({ sql, clock }) => distrustKey(sql, process.argv[3] ?? '', clock()),
  },
  'postal-codes': {
    about: 'with the path of KEN_ALL.CSV (日本郵便): take it in the place of the postal codes before',
    run: async ({ sql }) => {
      const { codes, municipalities } = await importPostalCodes(sql, process.argv[3] ?? '')
      console.log(`${codes} postal codes of ${municipalities} municipalities`)
    },
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

async function issueFirst({ sql, clock }: Tools): Promise<void> {
  const { loginId, password } = await firstOperator(sql, clock())
  console.log(
    `ログインID: ${loginId}\n初期パスワード: ${password}\nSign in at /staff/sign-in; the password is shown this once and must be changed.`,
  )
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

async function main(name: string | undefined): Promise<void> {
  const command = commands[name ?? '']
  if (!command) {
    const lines = Object.entries(commands).map(([word, { about }]) => `  ${word.padEnd(12)} ${about}`)
    throw new Error(`Usage: node dist/cli.js <command>\n${lines.join('\n')}`)
  }
  const settings = settingsOrExit()
  if (!settings.databaseUrl) throw new Error('DATABASE_URL: required for commands')
  const sql = connect(settings.databaseUrl, 4)
  try {
    await command.run({ settings, sql, clock: createClock(settings) })
  } finally {
    await sql.end({ timeout: 5 })
  }
}

try {
  await main(process.argv[2])
} catch (error) {
  const { message, code } = error as Error & { code?: string }
  console.error(message || code)
  process.exitCode = 1
}
