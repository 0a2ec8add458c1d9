// Who goes on working while the program is exchanged under them: signed in through the pages, each with a browser that keeps its cookies.

const password = 'Kakuu-Mihon-7'

/** `sql` as administrator: to read the texts that would have gone to telephones, and who keeps which place. */
export async function createPeople({ sql, client, accounts, dice }) {
  const run = dice.hex(6)
  let serial = 0
  const towns = await sql`select m.name, m.centre_id from municipalities m where m.centre_id is not null order by m.code`
  const rows = await sql`
    select s.id, s.login_id, s.role, s.phone, o.id as org_id, o.kind from staff_accounts s join organisations o on o.id = s.org_id where s.ended_at is null`
  const secrets = new Map(accounts.map(({ loginId, password: secret }) => [loginId, secret]))
  const staff = rows
    .filter(({ login_id: loginId }) => secrets.has(loginId))
    .map((row) => ({ ...row, secret: secrets.get(row.login_id), signIns: 0 }))
  const sessions = new Map()
  const patients = []

  async function codeTo(recipient, after) {
    for (let tries = 0; tries < 100; tries++) {
      const [found] = await sql`select id, body from messages where recipient = ${recipient} order by created_at desc, id desc limit 1`
      const code = found && found.id !== after && /\d{6}/.exec(found.body ?? '')?.[0]
      if (code) return code
      await new Promise((done) => setTimeout(done, 50))
    }
    throw new Error('no code came')
  }
  const lastTo = async (recipient) =>
    (await sql`select id from messages where recipient = ${recipient} order by created_at desc, id desc limit 1`)[0]?.id

  /** Login ID, password, code: as at the door. */
  async function signInStaff(person, d) {
    person.signIns++
    const session = { pool: 'staff', token: '', accountId: person.id, formPage: '/staff/sign-in', csrf: '', csrfCookie: '' }
    await client.post(session, '/staff/sign-in', { loginId: person.login_id }, d)
    const before = await lastTo(person.phone)
    const first = await client.post(session, '/staff/sign-in/password', { loginId: person.login_id, password: person.secret }, d)
    if (first.location !== '/staff/code') return first
    const code = await codeTo(person.phone, before)
    const home = person.kind === 'centre' ? '/centre' : '/institution/notifications'
    const half = { ...session, csrf: '', formPage: '/staff/code' }
    const done = await client.post(half, '/staff/code', { code }, d)
    if (done.status !== 303) return done
    Object.assign(session, half, { csrf: '', formPage: home })
    sessions.set(person.org_id, [...(sessions.get(person.org_id) ?? []), session])
    return { ...done, session }
  }

  /** Address, code from the mail, password. */
  async function signUp(d) {
    const email = `kakuu-${run}-${++serial}@example.jp`
    const session = { pool: 'patient', token: '', formPage: '/sign-up', csrf: '', csrfCookie: '' }
    const steps = [
      () => client.post(session, '/sign-up', { email }, d),
      async () => client.post(session, '/sign-up/code', { code: await codeTo(email) }, d),
      () => client.post(session, '/sign-up/password', { password }, d),
    ]
    for (const step of steps) {
      const answer = await step()
      if (answer.status !== 303) throw new Error(`sign-up: ${answer.status} ${answer.text.slice(0, 300)}`)
    }
    const [account] = await sql`select id from patient_accounts where email = ${email}`
    patients.push({ email, session })
    return Object.assign(session, { accountId: account.id, csrf: '', formPage: '/registrations/new' })
  }

  async function signInPatient(d) {
    if (patients.length === 0) return null
    const session = { pool: 'patient', token: '', formPage: '/sign-in', csrf: '', csrfCookie: '' }
    const answer = await client.post(session, '/sign-in', { email: d.pick(patients).email, password }, d)
    if (answer.location !== '/home') return answer
    const home = await client.get(session, '/home', d)
    return home.status === 200 ? answer : home
  }

  const of = (kind, roles) => staff.filter((person) => person.kind === kind && roles.includes(person.role))
  const withTown = new Map(towns.map(({ name, centre_id: centre }) => [centre, name]))
  const world = {
    cases: [],
    orphans: [],
    centres: [],
    institutions: [],
    prefecture: '架空県',
    townOfNobody: towns[0].name,
    token: () => `架空-${run}-${++serial}`,
    newAccount: () => signUp(dice),
    sessionOf: (orgId, d) => d.pick(sessions.get(orgId)),
    add: (found) => world.cases.push(found),
    pick(d, wanted = () => true) {
      const fitting = world.cases.filter(wanted)
      return fitting.length > 0 ? d.pick(fitting) : null
    },
  }
  return {
    world,
    signInPatient,
    /** Whoever has signed in least often: codes are for few times in a quarter of an hour. */
    async signInSomebody(d) {
      const [person] = [...of('centre', ['nurse', 'clerk', 'manager']), ...of('institution', ['doctor', 'clerk'])].sort(
        (a, b) => a.signIns - b.signIns,
      )
      if (person.signIns >= 4) return null
      return signInStaff(person, d)
    },
    async openTheDay(d) {
      for (const person of [...of('centre', ['nurse', 'manager']), ...of('institution', ['doctor'])]) {
        const answer = await signInStaff(person, d)
        if (!answer.session) throw new Error(`${person.login_id} cannot sign in: ${answer.status} ${answer.location}`)
      }
      world.centres = [...new Set(of('centre', ['nurse']).map(({ org_id: id }) => id))]
        .filter((id) => withTown.has(id))
        .map((id) => ({ id, town: withTown.get(id) }))
      world.institutions = [...new Set(of('institution', ['doctor']).map(({ org_id: id }) => id))].map((id) => ({ id }))
    },
    everySession: () => [...[...sessions.values()].flat(), ...patients.map(({ session }) => session)],
    managers: () => of('centre', ['manager']),
  }
}
