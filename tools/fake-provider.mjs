// A telephone company for tests, in a process of its own, speaking Twilio's REST convention. It counts what it delivers per message.
// Arguments: port (0: any) and a JSON of { takesKey, lists }. Prints the port it listens on.
// Numbers ending in 0001 do not exist (21211); those ending in 0002 are taken in and never reached (30003). GET /deliveries tells all.
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'

const [port, options = '{}'] = process.argv.slice(2)
const { takesKey = false, lists = false } = JSON.parse(options)
const deliveries = []
const byKey = new Map()

const server = createServer(async (request, response) => {
  let text = ''
  for await (const chunk of request) text += chunk
  const { pathname, searchParams } = new URL(request.url, 'http://provider')
  const answer = (status, body) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  if (pathname === '/deliveries') return answer(200, deliveries)
  const [, what, sid] = /^\/2010-04-01\/Accounts\/AC[^/]+\/(Messages|Calls)(?:\/([^/]+))?\.json$/.exec(pathname) ?? []
  if (!what) return answer(404, { code: 20404, message: 'no such resource', status: 404 })
  if (request.method === 'POST') return send(what, new URLSearchParams(text), request.headers['idempotency-key'] ?? null, answer)
  if (sid) return answer(200, shown(deliveries.find((one) => one.sid === sid)))
  if (!lists) return answer(501, { message: 'not offered', status: 501 })
  const found = deliveries.filter((one) => one.to === searchParams.get('To'))
  return answer(200, { messages: found.map(shown), page: 0, page_size: 200, next_page_uri: null, uri: pathname })
})

function send(what, params, key, answer) {
  const to = params.get('To')
  if (to.endsWith('0001')) return answer(400, { code: 21211, message: `The 'To' number ${to} is not valid`, status: 400 })
  const former = takesKey && key ? byKey.get(key) : undefined
  if (former) return answer(201, shown(former))
  const one = {
    sid: `${what === 'Calls' ? 'CA' : 'SM'}${randomBytes(16).toString('hex')}`,
    to,
    body: params.get('Body'),
    twiml: params.get('Twiml'),
    key,
  }
  deliveries.push({ ...one, at: new Date().toUTCString() })
  if (key) byKey.set(key, one)
  answer(201, shown(one))
}

const shown = (one) => ({
  sid: one.sid,
  to: one.to,
  body: one.body,
  direction: 'outbound-api',
  date_created: one.at ?? new Date().toUTCString(),
  date_sent: one.at ?? null,
  status: one.to.endsWith('0002') ? 'undelivered' : one.twiml ? 'completed' : 'delivered',
  error_code: one.to.endsWith('0002') ? 30003 : null,
})

server.listen(Number(port ?? 0), '127.0.0.1', () => console.log(server.address().port))
