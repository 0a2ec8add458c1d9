// What goes on while the program is exchanged: reports, sign-ins, filings and the work of the centres, against whichever webs are open.
import { setTimeout as sleep } from 'node:timers/promises'

const weights = {
  calmReport: 40,
  redReport: 10,
  doubleTap: 5,
  askCorrection: 2,
  look: 10,
  take: 3,
  acknowledge: 5,
  note: 2,
  close: 3,
  file: 4,
  register: 3,
  signInPatient: 6,
  signInSomebody: 0.7,
}
/** Refusals that belong to the work of many at once: somebody else was faster. */
const lostRace = { register: [422, 429], take: [409, 404], acknowledge: [409, 404], note: [409, 404], close: [409, 404, 422] }

/**
 * A client that sends each request to one of the open webs and writes down what came of it, by phase and web. Who is told to try again does so
 * once, with all that was typed: `again` counts those, and `refused` names each first answer.
 */
export function attended(client, dice) {
  const state = { phase: 'before', open: [0], counts: {}, refused: [], again: 0, served: new Map(), only: null }
  const pinned = (session) => ({ below: () => state.only?.(session) ?? dice.pick(state.open) })
  function note(session, method, path, answer, attempt) {
    const key = `${state.phase} · ${answer.web === 0 ? 'former' : 'new'}`
    state.counts[key] = (state.counts[key] ?? 0) + 1
    const isGood = answer.status > 0 && answer.status < 500 && answer.status !== 403
    if (!isGood)
      state.refused.push({
        phase: state.phase,
        web: answer.web,
        method,
        path: path.replace(/[0-9a-f-]{36}/g, ':id').replace(/\?.*/, ''),
        status: answer.status,
        attempt,
      })
    if (isGood && session.token && !answer.location.endsWith('/sign-in'))
      state.served.set(session, new Set([...(state.served.get(session) ?? []), answer.web]))
    return isGood
  }
  async function tried(session, method, path, form) {
    const ask = () => (method === 'GET' ? client.get(session, path, pinned(session)) : client.post(session, path, form, pinned(session)))
    let answer = await ask()
    for (let attempt = 1; !note(session, method, path, answer, attempt) && attempt < 15; attempt++) {
      if (attempt === 1) state.again++
      await sleep(100)
      answer = await ask()
    }
    return answer
  }
  return {
    state,
    get: (session, path) => tried(session, 'GET', path),
    post: (session, path, form) => tried(session, 'POST', path, form),
  }
}

/** Runs on `connections` until stopped. Faults are answers that no rule explains. */
export function createStream({ happen, dice, connections, state }) {
  const faults = []
  const happened = {}
  let stopped = false
  async function connection(d) {
    while (!stopped) {
      const kind = d.weighted(weights)
      const phase = state.phase
      try {
        const answer = await happen[kind](d)
        if (answer) {
          const isDone = answer.status === (kind === 'look' ? 200 : 303)
          const outcome = isDone ? 'done' : String(answer.status)
          happened[kind] ??= {}
          happened[kind][outcome] = (happened[kind][outcome] ?? 0) + 1
          if (!isDone && !(lostRace[kind] ?? []).includes(answer.status))
            faults.push(`${kind} ${phase}: ${answer.status} ${/<h1[^>]*>([^<]*)/.exec(answer.text)?.[1] ?? ''}`)
        }
      } catch (error) {
        faults.push(`${kind} ${phase}: ${error.message}`)
      }
      await sleep(d.between(20, 120))
    }
  }
  const running = Promise.all(Array.from({ length: connections }, () => connection(dice.child())))
  return {
    faults,
    happened,
    stop: async () => {
      stopped = true
      await running
    },
  }
}
