import { isLang, translate } from '../../i18n/t.ts'
import { normalisePhone, phoneKind } from '../../lib/phone-number.ts'
import { isUuid } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { type Context, type Reply, type Route, route } from '../../platform/http/route.server.ts'
import type { Settings } from '../../platform/settings.server.ts'
import { comesFromProvider } from '../../platform/voice/account.server.ts'
import { twiml } from '../../platform/voice/twiml.ts'
import { takeStatus } from '../auto-call/provider-status.server.ts'
import type { OutageBoard } from '../outage/board.server.ts'
import type { CallEvent } from './call.ts'
import { converse, type House } from './converse.server.ts'
import { deskOfNumber } from './desk.server.ts'
import { beginInbound, findInbound, lockCall } from './queries.server.ts'
import { recordingsOf } from './recordings.server.ts'

type Deps = { settings: Settings; outage: OutageBoard }
type Hook = (c: Context, tx: Sql, house: House) => Promise<string | null>

/**
 * What the provider asks us while people are on the telephone. Signed by the provider's account over the very address and every field; what is forged,
 * repeated too late or of another account is refused without a word.
 */
export function voiceHooks({ settings, outage }: Deps): Route[] {
  const isFromProvider = comesFromProvider(settings)
  const recordings = recordingsOf(settings)
  const hook = (url: string, audit: string, run: Hook) =>
    route({
      method: 'POST',
      url,
      who: 'anyone',
      audit,
      transaction: 'own',
      signed: true,
      handle: async (c): Promise<Reply> => {
        if (!isFromProvider(c.request)) return refused
        try {
          const deskId = await deskOfNumber(c.sql, settings, text(c, 'To'))
          const house: House = { secret: settings.secret, outage: outage.current(), recordings, deskId, requestId: c.request.id }
          const said = await c.sql.begin((tx) => run(c, tx as unknown as Sql, house))
          return said === null ? refused : xml(said)
        } catch (error) {
          // A caller must never hear "application error": what can be said without a database is said.
          c.request.log.error({ err: error, route: url }, 'unexpected')
          return xml(maintenance(c))
        }
      },
    })
  return [
    hook('/voice/in', 'voice-call.in', async (c, tx, house) => {
      const from = text(c, 'From')
      const callSid = text(c, 'CallSid')
      if (callSid === '') return null
      const phone = phoneKind(from) === 'invalid' || hiddenNumbers.test(from) ? null : normalisePhone(from)
      const callId = await beginInbound(tx, { phone, language: null, providerCallId: callSid, now: c.now })
      return converse(tx, house, { callId, number: 0, event: { is: 'begin' }, now: c.now })
    }),
    hook('/voice/out/:callId', 'voice-call.out', async (c, tx, house) => {
      const callId = idOf(c)
      const call = callId && (await lockCall(tx, callId, c.now))
      if (!callId || !call || call.direction !== 'out') return null
      const answeredBy = text(c, 'AnsweredBy')
      const isMachine = /^(machine|fax)/.test(answeredBy)
      await takeStatus(tx, callId, 'in-progress', null, c.now, { answeredBy, providerCallId: text(c, 'CallSid') })
      if (isMachine) return neutral(call.language)
      if (call.step === null && isFinal(call.state)) return twiml([], { is: 'end' })
      return converse(tx, house, { callId, number: 0, event: { is: 'begin' }, now: c.now })
    }),
    hook('/voice/step/:callId', 'voice-call.step', async (c, tx, house) => {
      const callId = idOf(c)
      const number = Number(c.query.step)
      if (!callId || !Number.isInteger(number) || number < 1) return null
      return converse(tx, house, { callId, number, event: eventOf(c), now: c.now })
    }),
    // What came in is known by the provider's id alone: its address stands in the number's own settings.
    hook('/voice/status/:callId', 'voice-call.status', async (c, tx, house) => {
      const given = c.params.callId === 'in' ? await findInbound(tx, text(c, 'CallSid'), c.now) : idOf(c)
      if (!given) return null
      const status = text(c, 'CallStatus')
      if (isOver(status)) await converse(tx, house, { callId: given, number: null, event: { is: 'hang-up' }, now: c.now })
      const more = { answeredBy: text(c, 'AnsweredBy'), ...(c.params.callId === 'in' ? {} : { providerCallId: text(c, 'CallSid') }) }
      const taken = await takeStatus(tx, given, status, text(c, 'ErrorCode') || null, c.now, more)
      return taken === 'not-found' ? null : twiml([], { is: 'end' })
    }),
  ]
}

/** What providers put in the place of a number that is withheld: ANONYMOUS and the like on the letters of the keys. */
const hiddenNumbers = /^\+(266696687|7378742883|2562533|8656696)$/
const refused: Reply = { text: '', type: 'text/plain', status: 403 }
const xml = (said: string): Reply => ({ text: said, type: 'text/xml; charset=utf-8' })

function maintenance(c: Context): string {
  const langs = ['ja', 'en'] as const
  const parts = langs.map((lang) => ({ text: translate(lang, 'voice.maintenance'), language: lang }))
  c.fails()
  return twiml(parts, { is: 'end' })
}

/** To a machine: nothing of health, of the centre, or of anybody's name. */
function neutral(language: string): string {
  const lang = isLang(language) ? language : 'ja'
  return twiml([{ text: translate(lang, 'voice.machine'), language: lang }], { is: 'end' })
}

/** A Dial that ended says how; else keys, or none. */
function eventOf(c: Context): CallEvent {
  const dialled = text(c, 'DialCallStatus')
  if (dialled !== '') return { is: 'dialled', answered: dialled === 'completed' || dialled === 'answered' }
  const keys = text(c, 'Digits').slice(0, 20)
  return keys === '' ? { is: 'silence' } : { is: 'keys', keys }
}

const isOver = (status: string) => ['completed', 'busy', 'no-answer', 'failed', 'canceled'].includes(status)
const isFinal = (state: string) => !['planned', 'dialling', 'unknown', 'ringing', 'answered', 'identified'].includes(state)
const idOf = (c: Context): string | null => (c.params.callId && isUuid(c.params.callId) ? c.params.callId : null)

function text(c: Context, name: string): string {
  const value = c.body[name]
  return typeof value === 'string' ? value : ''
}
