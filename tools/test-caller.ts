import type { Caller, Known, Outbound, Standing } from '../src/platform/voice/caller.ts'

export type Fate = 'no-answer' | 'busy' | 'machine' | 'completed' | 'hung-up'
/** What becomes of the request itself. */
export type Way = 'ok' | 'refused' | 'not-sent' | 'lost-and-rings' | 'lost'
export type Ring = {
  callId: string
  providerCallId: string
  phone: string
  fate: Fate
  from: number
  to: number
  answerLost: boolean
  tells: boolean
}
type Word = { at: number; ring: Ring; status: Standing['status']; machine?: boolean }

const seconds = (n: number) => n / 60
/** Minutes after the first ring at which something happens, by fate. */
const course: Record<Fate, { at: number; status: Standing['status']; machine?: boolean }[]> = {
  'no-answer': [{ at: seconds(30), status: 'no-answer' }],
  busy: [{ at: seconds(1), status: 'busy' }],
  machine: [{ at: seconds(8), status: 'in-progress', machine: true }],
  completed: [
    { at: seconds(8), status: 'in-progress' },
    { at: seconds(100), status: 'completed' },
  ],
  'hung-up': [
    { at: seconds(8), status: 'in-progress' },
    { at: seconds(40), status: 'completed' },
  ],
}

/**
 * A telephone company in this process, with its own true minutes: it rings, loses answers and callbacks, and can be asked. Tests say by `next`
 * what becomes of each request and by `isDeaf` whether it answers questions.
 */
export function simulatedCaller(next: () => { way: Way; fate: Fate; tells: boolean }) {
  const rings: Ring[] = []
  const words: Word[] = []
  const asked: string[] = []
  const world = { minute: 0, isDeaf: false, onRing: (_: Ring) => {}, onAsked: (_: string) => {} }

  function ring({ id, phone }: Outbound, fate: Fate, tells: boolean, answerLost: boolean): Ring {
    const steps = course[fate]
    const from = world.minute
    const one = { callId: id, providerCallId: `CA${rings.length}`, phone, fate, from, to: from + steps.at(-1)!.at, answerLost, tells }
    rings.push(one)
    words.push({ at: from, ring: one, status: 'ringing' }, ...steps.map(({ at, ...step }) => ({ at: from + at, ring: one, ...step })))
    world.onRing(one)
    return one
  }

  const caller: Caller = {
    name: 'simulated',
    dial: async (call) => {
      const { way, fate, tells } = next()
      if (way === 'refused') return { outcome: 'refused', reason: 'http-400-21211' }
      if (way === 'not-sent') return { outcome: 'not-sent', reason: 'http-503' }
      if (way === 'lost') return { outcome: 'unclear', reason: 'line-broken' }
      const one = ring(call, fate, tells, way === 'lost-and-rings')
      return one.answerLost ? { outcome: 'unclear', reason: 'line-broken' } : { outcome: 'dialled', providerCallId: one.providerCallId }
    },
    find: async ({ id, phone }, _at, known) => {
      if (world.isDeaf) throw new Error('silent')
      asked.push(id)
      world.onAsked(id)
      const own = rings.filter((one) => one.phone === phone)
      const others = await known(own.map((one) => one.providerCallId))
      const left = own.filter((one) => !others.has(one.providerCallId))
      if (left.length > 1) return 'cannot-tell'
      return left[0] ? { found: true, providerCallId: left[0].providerCallId } : { found: false }
    },
    standing: async ({ providerCallId }: Known) => {
      if (world.isDeaf) throw new Error('silent')
      const one = rings.find((each) => each.providerCallId === providerCallId)
      if (!one) return null
      world.onAsked(one.callId)
      const last = words.filter((word) => word.ring === one && word.at <= world.minute).at(-1)!
      return { status: last.status, machine: last.machine ?? false }
    },
    hangUp: async (providerCallId) => {
      const one = rings.find((each) => each.providerCallId === providerCallId)
      if (one) one.to = Math.min(one.to, world.minute)
    },
  }
  return { caller, world, rings, asked, words }
}
