import { check, knownAnswers } from '../../fields/check.ts'
import type { Raw } from '../../fields/fields.ts'
import { numberOfKeys, type VoiceStep } from '../../fields/voice.ts'
import { type Lang, languages } from '../../i18n/t.ts'
import { birthOfKeys } from './birth-keys.ts'
import { type Act, type CallEvent, type Listen, nobody, type Script, type State, type Turn } from './call.ts'
import type { Prompt } from './prompts.ts'

export const langs = Object.keys(languages) as Lang[]
const maxMisses = 3
const maxTries = 3

/** The name of the place for the figures: 'birth', or the question ('temperature'). */
export function placeName(state: State, { steps }: Script): string {
  const place = state.place === 'dialling' ? (state.back ?? 'dialling') : state.place
  return place === 'question' || place === 'confirm' ? (steps[state.q]?.name ?? 'question') : place
}

/** What has been said, as the form would post it. */
export function rawOf({ said, signs }: State, { steps }: Script): Raw {
  const groups = steps.filter((step) => step.is === 'group')
  const raw: Raw = { ...said }
  for (const of of new Set(groups.map((step) => step.of))) {
    const answers = groups.filter((step) => step.of === of).map(({ name }) => said[name])
    const ticked = [
      ...signs,
      ...(answers.includes('unknown') ? ['unknown'] : []),
      ...(answers.every((one) => one === 'no') ? ['none'] : []),
    ]
    if (ticked.length > 0) raw[of] = ticked
  }
  return raw
}

/** What the keys mean besides an answer. At the choice of a language all but * and 9 are languages. */
const controls: Record<string, 'repeat' | 'back' | 'help' | 'staff'> = { '*': 'repeat', '7': 'back', '8': 'help', '9': 'staff' }

function controlOf(state: State, step: VoiceStep | undefined, keys: string) {
  const isOption =
    (state.place === 'language' && Number(keys) <= langs.length) ||
    (state.place === 'question' && step?.is === 'which' && Number(keys) >= 1 && Number(keys) <= step.options.length)
  return isOption ? undefined : controls[keys]
}

/** One event of a call. Pure: what it needs from outside it asks, what must happen it says. */
export function step(state: State, event: CallEvent, script: Script): Turn {
  if (event.is === 'hang-up') return hungUp(state, script)
  if (state.place === 'over') return { ...turn(state), listen: { is: 'end' } }
  if (event.is === 'begin') return begin(state, script)
  if (event.is === 'identity') return identity(state, event.outcome, script)
  if (event.is === 'line') return line(state, event, script)
  if (event.is === 'dialled') return dialled(state, event.answered, script)
  if (event.is === 'reported') return reported(state, event.level)
  if (event.is === 'silence') return missed(state, { key: 'voice.silence' }, script)
  const control = controlOf(state, script.steps[state.q], event.keys)
  if (control === 'repeat') return again({ ...state, misses: 0 }, [], script)
  if (control === 'help')
    return again({ ...state, misses: 0 }, [{ key: `voice.help.${helpOf(state, script)}` }, { key: 'voice.controls' }], script)
  if (control === 'staff') return { ...turn({ ...state, misses: 0 }), ask: { is: 'staff', tried: false } }
  if (control === 'back') return back({ ...state, misses: 0 }, script)
  return answer(state, event.keys, script)
}

const turn = (state: State, say: Prompt[] = [], listen: Listen = { is: 'end' }): Turn => ({ state, say, listen, acts: [], ask: null })
const ended = (state: State, say: Prompt[], acts: Act[] = []): Turn => ({ ...turn({ ...state, hersysId: null, place: 'over' }, say), acts })

function begin(state: State, script: Script): Turn {
  return again(state, state.direction === 'in' ? [{ key: 'voice.welcome' }] : [], script)
}

/** Asks the present place (again), after what is said first. */
function again(state: State, first: Prompt[], script: Script): Turn {
  return turn(state, [...first, ...promptOf(state, script)], listenOf(state, script))
}

function promptOf(state: State, script: Script): Prompt[] {
  const asked = script.steps[state.q]
  if (state.place === 'language') return langs.map((lang, n) => ({ key: 'voice.language', vars: { n: n + 1 }, lang }))
  if (state.place === 'confirm') return [{ key: 'voice.confirm', vars: { value: { number: state.pending!, of: asked!.name } } }]
  if (state.place !== 'question') return [{ key: `voice.${state.place}` }]
  if (asked === undefined) return []
  if (asked.is === 'group')
    return [{ key: 'voice.group', vars: { label: { label: asked.name }, signs: { options: asked.options, of: asked.of } } }]
  if (asked.is === 'which') return [{ key: 'voice.which', vars: { signs: { options: asked.options, of: asked.of, keyed: true } } }]
  if (asked.is === 'number') return [{ key: `voice.number.${asked.decimals}`, vars: { label: { label: asked.name } } }]
  return [{ key: `voice.${asked.words}`, vars: { label: { label: asked.name } } }]
}

function listenOf(state: State, { steps }: Script): Listen {
  const asked = steps[state.q]
  if (state.place === 'over') return { is: 'end' }
  if (state.place === 'id' || state.place === 'birth') return { is: 'keys', most: 8, finish: true }
  if (state.place === 'question' && asked?.is === 'number') return { is: 'keys', most: asked.most, finish: true }
  return { is: 'keys', most: 1, finish: false }
}

const helpOf = (state: State, { steps }: Script) =>
  state.place === 'id' || state.place === 'birth'
    ? state.place
    : state.place === 'question' && steps[state.q]?.is === 'number'
      ? 'number'
      : 'keys'

/** Nothing was pressed, or nothing that fits: asked again, the third time in a row ends the call. */
function missed(state: State, why: Prompt, script: Script): Turn {
  if (state.place === 'next') return ended(state, [{ key: 'voice.bye' }])
  const misses = state.misses + 1
  if (misses >= maxMisses) return given(state, script, [{ key: 'voice.bye.missed' }])
  return again({ ...state, misses }, [why], script)
}

/** The call ends without a report. */
function given(state: State, script: Script, say: Prompt[]): Turn {
  return { ...ended(state, say, endingOf(state, script)) }
}

/** What was typed and not confirmed is no answer, but when it would be urgent somebody must know of it. */
function endingOf(state: State, script: Script): Act[] {
  const abort: Act = { is: 'abort', at: placeName(state, script), spoke: false }
  const asked = script.steps[state.q]
  if (!state.identified || state.pending === null || !asked) return [abort]
  const reasons = newReasons({ ...state, said: { ...state.said, [asked.name]: state.pending } }, script)
  return reasons.length > 0 ? [{ is: 'alarm', reasons }, abort] : [abort]
}

function hungUp(state: State, script: Script): Turn {
  if (state.place === 'over' || state.place === 'next') return ended(state, [])
  const lost: Act[] = state.place === 'dialling' && state.ringing === 'centre' ? [{ is: 'lost-staff' }] : []
  return ended(state, [], [...lost, ...endingOf(state, script)])
}

function answer(state: State, keys: string, script: Script): Turn {
  const wrong = () => missed(state, { key: 'voice.wrong-key' }, script)
  const calm = { ...state, misses: 0 }
  switch (state.place) {
    case 'language': {
      const lang = langs[Number(keys) - 1]
      if (!lang) return wrong()
      return again({ ...calm, lang, place: 'id' }, [{ key: 'voice.outage' }, { key: 'voice.charge' }, { key: 'voice.controls' }], script)
    }
    case 'ready':
      return keys === '1' ? again({ ...calm, place: 'birth' }, [{ key: 'voice.greeting' }], script) : wrong()
    case 'id':
      return /^\d{6,8}$/.test(keys) ? again({ ...calm, hersysId: keys, place: 'birth' }, [], script) : wrong()
    case 'birth': {
      const birthOn = birthOfKeys(keys)
      return birthOn ? { ...turn(calm), ask: { is: 'identify', hersysId: state.hersysId, birthOn } } : wrong()
    }
    case 'confirm':
      if (keys === '2') return again({ ...calm, place: 'question', pending: null }, [], script)
      if (keys !== '1' || state.pending === null) return wrong()
      return accepted(numberSaid(calm, script.steps[state.q]!, state.pending), script)
    case 'next':
      if (keys !== '1') return wrong()
      return { ...again({ ...state, ...nobody, misses: 0, place: 'id' }, [], script), acts: [{ is: 'next-person' }] }
    case 'question':
      return answerQuestion(calm, script.steps[state.q]!, keys, script, wrong)
    default:
      return wrong()
  }
}

function answerQuestion(state: State, asked: VoiceStep, keys: string, script: Script, wrong: () => Turn): Turn {
  if (asked.is === 'number') {
    if (keys === '0' && asked.besides !== null) {
      const { [asked.name]: _gone, ...said } = state.said
      return accepted({ ...state, said: { ...said, [asked.besides]: 'yes' } }, script)
    }
    const value = numberOfKeys(keys, asked)
    const isSound = value !== null && !check(script.form, { [asked.name]: value }).faults
    return isSound ? again({ ...state, place: 'confirm', pending: value }, [], script) : wrong()
  }
  if (asked.is === 'which') {
    const sign = asked.options[Number(keys) - 1]
    if (sign === undefined && keys !== '0') return wrong()
    return accepted({ ...state, signs: [...without(state.signs, asked.options), ...(sign ? [sign] : [])] }, script)
  }
  const said = ({ 1: 'yes', 2: 'no', 3: 'unknown' } as Record<string, string>)[keys]
  if (!said) return wrong()
  const signs = asked.is === 'group' ? without(state.signs, asked.options) : state.signs
  return accepted({ ...state, signs, said: { ...state.said, [asked.name]: said } }, script)
}

const without = (signs: string[], options: readonly string[]) => signs.filter((sign) => !options.includes(sign))

function numberSaid(state: State, asked: VoiceStep, value: string): State {
  const { [asked.is === 'number' ? (asked.besides ?? '') : '']: _gone, ...said } = state.said
  return { ...state, pending: null, said: { ...said, [asked.name]: value } }
}

/** Reasons that are urgent and have not alarmed anybody in this call. */
function newReasons(state: State, script: Script): string[] {
  return script.urgent(knownAnswers(script.form, rawOf(state, script))).filter((reason) => !state.alarmed.includes(reason))
}

/** An answer counts: what is urgent alarms the centre at once, then the next question, or the report. */
function accepted(state: State, script: Script): Turn {
  const reasons = newReasons(state, script)
  const alarmed = { ...state, alarmed: [...state.alarmed, ...reasons] }
  const acts: Act[] = reasons.length > 0 ? [{ is: 'alarm', reasons }] : []
  // Said once: who hears it and stays on the line is asked on.
  const say: Prompt[] = reasons.length > 0 && state.alarmed.length === 0 ? urgentNow : []
  const q = neighbour(alarmed, script, 1)
  if (q === null) return { ...turn(alarmed, say), acts, ask: { is: 'report', raw: rawOf(alarmed, script) } }
  return { ...again({ ...alarmed, place: 'question', q }, say, script), acts }
}

const urgentNow: Prompt[] = [{ key: 'report.sent.urgent.what' }, { key: 'voice.urgent.told' }]

/** The step before or after that is asked; null when there is none. Which sign it is is asked where the group is あり. */
function neighbour(state: State, { steps }: Script, by: 1 | -1): number | null {
  for (let q = state.q + by; q >= 0 && q < steps.length; q += by) {
    const one = steps[q]!
    if (one.is !== 'which' || state.said[one.name] === 'yes') return q
  }
  return null
}

function back(state: State, script: Script): Turn {
  if (state.place === 'confirm') return again({ ...state, place: 'question', pending: null }, [], script)
  if (state.place === 'birth' && state.direction === 'in') return again({ ...state, place: 'id', hersysId: null }, [], script)
  const q = state.place === 'question' ? neighbour(state, script, -1) : null
  return q === null ? again(state, [{ key: 'voice.first' }], script) : again({ ...state, q }, [], script)
}

function identity(state: State, outcome: Extract<CallEvent, { is: 'identity' }>['outcome'], script: Script): Turn {
  if (outcome === 'right')
    return again({ ...state, identified: true, hersysId: null, place: 'question', q: 0 }, [{ key: 'voice.identity.right' }], script)
  if (outcome !== 'wrong') return given(state, script, [{ key: `voice.identity.${outcome}` }])
  const tries = state.tries + 1
  if (tries >= maxTries) return given({ ...state, tries }, script, [{ key: 'voice.identity.end' }])
  const place = state.direction === 'in' ? 'id' : 'birth'
  return again({ ...state, tries, hersysId: null, place }, [{ key: 'voice.identity.wrong' }], script)
}

/** Whom to ring. Nobody there: the call goes on where it was; the item stands in the queue. */
function line(state: State, { who, known }: Extract<CallEvent, { is: 'line' }>, script: Script): Turn {
  const place = state.place === 'dialling' ? state.back! : state.place
  if (who) return turn({ ...state, place: 'dialling', back: place, ringing: who }, [{ key: `voice.staff.${who}` }], { is: 'dial' })
  const calm = { ...state, place, back: null, ringing: null }
  return again(calm, [{ key: known ? 'voice.staff.nobody' : 'voice.staff.unknown' }], script)
}

function dialled(state: State, answered: boolean, script: Script): Turn {
  if (state.place !== 'dialling') return turn(state)
  if (!answered) return { ...turn(state), ask: { is: 'staff', tried: true } }
  return ended(state, [{ key: 'voice.bye' }], state.back === 'next' ? [] : [{ is: 'abort', at: placeName(state, script), spoke: true }])
}

function reported(state: State, level: 'urgent' | 'watch' | 'stable'): Turn {
  const say: Prompt[] = [
    { key: 'voice.done' },
    ...(level === 'urgent' ? urgentNow : [{ key: `report.sent.${level}.what` }, { key: 'report.sent.worse' }]),
  ]
  if (state.direction === 'out') return ended(state, [...say, { key: 'voice.bye' }])
  const next: State = { ...state, ...nobody, alarmed: state.alarmed, place: 'next' }
  return turn(next, [...say, { key: 'voice.next' }], { is: 'keys', most: 1, finish: false })
}
