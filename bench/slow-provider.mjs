// A telephone company as slow as real ones, in a process of its own: it takes each SMS in after a while (lognormal, median 120 ms), and says later
// what became of it: nine in ten arrive, a few do not, of some it never says anything. Arguments: account, token. Prints its port; GET /counts tells.
import { createHmac, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

const [accountSid, token] = process.argv.slice(2)
const counts = { taken: 0, calledBack: 0, refusedBack: 0, latencies: [] }
const normal = () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random())
const fates = [
  ...Array(92).fill(['delivered']),
  ...Array(4).fill(['undelivered', '30003']),
  ['undelivered', '30006'],
  ['failed', '30005'],
  null,
  null,
]

const server = createServer(async (request, response) => {
  let text = ''
  for await (const chunk of request) text += chunk
  const answer = (status, body) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  if (request.url === '/counts') return answer(200, { ...counts, latencies: counts.latencies.splice(0) })
  if (request.method !== 'POST') return answer(501, { status: 501, message: 'not offered' })
  const params = new URLSearchParams(text)
  const wait = 120 * Math.exp(0.6 * normal())
  await sleep(wait)
  counts.taken++
  counts.latencies.push(wait)
  const sid = `SM${randomBytes(16).toString('hex')}`
  answer(201, { sid, to: params.get('To'), status: 'queued', date_created: new Date().toUTCString() })
  const fate = fates[Math.floor(Math.random() * fates.length)]
  const url = params.get('StatusCallback')
  if (fate && url) setTimeout(() => callBack(url, sid, fate), 1000 + Math.random() * 2000)
})

async function callBack(url, sid, [status, code]) {
  const fields = { AccountSid: accountSid, MessageSid: sid, MessageStatus: status, ...(code ? { ErrorCode: code } : {}) }
  const signed = Object.keys(fields)
    .sort()
    .reduce((sum, name) => sum + name + fields[name], url)
  const signature = createHmac('sha1', token).update(signed, 'utf8').digest('base64')
  const said = await fetch(url, { method: 'POST', body: new URLSearchParams(fields), headers: { 'x-twilio-signature': signature } }).catch(
    () => null,
  )
  if (said?.ok) counts.calledBack++
  else counts.refusedBack++
}

server.listen(0, '127.0.0.1', () => console.log(server.address().port))
