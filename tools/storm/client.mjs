// A browser of the smallest kind: cookies, the token of its forms, and an answer or none.
import { Agent, request } from 'node:http'

const cookieNames = { patient: 'hersys_patient', staff: 'hersys_staff' }

/** @param {{ ports: number[], patience?: number }} options */
export function createClient({ ports, patience = 60_000 }) {
  const agents = ports.map(() => new Agent({ keepAlive: true, maxSockets: 64 }))
  const tally = { slowest: 0 }

  /** Status 0: no answer came, so nobody knows what happened. */
  function ask(session, method, path, form, dice, n = dice ? dice.below(ports.length) : 0, tries = 0) {
    const body = form ? encode(form) : null
    const cookies = [
      `${cookieNames[session.pool]}=${session.token}`,
      ...(session.csrfCookie ? [`hersys_csrf=${session.csrfCookie}`] : []),
      ...Object.entries(session.others ?? {}).map(([name, value]) => `${name}=${value}`),
    ]
    const headers = {
      cookie: cookies.join('; '),
      'accept-encoding': 'identity',
      ...(body === null ? {} : { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) }),
    }
    const since = performance.now()
    return new Promise((resolve) => {
      const done = (status, location = '', text = '') => {
        tally.slowest = Math.max(tally.slowest, performance.now() - since)
        resolve({ status, location, text, since, until: performance.now(), web: n })
      }
      const call = request({ host: '127.0.0.1', port: ports[n], agent: agents[n], method, path, headers, timeout: patience }, (answer) => {
        for (const line of answer.headers['set-cookie'] ?? []) keep(session, line)
        const chunks = []
        answer.on('data', (chunk) => chunks.push(chunk))
        answer.on('end', () => done(answer.statusCode, answer.headers.location, Buffer.concat(chunks).toString()))
        answer.on('error', () => done(0))
        answer.on('aborted', () => done(0))
      })
      call.on('timeout', () => call.destroy(new Error('timeout')))
      // Nobody listens there: surely nothing has happened, and the other process is asked, as a load balancer does.
      call.on('error', (error) => {
        if (error.code !== 'ECONNREFUSED' || tries >= ports.length) return done(0)
        resolve(ask(session, method, path, form, dice, (n + 1) % ports.length, tries + 1))
      })
      call.end(body)
    })
  }

  /** One first page for all who wait for it: two at once would bring two cookies, and the tokens of one of them are worth nothing. */
  async function open(session, dice) {
    session.opening ??= ask(session, 'GET', session.formPage, null, dice)
    const page = await session.opening
    session.opening = null
    session.csrf ||= /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? ''
    return page
  }

  return {
    tally,
    async get(session, path, dice) {
      if (!session.csrfCookie) await open(session, dice)
      return ask(session, 'GET', path, null, dice)
    },
    /** Sends a form with the token of a page seen before; without one `formPage` is looked at first. */
    async post(session, path, form, dice) {
      const page = session.csrf ? null : await open(session, dice)
      if (!session.csrf) return page
      return ask(session, 'POST', path, { ...form, _csrf: session.csrf }, dice)
    },
    close: () => {
      for (const agent of agents) agent.destroy()
    },
  }
}

function keep(session, line) {
  const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? []
  if (!name || !value) return
  if (name === 'hersys_csrf') session.csrfCookie = value
  else if (name === cookieNames[session.pool]) session.token = value
  else session.others = { ...session.others, [name]: value }
}

function encode(form) {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(form)) for (const one of [value ?? []].flat()) params.append(name, one)
  return params.toString()
}
