// npm run storm: tries to make somebody fall silent. Random events on many connections, races on a few cases, a clock that jumps, kill -9 of
// web, worker and PostgreSQL; judged by check-silence.sql and by a journal of all that was acknowledged. Shares no code with the product.
//   --proof=<folder> keeps the closing output and that of check:silence
//   --events=100000  --connections=12  --seed=<n>  --kills=<n>  --json=<file>  --plant=<fault> (must be found: exit 1)
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { createClient } from './storm/client.mjs'
import { inJapan } from './storm/clock.mjs'
import { createDice } from './storm/dice.mjs'
import { createDrive, createGate } from './storm/drive.mjs'
import { bootInstallation } from './storm/installation.mjs'
import { createJournal } from './storm/journal.mjs'
import { createJudge, keepSilence } from './storm/judge.mjs'
import { manyEvents } from './storm/many-events.mjs'
import { patientEvents } from './storm/patient-events.mjs'
import { seedPlaces } from './storm/places.mjs'
import { plant } from './storm/plants.mjs'
import { queueEvents } from './storm/queue-events.mjs'
import { staffEvents } from './storm/staff-events.mjs'
import { jumpFrom } from './storm/weather.mjs'
import { createWorld } from './storm/world.mjs'

const option = (name, otherwise) => process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3) ?? otherwise
const events = Number(option('events', 100_000))
const connections = Number(option('connections', 12))
const seed = Number(option('seed', Math.floor(Math.random() * 1_000_000)))
const planted = option('plant')
const kills = Number(option('kills', planted ? 0 : Math.max(6, Math.round(events / 2_500))))
const jumps = Math.max(12, Math.round(events / 1_500))
const judgements = planted ? Math.max(10, Math.round(events / 150)) : Math.max(4, Math.round(events / 5_000))
const proof = option('proof')
const firstCases = 24

const say = (text) => console.log(`${((performance.now() - began) / 1000).toFixed(0).padStart(5)} s  ${text}`)
const began = performance.now()
const dice = createDice(seed)
const outages = []
let installation = null

/**
 * Was anything down between the two? One connection answers again while others of the pool still wait out their pause (a second at most) or
 * find themselves cut: for some seconds a page may still say "please try again", with all that was typed.
 */
const recoveryMs = 5_000
const troubles = (since, until) =>
  outages.some((outage) => outage.since <= until && since <= (outage.until ?? Number.POSITIVE_INFINITY) + recoveryMs)

/** A process that finds no database at its start ends and is started again: that is how it waits. */
const endedByThemselves = () => installation.unasked.filter(({ at }) => !troubles(at, at)).map(({ what }) => what)

async function storm() {
  print(
    `storm: ${events} events on ${connections} connections, ${kills} kills, ${jumps} jumps of the clock, seed ${seed}${planted ? `, planted: ${planted}` : ''}`,
  )
  installation = await bootInstallation({ say })
  const { clock, url, ports } = installation
  const sql = postgres(url, { max: 6, onnotice: () => {}, connection: { TimeZone: 'UTC' }, backoff: () => 0.2, connect_timeout: 5 })
  await seedPlaces(sql, clock.now())
  if (planted) await plant(sql, planted)
  await installation.startServers()
  const world = await createWorld({ sql, clock, dice })
  const journal = createJournal({ clock })
  const client = createClient({ ports })
  const tools = { client, world, journal, sql, clock, exchange: installation.exchange }
  const happen = { ...patientEvents(tools), ...staffEvents(tools), ...queueEvents(tools), ...manyEvents(tools) }
  for (let n = 0; n < firstCases; n++) await happen.file(dice)
  for (let n = 0; n < firstCases - 4; n++) await happen.register(dice)
  for (let n = 0; n < 3; n++) await world.addOrphan()
  await world.refresh()
  if (world.cases.length < firstCases || !world.hot.every(({ session }) => session))
    throw new Error(`only ${world.cases.length} cases could be filed and registered; see ${installation.logs}`)
  say(`${world.cases.length} cases are filed, ${world.cases.filter(({ session }) => session).length} registered: let it blow`)

  const gate = createGate()
  const drive = createDrive({ happen, world, gate, troubles, dice, events, connections })
  const findings = []
  const judge = createJudge({ sql, clock, findings, say, logs: installation.logs })
  const look = setInterval(() => world.refresh().catch(() => {}), 2_000)
  const blowing = drive.run()
  const weather = disturb({ drive, gate, judge, clock, world, findings })
  await Promise.race([blowing, weather.then(() => blowing)])
  drive.stop()
  await weather
  clearInterval(look)
  const seconds = (performance.now() - drive.state.started) / 1000
  say(
    `calm after ${drive.state.answered} events, ${(drive.state.answered / seconds).toFixed(0)} a second; ${drive.state.cut} cut off; slowest answer ${(client.tally.slowest / 1000).toFixed(1)} s`,
  )

  // what was acknowledged outlives the last kill too
  if (kills > 0) await killPostgres()
  await judge.untilJobsAreDone()
  const rules = await judge.now('at the end')
  const calls = await judge.calls(installation.exchange)
  const kept = await journal.verify(sql)
  client.close()
  await sql.end({ timeout: 5 })
  if (proof) keepSilence({ url, stateDir: installation.stateDir, proof })
  return {
    seconds,
    drive,
    findings,
    rules,
    kept,
    calls,
    slowest: client.tally.slowest,
    acknowledged: journal.size(),
    unasked: endedByThemselves(),
  }
}

/** Jumps, kills and judgements in random order, spread over the run. */
async function disturb({ drive, gate, judge, clock, world, findings }) {
  const plan = [...Array(jumps).fill('jump'), ...Array(kills).fill('kill'), ...Array(judgements).fill('judge')]
    .map((what) => ({ what, at: dice.next() * events * 0.97 }))
    .sort((a, b) => a.at - b.at)
  for (const { what, at } of plan) {
    while (drive.state.answered < at && !drive.state.stopped) await sleep(10)
    if (drive.state.stopped) return
    if (what === 'kill') {
      await kill()
      continue
    }
    await gate.shut()
    if (what === 'judge') await judge.now(`after ${drive.state.answered} events`)
    else await jump(clock, world)
    gate.open()
    if (findings.length > 0) drive.stop()
  }
}

/** All processes see the new time before anything goes on: machines whose clocks differ by hours are not what is tried here. */
async function jump(clock, world) {
  const before = inJapan(clock.now())
  // Whoever signed in since the last jump: the worker sweeps what a jump of a day has ended, perhaps before we look again.
  await world.keepSignedIn()
  clock.jump(jumpFrom(dice, before))
  await sleep(1_100)
  await world.keepSignedIn()
  const after = inJapan(clock.now())
  say(`the clock jumps from ${before.day} ${before.time} to ${after.day} ${after.time}`)
}

async function kill() {
  const whom = dice.weighted({ web0: 3, web1: 3, worker0: 2, postgres: 4 })
  if (whom === 'postgres') return killPostgres()
  await outage(async () => {
    installation.kill(whom)
    await sleep(300)
    await installation.ready()
  }, whom.startsWith('web'))
}

const killPostgres = () =>
  outage(async () => {
    await installation.killPostgres()
    await installation.ready()
  })

async function outage(run, isFelt = true) {
  const entry = { since: performance.now(), until: null }
  if (isFelt) outages.push(entry)
  await run()
  entry.until = performance.now()
}

const timesOf = (outcomes) => Object.values(outcomes).reduce((sum, n) => sum + n, 0)
/** A stranger's claim succeeds as a trial when it is refused. */
const succeedsAs = { wrongClaim: '422' }

const lines = []
function print(line) {
  lines.push(line)
  console.log(line)
}

function report({ seconds, drive, findings, rules, kept, calls, slowest, acknowledged, unasked }) {
  print('\nwhat happened')
  for (const [kind, outcomes] of Object.entries(drive.counts).sort())
    if (kind !== 'race')
      print(
        `  ${kind.padEnd(18)} ${Object.entries(outcomes)
          .sort()
          .map(([outcome, n]) => `${outcome} ${n}`)
          .join(', ')}`,
      )
  print(
    `  races              ${Object.values(drive.counts.race ?? {}).reduce((sum, n) => sum + n, 0)} of ${Object.keys(drive.counts.race ?? {}).length} kinds`,
  )
  for (const line of calls) print(`  ${line}`)
  const never =
    planted || events < 4_000
      ? []
      : Object.entries(drive.counts)
          .filter(([kind, outcomes]) => kind !== 'race' && timesOf(outcomes) >= 5 && !outcomes[succeedsAs[kind] ?? 'done'])
          .map(([kind]) => kind)
  const checks = [
    ...rules.map(({ rule, promise }) => ({
      name: rule,
      about: promise,
      faults: findings.filter((finding) => finding.rule === rule).map(({ when, count }) => `${count} ${when}`),
    })),
    ...kept.map(({ what, acknowledged: n, lost }) => ({ name: `kept: ${what}`, about: `${n} acknowledged, none lost`, faults: lost })),
    { name: 'no fault of the server', about: 'no 5xx, no silence and no refusal that its own rules do not explain', faults: drive.faults },
    { name: 'no process ended', about: 'but those that were killed', faults: unasked },
    { name: 'everything happened', about: 'each kind of event that was tried five times succeeded at least once', faults: never },
  ]
  print('\nwhat holds')
  for (const { name, about, faults } of checks) {
    print(`  ${faults.length === 0 ? 'ok  ' : 'FAIL'} ${name.padEnd(26)} ${about}`)
    for (const fault of faults.slice(0, 8)) print(`         ${fault}`)
    if (faults.length > 8) print(`         … and ${faults.length - 8} more`)
  }
  const failed = checks.filter(({ faults }) => faults.length > 0).length
  const rate = drive.state.answered / seconds
  print(
    `\n${drive.state.answered} events in ${seconds.toFixed(0)} s (${rate.toFixed(0)} a second), ${acknowledged} acknowledged and found again, seed ${seed}`,
  )
  const path = option('json')
  if (path) {
    const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version }
    const outcome = {
      seed,
      events: drive.state.answered,
      connections,
      kills,
      jumps,
      seconds,
      rate,
      cut: drive.state.cut,
      slowestMs: slowest,
      acknowledged,
      machine,
    }
    writeFileSync(path, `${JSON.stringify({ ...outcome, counts: drive.counts, checks }, null, 2)}\n`)
  }
  print(`${checks.length - failed} passed, ${failed} failed`)
  if (proof) writeFileSync(join(proof, 'storm.txt'), `${lines.join('\n')}\n`)
  return failed
}

async function end(code) {
  if (installation) await installation.stop()
  process.exit(code)
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => end(130))
try {
  const outcome = await storm()
  const failed = report(outcome)
  await end(failed === 0 ? 0 : 1)
} catch (error) {
  console.error(error)
  await end(2)
}
