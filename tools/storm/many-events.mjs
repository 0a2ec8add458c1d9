// What a centre does to many at once, as jobs of the worker, and the automatic calls that it agrees upon.
import { inJapan } from './clock.mjs'

/** @returns the events by name; each resolves to { status } of its last answer, or to null when there was nothing to do. */
export function manyEvents({ client, world, journal, sql, clock, exchange }) {
  /** Chosen on a list, confirmed on the page in between; begun as soon as the second answer comes. */
  async function begin(d, centre, action, ticks, form) {
    const session = world.sessionOf(centre, d)
    const chosen = await client.post(session, '/centre/selection', { action, ...ticks }, d)
    const job = /^\/centre\/bulk\/([0-9a-f-]{36})$/.exec(chosen.location)?.[1]
    if (chosen.status !== 303 || !job) return chosen
    const answer = await client.post(session, `/centre/bulk/${job}/start`, form, d)
    if (answer.status === 303) journal.add('bulk', job)
    return answer
  }
  /** Some of a centre's cases as last heard of, the hot ones among them: by now one or the other is another's, or has ended. */
  function some(d, centre) {
    const own = world.cases.filter(({ owner, state }) => owner === centre && state === 'observing')
    if (own.length === 0) return []
    const hot = own.filter((one) => world.hot.includes(one))
    return [...new Set([...hot.filter(() => d.chance(0.4)), ...Array.from({ length: d.between(1, 6) }, () => d.pick(own))])].map(
      ({ id }) => id,
    )
  }

  return {
    bulkHandOver: async (d, of) => {
      const centre = of?.owner ?? d.pick(world.centres).id
      const ids = [...(of ? [of.id] : []), ...some(d, centre)]
      const to = d.pick(world.centres.filter(({ id }) => id !== centre)).id
      return ids.length > 0 ? begin(d, centre, 'hand-over-ask', { case: ids }, { to, reason: world.token() }) : null
    },
    bulkAccept: async (d) => {
      const centre = d.pick(world.centres).id
      const waiting = await sql`select id from hand_overs where state = 'pending' and to_centre_id = ${centre} order by asked_at limit 12`
      return waiting.length > 0 ? begin(d, centre, 'hand-over-accept', { handOver: waiting.map(({ id }) => id) }, {}) : null
    },
    bulkRelease: async (d, of) => {
      const centre = of?.owner ?? d.pick(world.centres).id
      const due =
        await sql`select case_id from attention_items where kind = 'release-due' and closed_at is null and centre_id = ${centre} limit 6`
      const ids = [...(of ? [of.id] : []), ...due.map((row) => row.case_id), ...some(d, centre)]
      return ids.length > 0 ? begin(d, centre, 'release', { case: ids }, { reason: world.token() }) : null
    },
    /** 自動架電: agreed upon, changed, given up again. Each patient has a number of his own, now and then another's. */
    planCalls: async (d, of) => {
      const one = of ?? world.pick(d, ({ owner }) => owner)
      if (!one?.owner) return null
      const channels = d.chance(0.8) ? ['web', 'automatic-call'] : ['web']
      const reason = world.token()
      // Soon enough that no jump of the clock passes it over, or some time of the day.
      const soon = inJapan(new Date(clock.now().getTime() + d.between(1, 4) * 60_000)).time
      const time = [d.chance(0.6) ? soon : `${String(d.between(9, 19)).padStart(2, '0')}:${d.pick(['00', '30'])}`]
      const whose = d.chance(0.05) ? d.pick(world.cases) : one
      const phone = world.phoneOf(whose)
      const answer = await client.post(
        world.sessionOf(one.owner, d),
        `/centre/cases/${one.id}/plan`,
        { channel: channels, phone, time, language: 'ja', reason },
        d,
      )
      if (answer.status !== 303) return answer
      journal.add('plan', reason)
      const { year, month, date } = one.birth
      await exchange.tellBirth(phone, `${year}${month.padStart(2, '0')}${date.padStart(2, '0')}`)
      return answer
    },
  }
}
