import { createHmac } from 'node:crypto'
import { check } from '../../fields/check.ts'
import type { Raw } from '../../fields/fields.ts'
import { isLang } from '../../i18n/t.ts'
import { japaneseDay, japaneseTime } from '../../lib/japanese-day.ts'
import { e164, phoneKind } from '../../lib/phone-number.ts'
import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { audit } from '../../platform/http/serve.server.tsx'
import { dailyFormFor, programmeOf, programmes } from '../../programmes/registry.ts'
import { composeReport } from '../daily-report/compose.server.ts'
import { centreSettings } from '../organisation/centre-settings.ts'
import type { OutageTexts } from '../outage/outage.ts'
import { type Act, type Ask, type CallEvent, newCall, type Script, type State, scriptOf, type Turn } from './call.ts'
import type { Prompt } from './prompts.ts'
import {
  abortCall,
  alarmByCall,
  beginInbound,
  deskOfCall,
  identifyCall,
  keepCall,
  type LockedCall,
  lockCall,
  reportByCall,
  staffAskedByCall,
} from './queries.server.ts'
import { rawOf, step } from './script.ts'
import { type Recordings, speak } from './speak.ts'

/** What a conversation needs besides the call. `deskId`: the centre of the number that was dialled, for callers nobody knows. */
export type House = { secret: string; outage: OutageTexts | null; recordings: Recordings | null; deskId: string | null; requestId: string }

/** `number`: the step that the request answers; null for an event that comes from outside the conversation (hanging up). */
type Heard = { callId: string; number: number | null; event: CallEvent; now: Date }

/** TwiML; null: no such call, or a step that is long over. */
export type Spoken = string | null

/**
 * One request of a call, in the caller's transaction: the event goes through the script, what must be done is done, and what is answered is kept. The
 * same step a second time hears the same answer and does nothing. It commits before the answer leaves: an alarm stands before it is spoken of.
 */
export async function converse(sql: Sql, house: House, { callId, number, event, now }: Heard): Promise<Spoken> {
  const call = await lockCall(sql, callId, now)
  if (!call) return null
  const expected = call.step ?? 0
  if (number !== null && number === expected - 1) return call.reply
  if (number !== null && number !== expected) return null
  // Nothing was said yet, or all of it.
  if (number === null && (call.script === null || call.script.place === 'over')) return null
  const talk: Talk = { sql, house, call, now, dial: null, did: [], movedTo: null }
  const script = scriptFor(call, now)
  const before = call.script ?? newCall(call.direction, isLang(call.language) ? call.language : 'ja')
  const say: Prompt[] = []
  let turn: Turn = { state: before, say, listen: { is: 'end' }, acts: [], ask: null }
  for (let next: CallEvent | null = event; next; next = turn.ask ? await answerOf(talk, turn.ask, turn.state) : null) {
    turn = step(turn.state, next, turn.state.identified && !before.identified ? await reread(talk) : script)
    say.push(...turn.say)
    for (const act of turn.acts) await perform(talk, act, turn.state)
  }
  const { state, listen } = turn
  const nextId = talk.movedTo ?? callId
  const action = `/voice/step/${nextId}?step=${talk.movedTo ? 1 : expected + 1}`
  const reply = speak(
    { say, listen, lang: state.lang, form: script.form, outage: house.outage, recordings: house.recordings },
    { action, dial: talk.dial },
  )
  const heard = { place: before.place, heard: withoutSecrets(event, before), said: say, did: talk.did }
  const isOver = talk.movedTo !== null
  await keepCall(sql, {
    id: callId,
    step: expected,
    state: isOver ? { ...state, place: 'over' } : state,
    reply,
    event: heard,
    more: { language: state.lang, ...(isOver || !state.identified ? {} : { answers: rawOf(state, script) }) },
    now,
  })
  if (isOver)
    await keepCall(sql, {
      id: nextId,
      step: 0,
      state,
      reply,
      event: { place: 'next', heard: { is: 'begin' }, said: say },
      more: { language: state.lang },
      now,
    })
  return reply
}

type Talk = {
  sql: Sql
  house: House
  call: LockedCall
  now: Date
  /** Whom the answer rings. */
  dial: string | null
  /** What was done, for the play-by-play. */
  did: string[]
  /** The call of the next member of the family. */
  movedTo: string | null
}

/** The questions of the day, judged as the web judges them. Before anybody is known those of the first programme: nothing of them is asked yet. */
function scriptFor({ disease, previousSpo2, previousAt }: LockedCall, now: Date): Script {
  const programme = programmeOf(disease ?? programmes[0]!.id)
  const previous = previousAt === null ? null : { spo2: previousSpo2, at: previousAt }
  const form = dailyFormFor({ disease: programme.id, on: japaneseDay(now) })
  return scriptOf(form, (answers) => {
    const { reasons } = programme.triage(answers, { at: now, previous })
    return reasons.filter((reason) => programme.urgentReasons.includes(reason))
  })
}

/** Now it is known whose call this is: the case's own questions and its earlier SpO2. */
async function reread(talk: Talk): Promise<Script> {
  talk.call = (await lockCall(talk.sql, talk.call.id, talk.now))!
  return scriptFor(talk.call, talk.now)
}

async function answerOf(talk: Talk, ask: Ask, state: State): Promise<CallEvent> {
  if (ask.is === 'identify') return identify(talk, ask)
  if (ask.is === 'staff') return staff(talk, ask.tried, state)
  return report(talk, ask.raw, state)
}

async function identify({ sql, house, call, now, did }: Talk, { hersysId, birthOn }: Extract<Ask, { is: 'identify' }>): Promise<CallEvent> {
  const caller = callerKey(house.secret, call.phone)
  const outcome = await identifyCall(sql, { callId: call.id, hersysId, birthOn, caller, now })
  did.push(`identity-${outcome}`)
  await audit(
    sql,
    'voice-call.identify',
    null,
    outcome === 'right' ? 'ok' : 'failed',
    [],
    { callId: call.id, outcome },
    house.requestId,
    now,
  )
  return { is: 'identity', outcome }
}

/** Within its hours the centre, else whoever is on duty; that somebody asked in vain, or out of hours, stands in the queue before it rings. */
async function staff(talk: Talk, tried: boolean, state: State): Promise<CallEvent> {
  const { sql, house, call, now, did } = talk
  if (tried && state.ringing === 'duty') return { is: 'line', who: null, known: true }
  const desk = await deskOfCall(sql, call.id, house.deskId, now)
  const { from, to } = centreSettings(desk?.settings).phoneHours
  const time = japaneseTime(now)
  const centrePhone = desk?.phone ? e164(desk.phone) : null
  if (!tried && centrePhone && from <= time && time < to) {
    did.push('rings-centre')
    talk.dial = centrePhone
    return { is: 'line', who: 'centre', known: true }
  }
  const known = await staffAskedByCall(sql, call.id, house.deskId, now)
  did.push('asked-for-staff')
  const dutyPhone = desk?.dutyPhone ? e164(desk.dutyPhone) : null
  if (!dutyPhone) return { is: 'line', who: null, known }
  did.push('rings-duty')
  talk.dial = dutyPhone
  return { is: 'line', who: 'duty', known }
}

async function report(talk: Talk, raw: Raw, state: State): Promise<CallEvent> {
  const { sql, house, call, now, did } = talk
  const { form } = scriptFor(call, now)
  const { answers } = check(form, raw, { today: japaneseDay(now) })
  if (!answers || call.caseId === null || call.disease === null) throw new Error('a call was answered to its end and its answers are none')
  const { caseId, disease, settings, previousSpo2, previousAt } = call
  const previous = previousAt === null ? null : { spo2: previousSpo2, at: previousAt }
  const row = composeReport({ caseId, disease, form, answers, lang: state.lang, formKey: call.id, at: now, now, previous, settings })
  await reportByCall(sql, call.id, { ...row, audit_id: uuidv7(now), request_id: house.requestId }, now)
  did.push('reported')
  return { is: 'reported', level: row.level }
}

async function perform(talk: Talk, act: Act, state: State): Promise<void> {
  const { sql, house, call, now, did } = talk
  did.push(act.is)
  if (act.is === 'alarm') return alarmByCall(sql, call.id, act.reasons, now)
  if (act.is === 'lost-staff') return void (await staffAskedByCall(sql, call.id, house.deskId, now))
  if (act.is === 'next-person') {
    const [whole, nth] = (call.providerCallId ?? call.id).split('#')
    talk.movedTo = await beginInbound(sql, {
      phone: call.phone,
      language: state.lang,
      providerCallId: `${whole}#${Number(nth ?? 1) + 1}`,
      now,
    })
    return
  }
  const minutes = centreSettings(call.settings).incompleteMinutes
  return abortCall(sql, call.id, { at: act.at, spoke: act.spoke, dueAt: new Date(now.getTime() + minutes * 60_000), now })
}

/** Whose tries are counted together: a telephone, by a hash of its number; all who hide theirs are one. */
export function callerKey(secret: string, phone: string | null): { key: string; isHidden: boolean } {
  const isHidden = phone === null || phoneKind(phone) === 'invalid'
  const key = createHmac('sha256', secret)
    .update(`caller ${isHidden ? 'hidden' : phone}`)
    .digest('hex')
  return { key, isHidden }
}

/** What proves a person is never written down, only that so many keys were pressed. */
function withoutSecrets(event: CallEvent, { place }: State): Record<string, unknown> {
  return event.is === 'keys' && (place === 'birth' || place === 'id') ? { is: 'keys', hidden: event.keys.length } : { ...event }
}
