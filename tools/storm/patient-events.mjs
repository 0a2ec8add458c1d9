// What patients do, each as a browser posts it.

const calm = (d) => ({ temperature: (36 + d.below(14) / 10).toFixed(1), spo2: String(d.between(97, 99)), cough: d.pick(['yes', 'no']) })
const feverish = (d) => ({ temperature: (38 + d.below(15) / 10).toFixed(1), spo2: String(d.between(96, 98)), fatigue: 'yes' })
const red = (d) =>
  d.chance(0.5)
    ? { urgentSigns: d.pick(['chestPain', 'purpleLips', 'wheezing']) }
    : { temperature: '39.1', spo2: String(d.between(85, 92)) }

/** @returns the events by name; each resolves to { status } of its last answer, or to null when there was nothing to do. */
export function patientEvents({ client, world, journal, sql }) {
  async function report(d, of, answers, key = d.hex(22)) {
    const answer = await client.post(of.session, `/report/${of.registration}`, { ...answers, key }, d)
    const id = /\/sent\/([0-9a-f-]{36})$/.exec(answer.location)?.[1]
    if (answer.status === 303 && id) journal.add('report', id)
    return { ...answer, id }
  }
  const registered = (d, of = world.pick(d, ({ session }) => session)) => of

  return {
    calmReport: async (d, of) => {
      const one = registered(d, of)
      return one && report(d, one, calm(d))
    },
    feverReport: async (d, of) => {
      const one = registered(d, of)
      return one && report(d, one, feverish(d))
    },
    redReport: async (d, of) => {
      const one = registered(d, of)
      return one && report(d, one, red(d))
    },
    orphanReport: async (d) => report(d, d.pick(world.orphans), d.chance(0.3) ? red(d) : calm(d)),
    /** Both taps of a double tap are one report. */
    doubleTap: async (d, of) => {
      const one = registered(d, of)
      if (!one) return null
      const [answers, key] = [d.chance(0.2) ? red(d) : calm(d), d.hex(22)]
      const taps = await Promise.all([report(d, one, answers, key), report(d, one, answers, key)])
      if (taps[0].id && taps[1].id && taps[0].id !== taps[1].id && journal.sameDay())
        journal.fault(`two taps became ${taps[0].id} and ${taps[1].id}`)
      return taps.find(({ status }) => status !== 303) ?? taps[0]
    },
    askCorrection: async (d, of) => {
      const one = registered(d, of)
      if (!one) return null
      const text = world.token()
      const answer = await client.post(one.session, `/history/${one.registration}/correction`, { text }, d)
      if (answer.status === 303) journal.add('correction-request', text)
      return answer
    },
    register: async (d, of) => {
      const one = of ?? world.cases.find(({ session }) => !session)
      return one ? claim(d, one, await world.newAccount()) : null
    },
    /** Somebody who guesses: ten of them lock the ID, which its centre hears of. */
    wrongClaim: async (d, of) => {
      const one = of ?? world.pick(d)
      if (!one) return null
      if (!strangers.length || d.chance(0.2)) strangers.push(await world.newAccount())
      return claim(
        d,
        { ...one, birth: { ...one.birth, date: String((Number(one.birth.date) % 27) + 1) } },
        d.pick(strangers.slice(-20)),
        false,
      )
    },
  }

  async function claim(d, of, session, mine = true) {
    const typed = {
      'name.family': '架空',
      'name.given': '花子',
      'birthOn.era': 'western',
      'birthOn.year': of.birth.year,
      'birthOn.month': of.birth.month,
      'birthOn.date': of.birth.date,
      phone: '',
      hersysId: of.hersysId,
    }
    const typedIn = await client.post(session, '/registrations/new', typed, d)
    if (typedIn.status !== 303) return typedIn
    const page = await client.get(session, '/registrations/new/confirm', d)
    const draft = /name="draft" value="([^"]+)"/.exec(page.text)?.[1]
    if (!draft) return page
    const answer = await client.post(session, '/registrations/new/confirm', { draft }, d)
    if (!mine || answer.status !== 303) return answer
    journal.add('registration', session.accountId)
    const [made] = await sql`select id from registrations where account_id = ${session.accountId} and case_id = ${of.id}`
    if (made) Object.assign(of, { session, registration: made.id })
    return answer
  }
}

const strangers = []
