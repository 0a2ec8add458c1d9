// What institutions and centres do with a case, each as a browser posts it.
import { inJapan } from './clock.mjs'

const dateFields = (name, { year, month, date }) => ({
  [`${name}.era`]: 'western',
  [`${name}.year`]: year,
  [`${name}.month`]: month,
  [`${name}.date`]: date,
})

/** @returns the events by name; each resolves to { status } of its last answer, or to null when there was nothing to do. */
export function staffEvents({ client, world, journal, sql, clock }) {
  /** Mostly the owner as last heard of, sometimes another: then the door must be shut. */
  const nurseFor = (d, of) => world.sessionOf(of.owner && d.chance(0.95) ? of.owner : d.pick(world.centres).id, d)
  const observed = (d, of) => of ?? world.pick(d)
  const noted = async (answer, kind, key) => {
    if (answer.status === 303) journal.add(kind, key)
    return answer
  }

  function answersOf(d, { birth, place, phone, category }) {
    const now = clock.now()
    return {
      ...dateFields('reportedOn', inJapan(now)),
      'doctor.family': '架空',
      'doctor.given': '医師太郎',
      institutionName: '架空医院',
      category,
      'name.family': '架空',
      'name.given': '花子',
      sex: d.pick(['female', 'male']),
      ...dateFields('birthOn', birth),
      prefecture: world.prefecture,
      municipality: place,
      phone,
      ...dateFields('diagnosedOn', inJapan(new Date(now.getTime() - d.below(9) * 86_400_000))),
    }
  }
  const wish = (d) => ({
    birth: { year: String(d.between(1930, 2015)), month: String(d.between(1, 12)), date: String(d.between(1, 28)) },
    place: d.chance(0.06) ? world.townOfNobody : d.pick(world.centres).town,
    phone: d.chance(0.1) ? '' : `0909${String(d.below(10_000_000)).padStart(7, '0')}`,
    category: d.chance(0.03) ? 'deceased' : 'confirmed',
  })

  /** Form, 確認, 報告: the institution's whole way. A second 報告 of the same draft files nothing new. */
  async function file(d) {
    const institution = d.pick(world.institutions)
    const session = world.sessionOf(institution.id, d)
    const page = await client.get(session, '/institution/notifications/new', d)
    const path = /action="(\/institution\/drafts\/[0-9a-f-]{36})"/.exec(page.text)?.[1]
    if (!path) return page
    const about = wish(d)
    const confirmed = await client.post(session, path, { ...answersOf(d, about), go: 'confirm' }, d)
    if (confirmed.status !== 303) return confirmed
    const taps = await Promise.all(Array.from({ length: d.chance(0.1) ? 2 : 1 }, () => client.post(session, `${path}/file`, {}, d)))
    const answer = taps.find(({ location }) => location === `${path}/done`) ?? taps[0]
    if (answer.location !== `${path}/done`) return answer
    const draft = path.split('/').at(-1)
    journal.add('filing', draft)
    const [made] = await sql`select c.id, c.hersys_id from notification_drafts d join cases c on c.id = d.case_id where d.id = ${draft}`
    if (made)
      world.add({ id: made.id, hersysId: made.hersys_id, birth: about.birth, institution, owner: null, state: 'observing', session: null })
    return answer
  }

  /** 編集 by the institution: another revision, now and then one that says the patient has died. */
  async function amend(d, of) {
    const one = observed(d, of)
    if (!one) return null
    const session = world.sessionOf(one.institution.id, d)
    const begun = await client.post(session, `/institution/notifications/${one.id}/edit`, {}, d)
    const draft = /^\/institution\/drafts\/[0-9a-f-]{36}$/.exec(begun.location)?.[0]
    if (!draft) return begun
    const changed = answersOf(d, { ...wish(d), birth: one.birth, category: d.chance(0.1) ? 'deceased' : 'confirmed' })
    const confirmed = await client.post(session, draft, { ...changed, corrects: one.id, go: 'confirm' }, d)
    if (confirmed.status !== 303) return confirmed
    const answer = await client.post(session, `${draft}/file`, { reason: world.token() }, d)
    return answer.location.endsWith('/done') ? noted(answer, 'amendment', draft.split('/').at(-1)) : answer
  }

  async function post(d, of, path, form, kind, key, orgId) {
    const one = observed(d, of)
    if (!one) return null
    const session = orgId ? world.sessionOf(orgId(one), d) : nurseFor(d, one)
    return noted(await client.post(session, path(one), form(one), d), kind, typeof key === 'function' ? key(one) : key)
  }
  const onCase = (d, of, verb, form, kind, key) =>
    post(
      d,
      of,
      ({ id }) => `/centre/cases/${id}/${verb}`,
      () => form,
      kind,
      key,
    )

  /** One of the pending hand-overs, preferably of this very case, decided by whoever is asked to. */
  async function decide(d, of, verb) {
    const pending =
      await sql`select id, case_id, from_centre_id, to_centre_id from hand_overs where state = 'pending' order by asked_at limit 60`
    const own = of ? pending.filter(({ case_id }) => case_id === of.id) : []
    const one = own[0] ?? (pending.length > 0 ? d.pick(pending) : null)
    if (!one) return null
    const session = world.sessionOf(verb === 'withdraw' ? one.from_centre_id : one.to_centre_id, d)
    const answer = await client.post(session, `/centre/hand-overs/${one.id}/${verb}`, { note: '架空' }, d)
    return noted(answer, 'decision', `${one.id} ${{ accept: 'accepted', refuse: 'refused', withdraw: 'withdrawn' }[verb]}`)
  }

  async function latestReport(of) {
    const [found] =
      await sql`select id from daily_reports where case_id = ${of.id} and superseded_at is null order by reported_at desc limit 1`
    return found?.id ?? null
  }
  const measured = (d) =>
    d.chance(0.15) ? { urgentSigns: 'chestPain', spo2: '90' } : { temperature: '36.8', spo2: String(d.between(96, 99)) }

  return {
    file,
    amend,
    confirm: async (d, of) => {
      const answer = await onCase(d, of, 'confirm', {}, 'confirmation', '')
      return answer
    },
    askHandOver: async (d, of) => {
      const reason = world.token()
      return onCase(d, of, 'hand-over', { to: d.pick(world.centres).id, reason }, 'hand-over', reason)
    },
    accept: (d, of) => decide(d, of, 'accept'),
    refuse: (d, of) => decide(d, of, 'refuse'),
    withdrawHandOver: (d, of) => decide(d, of, 'withdraw'),
    release: async (d, of) => {
      const note = world.token()
      return onCase(d, of, 'end', { kind: 'release', note }, 'end', note)
    },
    death: async (d, of) => {
      const note = world.token()
      return onCase(d, of, 'end', { kind: 'death', note }, 'end', note)
    },
    /** An end recorded by mistake: of whatever case is over by now, at its last owner. */
    reopen: async (d, of) => {
      const [ended] = of
        ? [{ case_id: of.id }]
        : await sql`select case_id from watches where state = 'ended' and end_kind <> 'withdrawal' order by random() limit 1`
      const one = ended && world.cases.find(({ id }) => id === ended.case_id)
      if (!one) return null
      const note = world.token()
      return onCase(d, one, 'reopen', { note }, 'reopening', note)
    },
    changePeriod: async (d, of) => {
      const note = world.token()
      const periodTo = inJapan(new Date(clock.now().getTime() + d.below(8) * 86_400_000)).day
      return onCase(d, of, 'period', { periodTo, note }, 'period', note)
    },
    askWithdrawal: async (d, of) => {
      const reason = world.token()
      return post(
        d,
        of,
        ({ id }) => `/institution/notifications/${id}/withdraw`,
        () => ({ reason }),
        'withdrawal',
        reason,
        ({ institution }) => institution.id,
      )
    },
    decideWithdrawal: async (d, of) => {
      const [asked] = of ? [{ case_id: of.id }] : await sql`select case_id from withdrawals where state = 'asked' order by random() limit 1`
      const one = asked && world.cases.find(({ id }) => id === asked.case_id)
      if (!one) return null
      const note = world.token()
      return onCase(d, one, 'withdrawal', { answer: d.chance(0.2) ? 'agree' : 'refuse', note }, 'withdrawal-answer', note)
    },
    staffReport: async (d, of) => {
      const one = observed(d, of)
      if (!one) return null
      const at = inJapan(new Date(clock.now().getTime() - d.between(1, d.chance(0.3) ? 2_000 : 60) * 60_000))
      const key = d.hex(22)
      return onCase(d, one, 'reports/new', { day: at.day, time: at.time, key, ...measured(d) }, 'staff-report', key)
    },
    staffCorrection: async (d, of) => {
      const one = observed(d, of)
      const id = one && (await latestReport(one))
      if (!id) return null
      const [key, reason] = [d.hex(22), '架空の訂正']
      return onCase(d, one, `reports/${id}/correct`, { key, reason, ...measured(d) }, 'staff-report', key)
    },
    /** Two cases become one: a pair as the worker would have found it, the question across centres, the decision. */
    mergeCases: async (d, of) => {
      const one = observed(d, of)
      const other = world.pick(d, (each) => each !== one && each.state === 'observing')
      if (!one?.owner || !other || one.id === other.id) return null
      const [late, early] = one.id > other.id ? [one, other] : [other, one]
      const now = clock.now()
      // This insertion is ours, not the product's: where it is chosen to end a deadlock, nobody has asked anything yet.
      const [pair] = await sql`
        insert into likeness_candidates (case_id, other_case_id, score, reasons, found_at, latest_at, likely) values (${late.id}, ${early.id}, 10, '{name}', ${now}, ${now}, true)
        on conflict (case_id, other_case_id) do update set state = 'open', decided_at = null, decided_by = null returning id`.catch(
        (error) => (error.code === '40P01' ? [] : Promise.reject(error)),
      )
      if (!pair) return null
      const session = nurseFor(d, one)
      await client.post(session, `/centre/same-person/${pair.id}/ask`, { reason: '架空' }, d)
      const [survivor, absorbed] = d.chance(0.5) ? [one, other] : [other, one]
      const reason = world.token()
      const answer = await client.post(
        session,
        `/centre/same-person/${pair.id}/decide`,
        { decision: 'same-case', survivor: survivor.id, reason },
        d,
      )
      if (answer.status === 303) absorbed.state = 'ended'
      return noted(answer, 'merge', reason)
    },
    undoMerge: async (d) => {
      const [merge] = await sql`select id, org_id from case_merges where undone_at is null and kind = 'same-case' order by random() limit 1`
      if (!merge) return null
      const reason = world.token()
      return noted(
        await client.post(world.sessionOf(merge.org_id, d), `/centre/same-person/merges/${merge.id}/undo`, { reason }, d),
        'unmerge',
        reason,
      )
    },
    /** Opens the ID again where guesses have locked it. */
    unlock: async (d, of) => {
      const [locked] = of
        ? [{ case_id: of.id, centre_id: of.owner }]
        : await sql`select case_id, centre_id from attention_items where kind = 'claim-locked' and closed_at is null limit 1`
      if (!locked?.centre_id) return null
      return client.post(world.sessionOf(locked.centre_id, d), `/centre/cases/${locked.case_id}/unlock`, {}, d)
    },
  }
}
