import fc from 'fast-check'
import { expect, test } from 'vitest'
import { check } from '../../fields/check.ts'
import { dailyForm } from '../../programmes/covid-19/daily.ts'
import { covid19 } from '../../programmes/covid-19/programme.ts'
import { type CallEvent, newCall, type State, scriptOf, type Turn } from './call.ts'
import { step } from './script.ts'

const at = new Date('2022-07-20T10:00:00+09:00')
const script = scriptOf(dailyForm, (answers) =>
  covid19.triage(answers, { at, previous: null }).reasons.filter((reason) => covid19.urgentReasons.includes(reason)),
)
const heard = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom('1', '2', '3').map((keys): CallEvent => ({ is: 'keys', keys })) },
  {
    weight: 6,
    arbitrary: fc.constantFrom('375', '365', '098', '88', '12345678', '19900728', '0').map((keys): CallEvent => ({ is: 'keys', keys })),
  },
  { weight: 6, arbitrary: fc.constantFrom('*', '7', '8', '9').map((keys): CallEvent => ({ is: 'keys', keys })) },
  { weight: 3, arbitrary: fc.stringMatching(/^[0-9*]{1,9}$/).map((keys): CallEvent => ({ is: 'keys', keys })) },
  { weight: 2, arbitrary: fc.constant<CallEvent>({ is: 'silence' }) },
  { weight: 1, arbitrary: fc.boolean().map((answered): CallEvent => ({ is: 'dialled', answered })) },
)
/** Answers of the system, by chance too. */
const answers = fc.record({
  outcome: fc.constantFrom('right', 'right', 'right', 'wrong', 'locked', 'slow'),
  who: fc.constantFrom('centre', 'duty', null),
})
const ofHealth = /^voice\.(group|which|number|presence|yesNo|confirm|done|urgent)|^report\./

test('whatever is pressed: nothing of health before the identity is proved, every report is one the form takes, and each call comes to an end', () => {
  fc.assert(
    fc.property(fc.constantFrom('in', 'out'), fc.array(fc.tuple(heard, answers), { maxLength: 60 }), (direction, happened) => {
      let state: State = newCall(direction as 'in' | 'out', 'ja')
      let turn: Turn = step(state, { is: 'begin' }, script)
      for (const [event, given] of happened) {
        // A provider speaks of a Dial only while it dials, and of keys only when it does not.
        if ((event.is === 'dialled') !== (turn.listen.is === 'dial')) continue
        let reply: CallEvent | null = event
        while (reply) {
          turn = step(state, reply, script)
          state = turn.state
          const isKnown = state.identified || state.place === 'next' || reply.is === 'reported'
          if (!isKnown) expect(turn.say.filter(({ key }) => ofHealth.test(key))).toEqual([])
          for (const act of turn.acts) if (act.is === 'alarm') expect([state.identified, act.reasons.length > 0]).toEqual([true, true])
          const { ask } = turn
          reply = null
          if (ask?.is === 'identify') reply = { is: 'identity', outcome: given.outcome as 'right' }
          if (ask?.is === 'staff')
            reply = { is: 'line', who: ask.tried && given.who === 'centre' ? null : (given.who as 'duty' | null), known: true }
          if (ask?.is === 'report') {
            expect([state.identified, check(dailyForm, ask.raw).faults]).toEqual([true, null])
            reply = { is: 'reported', level: 'stable' }
          }
        }
        expect(JSON.parse(JSON.stringify(state))).toEqual(state)
        expect(turn.listen.is === 'end').toBe(state.place === 'over')
        expect(JSON.stringify({ ...state, hersysId: null })).not.toContain('19900728')
        if (turn.listen.is === 'end') break
      }
      // Silence, or the line: no call lasts for ever, and what was never reported is told of.
      const cut = step(state, { is: 'hang-up' }, script)
      expect(cut.state.place).toBe('over')
      if (state.place !== 'over' && state.place !== 'next' && state.back !== 'next')
        expect(cut.acts.some(({ is }) => is === 'abort')).toBe(true)
      for (let n = 0; n < 3 && turn.listen.is === 'keys'; n++) {
        turn = step(state, { is: 'silence' }, script)
        state = turn.state
      }
      expect(turn.listen.is).not.toBe('keys')
    }),
    { numRuns: 2000, seed: 20220720 },
  )
})
