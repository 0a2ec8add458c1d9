// An independent caller: a telephone and its provider in one process of their own. It knows the addresses, TwiML and the provider's signatures
// (by the `twilio` library), and nothing of the product: it shares no code with it. It rings, listens, presses keys, hangs up, and says what it heard.
//
//   node tools/caller.mjs < scenario.json        { listen, publicUrl, accountSid, authToken, people: {...}, calls: {...} }
//
// Every scenario is one line of the log with what was heard and pressed; the last line is "N passed, 0 failed".
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { request } from 'node:http'
import webhooks from 'twilio/lib/webhooks/webhooks.js'

const given = JSON.parse(
  await new Promise((done) => {
    let text = ''
    process.stdin.on('data', (part) => (text += part)).on('end', () => done(text))
  }),
)
const { listen, publicUrl, accountSid, authToken, people, calls } = given
let serial = 0
const log = []
const note = (line) => log.push(`    ${line}`)

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

const plain = (text) => text.replace(/&#(\d+);/g, (_all, code) => String.fromCodePoint(code)).replaceAll('&amp;', '&')
const attributes = (text) => Object.fromEntries([...text.matchAll(/([\w]+)="([^"]*)"/g)].map(([, name, value]) => [name, plain(value)]))

/** TwiML, read strictly: an element nobody knows, or a sentence after which nothing listens, is an error. */
function read(xml) {
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

/** A call: `ring` begins it, every other act answers what was heard last. */
function telephone(from, outbound = null) {
  const sid = `CA${createHash('md5').update(`${publicUrl}${listen}${serial++}`).digest('hex')}`
  const base = { CallSid: sid, From: from, To: given.dialled }
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

const well = '2 2 2 365# 1 98# 1 2 2 2 2 2 2'
const sound = ({ heard }, pattern) => assert.match(heard.text, pattern)

const scenarios = {
  '健康コール: answered to its end': async () => {
    const phone = telephone('+819099990001')
    await phone.ring()
    assert.deepEqual(
      new Set(phone.heard.says.map(({ language }) => language)),
      new Set(['ja-JP', 'en-US', 'zh-CN', 'zh-TW', 'ko-KR', 'es-MX', 'pt-BR']),
    )
    await phone.press('1')
    sound(phone, /電話代はご本人様負担となります.*HER-SYS ID/)
    await phone.press(`${people.complete.id}#`)
    sound(phone, /生年月日/)
    await phone.press(people.complete.birth)
    sound(phone, /確認できました.*息苦しさ.*1.*2.*3/)
    assert.doesNotMatch(phone.heard.text, /架空|花子/, 'a name was read out')
    await phone.pressAll('2 2 2 375#')
    sound(phone, /37\.5℃ですね/)
    await phone.pressAll('1 098#')
    sound(phone, /98%ですね/)
    await phone.pressAll('1 2 2 2 2 2 2')
    sound(phone, /報告を受け付けました.*ご家族/)
    await phone.hangUp()
  },
  '健康コール: in English, temperature and SpO2 not measured': async () => {
    const phone = telephone('+819099990002')
    await phone.ring()
    await phone.pressAll(`2 ${people.english.id}# ${people.english.birth} 2 2 2 0# 0# 1 2 2 2 2 2`)
    sound(phone, /Your report has been received/)
    assert.ok(phone.heard.says.every(({ language }) => language === 'en-US'))
    await phone.hangUp()
  },
  'cut half-way: what was answered is kept': async () => {
    const phone = telephone('+819099990003')
    await phone.ring()
    await phone.pressAll(`1 ${people.aborted.id}# ${people.aborted.birth} 2 2 2 381# 1`)
    await phone.hangUp()
  },
  'three silent tries': async () => {
    const phone = telephone('+819099990004')
    await phone.ring()
    await phone.pressAll(`1 ${people.silent.id}# ${people.silent.birth}`)
    await phone.silence()
    sound(phone, /入力がありませんでした.*息苦しさ/)
    await phone.silence()
    await phone.silence()
    assert.ok(phone.heard.hangsUp)
    sound(phone, /電話を切ります/)
  },
  'a red flag: what to do is said at once, and the call goes on': async () => {
    const phone = telephone('+819099990005')
    await phone.ring()
    await phone.pressAll(`1 ${people.red.id}# ${people.red.birth} 1`)
    sound(phone, /119番.*保健所には、いま知らせました/)
    assert.ok(phone.heard.gather)
    await phone.press('4')
    await phone.hangUp()
  },
  'a family, one after another in one call': async () => {
    const phone = telephone('+819099990006')
    await phone.ring()
    await phone.pressAll(`1 ${people.mother.id}# ${people.mother.birth} ${well} 1`)
    sound(phone, /HER-SYS ID/)
    await phone.pressAll(`${people.child.id}# ${people.child.birth} ${well}`)
    sound(phone, /報告を受け付けました/)
    await phone.silence()
    assert.ok(phone.heard.hangsUp)
    await phone.hangUp()
  },
  'a wrong birth date and an unknown ID sound alike; the third try ends': async () => {
    const heard = []
    for (const [id, birth] of [
      [people.wrong.id, '19700101'],
      ['99999999', people.wrong.birth],
    ]) {
      const phone = telephone(`+8190999900${10 + heard.length}`)
      await phone.ring()
      await phone.pressAll(`1 ${id}# ${birth}`)
      heard.push(phone.heard.text)
      await phone.pressAll(`${id}# 19700102 ${id}# 19700103`)
      assert.ok(phone.heard.hangsUp)
      sound(phone, /お住まいの地域を管轄する保健所にお問い合わせください/)
      heard.push(phone.heard.text)
      await phone.hangUp()
    }
    assert.deepEqual(heard.slice(0, 2), heard.slice(2))
    assert.match(heard[0], /入力内容に誤りがあります/)
  },
  'star repeats, 7 goes back, 8 helps, a wrong key is told': async () => {
    const phone = telephone('+819099990007')
    await phone.ring()
    await phone.pressAll(`1 ${people.controls.id}# ${people.controls.birth}`)
    const asked = phone.heard.text.replace('確認できました。 ', '')
    await phone.press('*')
    assert.equal(phone.heard.text, asked)
    await phone.press('8')
    sound(phone, /数字を1つ押すだけ.*息苦しさ/)
    await phone.press('5')
    sound(phone, /使えません.*息苦しさ/)
    await phone.press('2')
    sound(phone, /表情・顔色/)
    await phone.press('7')
    assert.equal(phone.heard.text, asked)
    await phone.pressAll(well)
    sound(phone, /報告を受け付けました/)
    await phone.hangUp()
  },
  'speak to the centre before saying who one is: centre, then duty, then back to the question': async () => {
    const phone = telephone('+819099990008')
    await phone.ring()
    await phone.pressAll('1 9')
    assert.equal(phone.heard.dial.number, given.centrePhone)
    await phone.dialled('no-answer')
    assert.equal(phone.heard.dial.number, given.dutyPhone)
    await phone.dialled('busy')
    sound(phone, /保健所に知らせました.*HER-SYS ID/)
    await phone.hangUp()
  },
  'speak to the centre, who answers': async () => {
    const phone = telephone('+819099990009')
    await phone.ring()
    await phone.pressAll(`1 ${people.staff.id}# ${people.staff.birth} 9`)
    await phone.dialled('completed')
    assert.ok(phone.heard.hangsUp)
  },
  '自動架電: a key, the birth date, the answers': async () => {
    const phone = telephone('+815000000000', calls.complete)
    await phone.ring()
    assert.doesNotMatch(phone.heard.text, /健康|保健所|療養|コロナ|架空/)
    await phone.pressAll(`1 ${people.called.birth}`)
    await phone.pressAll(well)
    sound(phone, /報告を受け付けました/)
    assert.ok(phone.heard.hangsUp)
    await phone.hangUp()
  },
  '自動架電: an answering machine hears nothing about health': async () => {
    const phone = telephone('+815000000000', calls.machine)
    await phone.ring({ AnsweredBy: 'machine_start' })
    assert.ok(phone.heard.hangsUp)
    assert.doesNotMatch(phone.heard.text, /健康|保健所|療養|コロナ|架空|様/)
  },
  '自動架電: a wrong birth date three times': async () => {
    const phone = telephone('+815000000000', calls.wrong)
    await phone.ring()
    await phone.pressAll('1 19700101 19700102 19700103')
    assert.ok(phone.heard.hangsUp)
    assert.doesNotMatch(phone.heard.text, /息苦し|体温|架空/)
    await phone.hangUp()
  },
  'forged, of another account, changed on the way, unsigned: 403 without a word': async () => {
    const fields = { CallSid: 'CAforged', From: '+819099990001', To: given.dialled }
    const tries = [{ token: 'a-guessed-token' }, { sid: 'ACsomebodyelse' }, { extra: { Digits: '1' } }, { signature: '' }]
    for (const forged of tries) assert.deepEqual(await post('/voice/in', fields, forged), { status: 403, text: '' })
    assert.deepEqual(await post('/voice/step/not-a-call?step=1', fields), { status: 403, text: '' })
  },
  'the same step twice is answered alike and does nothing twice; an older step is refused': async () => {
    const phone = telephone('+819099990012')
    await phone.ring()
    await phone.pressAll('1')
    const older = phone.lastStep
    await phone.pressAll(`${people.replay.id}#`)
    await phone.press(people.replay.birth)
    const twice = await post(...phone.lastStep)
    assert.equal(read(twice.text).text, phone.heard.text)
    assert.deepEqual(await post(...older), { status: 403, text: '' })
    await phone.pressAll(well)
    assert.equal(read((await post(...phone.lastStep)).text).text, phone.heard.text)
    await phone.hangUp()
  },
}

let failed = 0
for (const [name, run] of Object.entries(scenarios)) {
  log.length = 0
  try {
    await run()
    console.log(`✓ ${name}`)
  } catch (error) {
    failed++
    console.log(`✗ ${name}: ${error.message}`)
  }
  console.log(log.join('\n'))
}
console.log(`${Object.keys(scenarios).length - failed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
