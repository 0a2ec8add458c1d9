// Connections that act at random, held up only while the clock jumps or the judge looks.
import { setTimeout as sleep } from 'node:timers/promises'
import { allowed, races, weights } from './weather.mjs'

/** Opens and shuts for all connections together. */
export function createGate() {
  let [open, inside] = [true, 0]
  let wake = []
  return {
    async through(run) {
      while (!open) await new Promise((done) => wake.push(done))
      inside++
      try {
        return await run()
      } finally {
        inside--
      }
    },
    /** Resolves when nothing is under way any more. */
    async shut() {
      open = false
      while (inside > 0) await sleep(5)
    },
    open() {
      open = true
      for (const done of wake) done()
      wake = []
    },
  }
}

/**
 * Runs until `events` were answered. `troubles` says whether something was down between two moments: an answer of the storm's own making
 * is no fault. Resolves to the counts: kind → outcome → number.
 */
export function createDrive({ happen, world, gate, troubles, dice, events, connections }) {
  const counts = {}
  const faults = []
  const state = { answered: 0, cut: 0, started: performance.now(), stopped: false }

  function count(kind, outcome) {
    counts[kind] ??= {}
    counts[kind][outcome] = (counts[kind][outcome] ?? 0) + 1
  }

  async function one(d, kind, of) {
    const since = performance.now()
    let answer
    try {
      answer = await happen[kind](d, of)
    } catch (error) {
      // the storm's own look into the database
      if (!troubles(since, performance.now())) faults.push(`${kind}: ${error.stack}`)
      answer = { status: 0, text: '' }
    }
    if (answer === null) return
    if (answer.status === 0 || (answer.status >= 500 && troubles(since, performance.now()))) {
      state.cut++
      count(kind, answer.status === 0 ? 'cut' : 'cut 5xx')
      if (answer.status === 0 && !troubles(since, performance.now())) faults.push(`${kind}: no answer, though nothing was down`)
      await sleep(50)
      return
    }
    state.answered++
    count(kind, answer.status === 303 || answer.status === 200 ? 'done' : String(answer.status))
    if (!isExpected(kind, answer)) faults.push(`${kind}: answered ${answer.status} ${answer.location ?? ''} ${headline(answer.text)}`)
  }

  /** A redirect to the sign-in is a session that ended, and nothing here ends one. */
  const isExpected = (kind, { status, location = '', text }) =>
    (status === 303 && !location.endsWith('/sign-in')) || ((allowed[kind] ?? []).includes(status) && headline(text) !== formExpired)

  async function race(d) {
    const of = d.pick(world.hot)
    const kinds = d.pick(races)
    count('race', kinds.join(' + '))
    await Promise.all(kinds.map((kind) => one(d.child(), kind, of)))
  }

  async function connection(d) {
    while (!state.stopped && state.answered < events) {
      await gate.through(() => {
        const kind = d.weighted(weights)
        return kind === 'race' ? race(d) : one(d, kind)
      })
      if (faults.length > 50) state.stopped = true
    }
  }

  return {
    counts,
    faults,
    state,
    stop: () => {
      state.stopped = true
    },
    run: () => Promise.all(Array.from({ length: connections }, () => connection(dice.child()))),
  }
}

/** A token that its own session does not know is no lost race. */
const formExpired = 'もう一度お試しください'
const headline = (html) => /<h1[^>]*>([^<]*)/.exec(html ?? '')?.[1] ?? ''
