// A telephone company for calls, in a process of its own, speaking Twilio's REST convention and asking our webhooks with its signatures. Shares no
// code with the product. Argument: a JSON of { port, accountSid, authToken, birth, pace }. Prints the port it listens on.
// People pick up or not, press keys after listening, hang up in the middle, as `habits` says; all times are real ones times `pace`, so that
// a test can be quick. Numbers ending in 0001 do not exist; without `birth` nobody picks up. GET /figures tells all, GET /calls every call;
// POST /set changes pace and habits and counts anew; POST /births says who presses which birth date (number → 'YYYYMMDD'). Texts are taken and arrive.
import { createHmac, randomBytes } from 'node:crypto'
import { Agent, createServer, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

const { port = 0, accountSid, authToken, birth = null, ...given } = JSON.parse(process.argv[2] ?? '{}')
let pace = given.pace ?? 1
// Of a hundred calls; what is left over is not picked up. Seconds.
const usual = { pickUp: 70, busy: 6, machine: 6, hangUpPerStep: 1.5, ringing: [3, 14], listening: [2.5, 6], unanswered: 25 }
let habits = { ...usual, ...given.habits }
const agent = new Agent({ keepAlive: true, maxSockets: 512 })
const calls = []
const texts = []
const births = {}
const waits = []
const counts = {
  dialled: 0,
  pickedUp: 0,
  completed: 0,
  hungUp: 0,
  machine: 0,
  busy: 0,
  noAnswer: 0,
  refused: 0,
  canceled: 0,
  webhooks: 0,
  webhookErrors: 0,
}
let open = 0
let talking = 0
const most = { open: 0, talking: 0 }
let firstAt = 0
let lastAt = 0

const chance = (percent) => Math.random() * 100 < percent
const within = ([from, to]) => (from + Math.random() * (to - from)) * 1000 * pace

const server = createServer(async (incoming, response) => {
  let text = ''
  for await (const chunk of incoming) text += chunk
  const answer = (status, body) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  const { pathname, searchParams } = new URL(incoming.url, 'http://exchange')
  if (pathname === '/figures') return answer(200, figures())
  if (pathname === '/set') return answer(200, set(JSON.parse(text)))
  if (pathname === '/births') return answer(200, Object.assign(births, JSON.parse(text)))
  if (pathname === '/calls')
    return answer(
      200,
      calls.map(({ sid, to, status, callId }) => ({ sid, to, status, callId })),
    )
  const [, sid] = /^\/2010-04-01\/Accounts\/AC[^/]+\/Calls(?:\/([^/]+))?\.json$/.exec(pathname) ?? [null, null]
  if (pathname.includes('/Messages'))
    return textMessage(incoming.method, pathname, new URLSearchParams(text), searchParams.get('To'), answer)
  if (!pathname.includes('/Calls')) return answer(404, { code: 20404, message: 'no such resource', status: 404 })
  const body = new URLSearchParams(text)
  if (incoming.method === 'POST' && !sid) return dial(body, answer)
  const one = calls.find((call) => call.sid === sid)
  if (sid && !one) return answer(404, { code: 20404, message: 'no such call', status: 404 })
  if (sid && incoming.method === 'POST') {
    if (body.get('Status') === 'canceled' && ['queued', 'ringing'].includes(one.status)) end(one, 'canceled')
    return answer(200, shown(one))
  }
  if (sid) return answer(200, shown(one))
  const found = calls.filter((call) => call.to === searchParams.get('To')).toReversed()
  answer(200, { calls: found.slice(0, 50).map(shown), page: 0, page_size: 50, next_page_uri: null, uri: pathname })
})

function textMessage(method, pathname, body, to, answer) {
  const sid = /\/Messages\/([^/]+)\.json$/.exec(pathname)?.[1]
  if (sid) {
    const found = texts.find((one) => one.sid === sid)
    return found ? answer(200, found) : answer(404, { code: 20404, message: 'no such message', status: 404 })
  }
  if (method === 'GET')
    return answer(200, {
      messages: texts.filter((one) => one.to === to).slice(-200),
      page: 0,
      page_size: 200,
      next_page_uri: null,
      uri: pathname,
    })
  const at = new Date().toUTCString()
  const fields = { to: body.get('To'), from: body.get('From'), body: body.get('Body') }
  texts.push({
    sid: `SM${randomBytes(16).toString('hex')}`,
    ...fields,
    status: 'delivered',
    direction: 'outbound-api',
    error_code: null,
    date_created: at,
    date_sent: at,
    date_updated: at,
  })
  answer(201, texts.at(-1))
}

function set(wish) {
  pace = wish.pace ?? pace
  habits = { ...usual, ...wish.habits }
  for (const name of Object.keys(counts)) counts[name] = 0
  waits.length = 0
  most.open = open
  most.talking = talking
  firstAt = 0
  return {}
}

function dial(body, answer) {
  const to = body.get('To') ?? ''
  if (to.endsWith('0001')) {
    counts.refused++
    return answer(400, { code: 21211, message: `The 'To' number ${to} is not valid`, status: 400 })
  }
  const now = performance.now()
  firstAt ||= now
  lastAt = now
  const url = body.get('Url')
  const one = {
    sid: `CA${randomBytes(16).toString('hex')}`,
    to,
    from: body.get('From'),
    url,
    callback: body.get('StatusCallback'),
    detects: body.get('MachineDetection') === 'Enable',
    callId: url?.split('/').at(-1) ?? null,
    status: 'queued',
    at: new Date().toUTCString(),
    answeredBy: null,
  }
  calls.push(one)
  counts.dialled++
  open++
  most.open = Math.max(most.open, open)
  answer(201, shown(one))
  live(one).catch(() => end(one, 'failed'))
}

const shown = (one) => ({
  sid: one.sid,
  to: one.to,
  from: one.from,
  status: one.status,
  direction: 'outbound-api',
  date_created: one.at,
  answered_by: one.answeredBy,
})

async function live(one) {
  await sleep(within([0.2, 1]))
  if (one.status === 'queued') await tell(one, 'ringing')
  const fate =
    birth === null
      ? 'none'
      : chance(habits.busy)
        ? 'busy'
        : chance(habits.machine)
          ? 'machine'
          : chance(habits.pickUp + habits.busy + habits.machine)
            ? 'human'
            : 'none'
  if (fate === 'busy') return finish(one, 'busy')
  await sleep(fate === 'none' ? habits.unanswered * 1000 * pace : within(habits.ringing))
  if (one.status !== 'ringing') return
  if (fate === 'none') return finish(one, 'no-answer')
  one.answeredBy = fate === 'machine' ? 'machine_start' : 'human'
  one.status = 'in-progress'
  if (fate === 'machine') counts.machine++
  else counts.pickedUp++
  talking++
  most.talking = Math.max(most.talking, talking)
  await talk(one)
  talking--
  await finish(one, 'completed')
}

/** Listens, presses, hangs up: reads nothing but the answers it gets. */
async function talk(one) {
  let said = await ask(one, one.url, { AnsweredBy: one.answeredBy })
  for (let turn = 0; turn < 60 && said?.includes('<Gather'); turn++) {
    await sleep(within(habits.listening))
    if (chance(habits.hangUpPerStep)) {
      counts.hungUp++
      return
    }
    const action = /action="([^"]*)"/.exec(said)?.[1].replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    said = await ask(one, new URL(action, one.url).href, { Digits: keysFor(said, births[one.to] ?? birth) })
  }
  if (said?.includes('報告を受け付けました') || said?.includes('received')) counts.completed++
}

function keysFor(said, birth) {
  const words = said.slice(0, said.lastIndexOf('</Gather>'))
  if (words.includes('正しければ1')) return '1'
  if (words.includes('生年月日を')) return birth
  if (words.includes('桁で。37度5分')) return '367'
  if (words.includes('98なら')) return '98'
  if (words.includes('1を押してください')) return '1'
  return '2'
}

async function finish(one, status) {
  const name = { busy: 'busy', 'no-answer': 'noAnswer' }[status]
  if (name) counts[name]++
  await end(one, status)
}

async function end(one, status) {
  if (one.isOver) return
  one.isOver = true
  if (status === 'canceled') counts.canceled++
  open--
  lastAt = performance.now()
  await tell(one, status)
}

async function tell(one, status) {
  one.status = status
  if (one.callback) await ask(one, one.callback, {})
}

/** One signed request; its time is measured. */
async function ask(one, url, more) {
  const fields = {
    AccountSid: accountSid,
    CallSid: one.sid,
    From: one.from,
    To: one.to,
    CallStatus: one.status,
    Direction: 'outbound-api',
    ...more,
  }
  const signed = Object.keys(fields)
    .sort()
    .reduce((text, name) => text + name + fields[name], url)
  const signature = createHmac('sha1', authToken).update(signed).digest('base64')
  const began = performance.now()
  counts.webhooks++
  const { status, text } = await post(url, new URLSearchParams(fields).toString(), signature).catch(() => ({ status: 0, text: '' }))
  waits.push(performance.now() - began)
  if (status !== 200) counts.webhookErrors++
  return text
}

function post(url, body, signature) {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': Buffer.byteLength(body),
      'x-twilio-signature': signature,
    }
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part) => {
        text += part
      })
      response.on('end', () => resolve({ status: response.statusCode, text }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

function figures() {
  const sorted = waits.toSorted((a, b) => a - b)
  const at = (share) => Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10
  return {
    ...counts,
    open,
    talking,
    mostOpen: most.open,
    mostTalking: most.talking,
    seconds: (lastAt - firstAt) / 1000,
    webhookMs: { p50: at(0.5), p99: at(0.99), max: at(1) },
  }
}

server.listen(port, '127.0.0.1', () => console.log(server.address().port))
