import { describe, expect, test } from 'vitest'
import { dailyForm } from '../../programmes/covid-19/daily.ts'
import { covid19 } from '../../programmes/covid-19/programme.ts'
import { birthOfKeys } from './birth-keys.ts'
import { type CallEvent, newCall, type State, scriptOf, type Turn } from './call.ts'
import { promptText } from './prompts.ts'
import { rawOf, step } from './script.ts'

const at = new Date('2022-07-20T10:00:00+09:00')
const script = scriptOf(dailyForm, (answers) =>
  covid19.triage(answers, { at, previous: null }).reasons.filter((reason) => covid19.urgentReasons.includes(reason)),
)
const right: CallEvent = { is: 'identity', outcome: 'right' }
const events = (text: string): CallEvent[] =>
  text.split(' ').map((one): CallEvent => {
    if (one === 'begin' || one === 'silence' || one === 'hang-up') return { is: one }
    if (one === 'right' || one === 'wrong' || one === 'locked' || one === 'slow') return { is: 'identity', outcome: one }
    return { is: 'keys', keys: one }
  })
/** Every turn of a call in which this happens, in order. */
function walk(direction: 'in' | 'out', text: string): Turn[] {
  let state: State = newCall(direction, 'ja')
  return events(text).map((event) => {
    const turn = step(state, event, script)
    state = turn.state
    return turn
  })
}
const last = (direction: 'in' | 'out', text: string) => walk(direction, text).at(-1)!
const said = ({ say }: Turn) => say.map(({ key }) => key)
const where = ({ state }: Turn) =>
  state.place === 'question' || state.place === 'confirm' ? `${state.place} ${script.steps[state.q]!.name}` : state.place
const known = 'begin 1 19900728 right'

describe('the question table by telephone', () => {
  test('urgent signs first, in groups; then temperature and SpO2; then the symptoms that no group has asked', () => {
    expect(script.steps.map(({ is, name }) => `${is} ${name}`)).toEqual([
      'group breathless',
      'which breathless',
      'group face',
      'which face',
      'group consciousness',
      'which consciousness',
      'number temperature',
      'number spo2',
      'presence cough',
      'presence fatigue',
      'presence nausea',
      'presence diarrhoea',
      'presence cannotEat',
      'presence noUrine',
    ])
  })

  test('every one of the thirteen signs stands in one group and no more', () => {
    const inGroups = script.steps.flatMap((one) => (one.is === 'group' ? [...one.options] : []))
    const signs = Object.keys(dailyForm.fields.urgentSigns.options).filter((sign) => sign !== 'none' && sign !== 'unknown')
    expect([...inGroups].sort()).toEqual([...signs].sort())
  })

  test('who is called says eleven answers and two confirmations, and it is a report as the form would have it', () => {
    const turn = last('out', `${known} 2 2 2 365 1 098 1 1 2 2 3 2 2`)
    expect(turn.ask).toEqual({
      is: 'report',
      raw: {
        urgentSigns: ['none'],
        breathless: 'no',
        face: 'no',
        consciousness: 'no',
        temperature: '36.5',
        spo2: '98',
        cough: 'yes',
        fatigue: 'no',
        nausea: 'no',
        diarrhoea: 'unknown',
        cannotEat: 'no',
        noUrine: 'no',
      },
    })
  })
})

test.each<[string, string]>([
  // A breathless person: three keys after the birth date and the centre knows.
  [`${known} 1`, 'breathless'],
  [`${known} 2 1`, 'face'],
  [`${known} 2 2 1`, 'consciousness'],
  [`${known} 2 2 2 365 1 93 1`, 'spo2-93-or-lower'],
])('a red flag alarms the centre at that very answer and says what to do: %s', (keys, reason) => {
  const turn = last('out', keys)
  expect(turn.acts).toEqual([{ is: 'alarm', reasons: [reason] }])
  expect(said(turn).slice(0, 2)).toEqual(['report.sent.urgent.what', 'voice.urgent.told'])
  expect(turn.listen.is).toBe('keys')
})

test('94 per cent alarms nobody during the call; わからない is kept as unknown, never as no', () => {
  expect(last('out', `${known} 2 2 2 365 1 94 1`).acts).toEqual([])
  const { state } = last('out', `${known} 3 2 2`)
  expect(rawOf(state, script)).toMatchObject({ urgentSigns: ['unknown'], breathless: 'unknown' })
})

test('which sign it is is asked where the group is あり; 0 is for who cannot choose; the second alarm names only what is new', () => {
  const turn = last('out', `${known} 1 4`)
  expect(rawOf(turn.state, script)).toEqual({ urgentSigns: ['chestPain'], breathless: 'yes' })
  expect(turn.acts).toEqual([{ is: 'alarm', reasons: ['urgent-sign'] }])
  expect(said(turn)).not.toContain('voice.urgent.told')
  expect(rawOf(last('out', `${known} 1 0`).state, script)).toEqual({ breathless: 'yes' })
  expect(last('out', `${known} 1 7`).state.signs).toEqual(['wheezing'])
})

describe('temperature and SpO2 by keys', () => {
  test.each<[string, string, string | null]>([
    ['375', 'confirm temperature', '37.5'],
    ['250', 'confirm temperature', '25'],
    ['249', 'question temperature', null],
    ['450', 'confirm temperature', '45'],
    ['451', 'question temperature', null],
    ['37', 'question temperature', null],
    ['3*5', 'question temperature', null],
  ])('%s for the temperature', (keys, place, pending) => {
    const turn = last('out', `${known} 2 2 2 ${keys}`)
    expect([where(turn), turn.state.pending]).toEqual([place, pending])
  })

  test.each<[string, string | null]>([
    ['098', '98'],
    ['98', '98'],
    ['100', '100'],
    ['101', null],
    ['30', '30'],
    ['29', null],
  ])('%s for SpO2', (keys, pending) => {
    expect(last('out', `${known} 2 2 2 0 ${keys}`).state.pending).toBe(pending)
  })

  test('37.5 is read back; 1 takes it, 2 asks again, and so does 7', () => {
    const turn = last('out', `${known} 2 2 2 375`)
    expect(promptText(turn.say[0]!, dailyForm, 'ja')).toBe('37.5℃ですね。正しければ1、やり直すときは2。')
    expect(promptText(turn.say[0]!, dailyForm, 'es')).toContain('37,5')
    expect(where(last('out', `${known} 2 2 2 375 1`))).toBe('question spo2')
    for (const keys of ['2', '7']) expect(where(last('out', `${known} 2 2 2 375 ${keys}`))).toBe('question temperature')
    for (const keys of ['3', '0']) expect(where(last('out', `${known} 2 2 2 375 ${keys}`))).toBe('confirm temperature')
  })

  test('0 is not measured, and is no number; a number given after going back takes it away again', () => {
    expect(rawOf(last('out', `${known} 2 2 2 0 0`).state, script)).toMatchObject({ temperatureNotMeasured: 'yes', spo2NotMeasured: 'yes' })
    const again = rawOf(last('out', `${known} 2 2 2 0 7 365 1`).state, script)
    expect(again.temperature).toBe('36.5')
    expect(again).not.toHaveProperty('temperatureNotMeasured')
  })
})

describe('keys that are no answer', () => {
  test.each<[string, string, string[]]>([
    ['*', 'question breathless', ['voice.group']],
    ['8', 'question breathless', ['voice.help.keys', 'voice.controls', 'voice.group']],
    ['7', 'question breathless', ['voice.first', 'voice.group']],
    ['4', 'question breathless', ['voice.wrong-key', 'voice.group']],
    ['0', 'question breathless', ['voice.wrong-key', 'voice.group']],
    ['12', 'question breathless', ['voice.wrong-key', 'voice.group']],
    ['silence', 'question breathless', ['voice.silence', 'voice.group']],
    ['2 7', 'question breathless', ['voice.group']],
    ['2 2 2 8', 'question temperature', ['voice.help.number', 'voice.controls', 'voice.number.1']],
    ['2 2 2 *', 'question temperature', ['voice.number.1']],
    ['1 7', 'question face', ['voice.group']],
    ['1 8', 'which breathless', ['voice.help.keys', 'voice.controls', 'voice.which']],
  ])('%s: %s', (keys, place, prompts) => {
    const turn = last('out', `${known} ${keys}`)
    expect(where(turn)).toBe(place.replace('which', 'question'))
    expect(said(turn)).toEqual(prompts)
  })

  test('three silent tries in a row end the call, two and a key do not', () => {
    expect(last('out', `${known} silence silence`).listen.is).toBe('keys')
    const turn = last('out', `${known} silence silence silence`)
    expect([turn.listen.is, ...said(turn)]).toEqual(['end', 'voice.bye.missed'])
    expect(turn.acts).toEqual([{ is: 'abort', at: 'breathless', spoke: false }])
    expect(last('out', `${known} silence silence 2 silence silence`).listen.is).toBe('keys')
  })

  test('three wrong keys in a row end it too; * and 8 begin the count anew', () => {
    expect(last('out', `${known} 4 5 6`).listen.is).toBe('end')
    expect(last('out', `${known} 4 5 8 6`).listen.is).toBe('keys')
    expect(last('out', `${known} 4 silence 5`).listen.is).toBe('end')
  })
})

describe('who is it', () => {
  test('C37 nothing is said of health or anybody before a key is pressed and the birth date is right: an answering machine presses none', () => {
    const turns = walk('out', 'begin silence silence silence')
    expect(turns.map(said)).toEqual([
      ['voice.ready'],
      ['voice.silence', 'voice.ready'],
      ['voice.silence', 'voice.ready'],
      ['voice.bye.missed'],
    ])
    expect(promptText({ key: 'voice.ready' }, dailyForm, 'ja')).not.toMatch(/健|療|保健所|コロナ|様/)
    expect(last('out', 'begin 1').state.place).toBe('birth')
  })

  test('C34 C38 健康コール begins with the language, each in its own, says who pays, then HER-SYS ID and birth date', () => {
    const [begin] = walk('in', 'begin')
    expect(begin!.say.slice(1).map((prompt) => promptText(prompt, dailyForm, prompt.lang ?? 'ja'))).toEqual([
      '日本語は、1。',
      'For English, press 2.',
      '简体中文请按3。',
      '繁體中文請按4。',
      '한국어는 5번.',
      'Para español, pulse 6.',
      'Para português, tecle 7.',
      'やさしい 日本語は、8。',
    ])
    const turn = last('in', 'begin 2')
    expect([turn.state.lang, where(turn), said(turn)]).toEqual(['en', 'id', ['voice.outage', 'voice.charge', 'voice.controls', 'voice.id']])
    expect(promptText({ key: 'voice.charge' }, dailyForm, 'ja')).toBe('健康コールの電話代はご本人様負担となります。')
    expect(last('in', 'begin 1 12345678 19500503').ask).toEqual({ is: 'identify', hersysId: '12345678', birthOn: '1950-05-03' })
  })

  test.each<[string, string | null]>([
    ['19500503', '1950-05-03'],
    ['3250503', '1950-05-03'],
    ['2150401', '1926-04-01'],
    ['5010501', '2019-05-01'],
    ['19500231', null],
    ['3650101', null],
    ['6010101', null],
    ['1950053', null],
    ['195005033', null],
  ])('%s is the birth date %s', (keys, day) => {
    expect(birthOfKeys(keys)).toBe(day)
  })

  test('the birth date never stands in the state, nor the ID once it is proved', () => {
    const turn = last('in', 'begin 1 12345678 19500503')
    expect(JSON.stringify(turn.state)).not.toMatch(/1950/)
    expect(JSON.stringify(step(turn.state, right, script).state)).not.toMatch(/12345678/)
  })

  test('C13 two wrong tries are asked again, the third ends with the way to the centre', () => {
    const wrong = 'begin 1 12345678 19500503 wrong 12345678 19500504 wrong'
    expect([where(last('in', wrong)), said(last('in', wrong))]).toEqual(['id', ['voice.identity.wrong', 'voice.id']])
    const third = last('in', `${wrong} 12345678 19500505 wrong`)
    expect([third.listen.is, said(third)]).toEqual(['end', ['voice.identity.end']])
    expect(third.acts).toEqual([{ is: 'abort', at: 'birth', spoke: false }])
    expect(where(last('out', 'begin 1 19500503 wrong'))).toBe('birth')
    for (const outcome of ['locked', 'slow']) expect(last('out', `begin 1 19500503 ${outcome}`).listen.is).toBe('end')
  })
})

describe('cut half-way', () => {
  test.each<[string, string]>([
    ['begin', 'ready'],
    ['begin 1', 'birth'],
    [known, 'breathless'],
    [`${known} 2 2 2`, 'temperature'],
    [`${known} 2 2 2 375`, 'temperature'],
    [`${known} 2 2 2 375 1`, 'spo2'],
  ])('%s, then the line is dead: aborted at %s', (keys, place) => {
    expect(last('out', `${keys} hang-up`).acts).toEqual([{ is: 'abort', at: place, spoke: false }])
  })

  test('88 per cent typed, and the line is cut before it was confirmed: the centre hears all the same; of 98 it does not', () => {
    expect(last('out', `${known} 2 2 2 0 88 hang-up`).acts).toEqual([
      { is: 'alarm', reasons: ['spo2-93-or-lower'] },
      { is: 'abort', at: 'spo2', spoke: false },
    ])
    expect(last('out', `${known} 2 2 2 0 98 hang-up`).acts).toEqual([{ is: 'abort', at: 'spo2', spoke: false }])
  })
})

describe('to speak with the centre', () => {
  const asked = (direction: 'in' | 'out', keys: string) => last(direction, keys)
  test('9 works before anybody is known, and everywhere else', () => {
    for (const keys of ['begin 9', 'begin 1 9', 'begin 1 12345678 9']) expect(asked('in', keys).ask).toEqual({ is: 'staff', tried: false })
    for (const keys of ['begin 9', `${known} 9`, `${known} 1 9`, `${known} 2 2 2 9`]) expect(asked('out', keys).ask?.is).toBe('staff')
  })

  test('unanswered it rings duty; nobody there: the question is asked again where it was', () => {
    const ringing = step(last('out', `${known} 2 9`).state, { is: 'line', who: 'centre', known: true }, script)
    expect(ringing.listen).toEqual({ is: 'dial' })
    const tried = step(ringing.state, { is: 'dialled', answered: false }, script)
    expect(tried.ask).toEqual({ is: 'staff', tried: true })
    const nobody = step(tried.state, { is: 'line', who: null, known: true }, script)
    expect([where(nobody), said(nobody)]).toEqual(['question face', ['voice.staff.nobody', 'voice.group']])
    const early = step(last('in', 'begin 1 9').state, { is: 'line', who: 'duty', known: true }, script)
    expect(where(step(early.state, { is: 'line', who: null, known: true }, script))).toBe('id')
    expect(step(ringing.state, { is: 'hang-up' }, script).acts).toEqual([{ is: 'lost-staff' }, { is: 'abort', at: 'face', spoke: false }])
    expect(step(ringing.state, { is: 'dialled', answered: true }, script).acts).toEqual([{ is: 'abort', at: 'face', spoke: true }])
  })
})

test('C38 after a report of 健康コール 1 begins with the next of the family, and nothing of the first is left; silence ends the call', () => {
  const turn = last('in', `begin 1 12345678 19900728 right 2 2 2 0 0 2 2 2 2 2 2`)
  const reported = step(turn.state, { is: 'reported', level: 'stable' }, script)
  expect(said(reported).slice(-1)).toEqual(['voice.next'])
  const next = step(reported.state, { is: 'keys', keys: '1' }, script)
  expect([where(next), next.state.identified, next.state.said, next.acts]).toEqual(['id', false, {}, [{ is: 'next-person' }]])
  expect(step(reported.state, { is: 'silence' }, script)).toMatchObject({ listen: { is: 'end' }, acts: [] })
  expect(step(reported.state, { is: 'hang-up' }, script).acts).toEqual([])
})
