// What a telephone hears and what its provider sends: TwiML, read strictly, and signed forms. Knows nothing of the product.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { request } from 'node:http'
import webhooks from 'twilio/lib/webhooks/webhooks.js'

const plain = (text) => text.replace(/&#(\d+);/g, (_all, code) => String.fromCodePoint(code)).replaceAll('&amp;', '&')
const attributes = (text) => Object.fromEntries([...text.matchAll(/([\w]+)="([^"]*)"/g)].map(([, name, value]) => [name, plain(value)]))

/** TwiML, read strictly: an element nobody knows, or a sentence after which nothing listens, is an error. */
export function read(xml) {
  assert.match(xml, /^<\?xml version="1\.0" encoding="UTF-8"\?><Response>.*<\/Response>$/s)
  const inside = xml.replace(/^.*?<Response>|<\/Response>$/gs, '')
  const left = inside.replace(/<(Say|Play|Number)\b[^>]*>[^<]*<\/\1>/g, '').replace(/<\/?(Gather|Dial|Redirect|Hangup|Pause)\b[^>]*>/g, '')
  assert.equal(left.replace(/\/voice\/step\/[\w-]+\?step=\d+/g, ''), '', 'unknown TwiML')
  const says = [...inside.matchAll(/<Say language="([^"]+)">([^<]*)<\/Say>/g)].map(([, language, text]) => ({
    language,
    text: plain(text),
  }))
  const gather = /<Gather ([^>]*)>(.*)<\/Gather>/s.exec(inside)
  const dial = /<Dial ([^>]*)><Number>([^<]*)<\/Number><\/Dial>/.exec(inside)
  // A key pressed during a sentence counts only when the sentence stands inside the Gather.
  if (gather) assert.equal([...gather[2].matchAll(/<Say/g)].length, says.length, 'a sentence that no key can interrupt')
  return {
    says,
    text: says.map(({ text }) => text).join(' '),
    gather: gather && attributes(gather[1]),
    dial: dial && { ...attributes(dial[1]), number: plain(dial[2]) },
    hangsUp: inside.endsWith('<Hangup/>'),
  }
}

/** Telephones that reach one installation. `note` takes a line of what is heard and pressed. */
export function createTelephones({ listen, publicUrl, accountSid, authToken, dialled }, note) {
  let serial = 0

  /** Posts a form as the provider would. `more` spoils what a forger would get wrong. */
  function post(path, fields, { token = authToken, sid = accountSid, signature, extra = {} } = {}) {
    const params = { AccountSid: sid, ApiVersion: '2010-04-01', ...fields }
    const signed = signature ?? webhooks.getExpectedTwilioSignature(token, publicUrl + path, params)
    const body = new URLSearchParams({ ...params, ...extra }).toString()
    const url = new URL(path, listen)
    return new Promise((done, failed) => {
      const sent = request(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': Buffer.byteLength(body),
          'x-twilio-signature': signed,
        },
      })
      sent.on('error', failed)
      sent.on('response', (answer) => {
        let text = ''
        answer.setEncoding('utf8').on('data', (part) => (text += part))
        answer.on('end', () => done({ status: answer.statusCode, text }))
      })
      sent.end(body)
    })
  }

  /** A call: `ring` begins it, every other act answers what was heard last. */
  function telephone(from, outbound = null) {
    const sid = `CA${createHash('md5').update(`${publicUrl}${listen}${serial++}`).digest('hex')}`
    const base = { CallSid: sid, From: from, To: dialled }
    let heard = null
    let lastStep = null
    const take = ({ status, text }) => {
      assert.equal(status, 200, `answered with ${status}`)
      heard = read(text)
      note(`♪ ${heard.text}${heard.dial ? ` ☎ ${heard.dial.number}` : ''}${heard.hangsUp ? ' ⏹' : ''}`)
      return heard
    }
    const phone = {
      sid,
      get heard() {
        return heard
      },
      get lastStep() {
        return lastStep
      },
      ring: async (more = {}) =>
        take(await post(outbound ? `/voice/out/${outbound}` : '/voice/in', { ...base, CallStatus: 'in-progress', ...more })),
      press: async (keys) => {
        assert.ok(heard.gather, `nobody listens to ${keys}`)
        const most = Number(heard.gather.numDigits)
        const digits = heard.gather.finishOnKey === '#' ? keys.split('#')[0].slice(0, most) : keys.slice(0, most)
        note(`⌨ ${keys.length > 5 ? '●'.repeat(keys.length) : keys}`)
        lastStep = [heard.gather.action, { ...base, Digits: digits }]
        return take(await post(...lastStep))
      },
      pressAll: async (text) => {
        for (const keys of text.split(' ')) await phone.press(keys)
        return heard
      },
      silence: async () => {
        note('… nothing pressed')
        return take(await post(heard.gather.action, { ...base, Digits: '' }))
      },
      dialled: async (result) => {
        note(`☎ ${result}`)
        return take(await post(heard.dial.action, { ...base, DialCallStatus: result }))
      },
      hangUp: async () => {
        note('⏹ hung up')
        await post(`/voice/status/${outbound ?? 'in'}`, { ...base, CallStatus: 'completed' })
      },
    }
    return phone
  }

  return { telephone, post }
}
