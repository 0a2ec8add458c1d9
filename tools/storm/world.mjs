// What the storm knows of the installation: who may act, which cases there are, on which of them everybody meets.
import { createHash } from 'node:crypto'
import { centres, institutions, townOfNobody } from './places.mjs'

const never = new Date('2040-01-01T00:00:00Z')
const hotCases = 10

/** @param {{ sql: import('postgres').Sql, clock: object, dice: object }} tools `sql` as administrator: to look, and to open sessions. */
export async function createWorld({ sql, clock, dice }) {
  const uuid = () => `${dice.hex(8)}-${dice.hex(4)}-4${dice.hex(3)}-8${dice.hex(3)}-${dice.hex(12)}`
  const run = dice.hex(6)
  let serial = 0

  async function openSession(pool, accountId, formPage) {
    const token = dice.hex(43)
    const now = clock.now()
    await sql`insert into sessions (token_hash, kind, account_id, created_at, last_seen_at, expires_at, ends_at)
      values (${createHash('sha256').update(token).digest('hex')}, ${pool}, ${accountId}, ${now}, ${now}, ${never}, ${never})`
    return { pool, token, accountId, formPage, csrf: '', csrfCookie: '' }
  }

  const sessionsOf = (org, page) => Promise.all(org.staff.flatMap(({ id }) => [id, id]).map((id) => openSession('staff', id, page)))
  const staff = new Map()
  for (const centre of centres) staff.set(centre.id, await sessionsOf(centre, '/centre'))
  for (const institution of institutions) staff.set(institution.id, await sessionsOf(institution, '/institution/notifications'))

  const world = {
    cases: [],
    hot: [],
    orphans: [],
    centres,
    institutions,
    prefecture: '架空嵐県',
    townOfNobody,
    uuid,
    /** A number of one's own, by which the telephone company knows whose birth date to press. */
    phoneOf: (one) => `0908${String(world.cases.indexOf(one)).padStart(7, '0')}`,
    /** Found again in the database by this text alone. */
    token: () => `架空-${run}-${++serial}`,
    sessionOf: (orgId, d) => d.pick(staff.get(orgId)),

    async newAccount() {
      const id = uuid()
      await sql`insert into patient_accounts (id, email, password_hash, created_at) values (${id}, ${`${id}@example.invalid`}, '-', ${clock.now()})`
      return openSession('patient', id, '/registrations/new')
    },

    add(found) {
      world.cases.push(found)
      if (world.hot.length < hotCases) world.hot.push(found)
    },

    /** Mostly one of the few on which everybody meets; sometimes one that has ended. */
    pick(d, wanted = () => true) {
      const lists = d.chance(0.7) ? [world.hot, world.cases] : [world.cases]
      for (const list of lists) {
        for (let tries = 0; tries < 6 && list.length > 0; tries++) {
          const found = d.pick(list)
          if (wanted(found) && (found.state !== 'ended' || d.chance(0.15))) return found
        }
      }
      return null
    },

    /** Who owns what, as of a moment ago: acting on it a moment later is what races are made of. */
    async refresh() {
      const rows = await sql`select case_id, owner_centre_id, state from watches`
      const byId = new Map(rows.map((row) => [row.case_id, row]))
      for (const each of world.cases) {
        const row = byId.get(each.id)
        if (row) Object.assign(each, { owner: row.owner_centre_id, state: row.state })
      }
      for (const [n, each] of world.hot.entries()) {
        const fresh = world.cases.filter((other) => other.state === 'observing' && other.session && !world.hot.includes(other))
        if (each.state === 'ended' && fresh.length > 0) world.hot[n] = dice.pick(fresh)
      }
    },

    /** The idle limit is not what is tried here; jumps of hours would sign everybody out. */
    keepSignedIn: () => sql`update sessions set expires_at = ${never}, ends_at = ${never} where expires_at < ${never}`,

    /** A case that the centre was notified of and that nobody watches: it must not be able to exist, and its reports must be heard. */
    async addOrphan() {
      const [id, person, registration] = [uuid(), uuid(), uuid()]
      const session = await world.newAccount()
      const now = clock.now()
      await sql`insert into persons (id, created_at) values (${person}, ${now})`
      await sql`insert into cases (id, hersys_id, person_id, disease, state, notified_centre_id, responsible_centre_id, family_name, given_name, birth_on, created_at, updated_at)
        values (${id}, ${`9${String(++serial).padStart(7, '0')}`}, ${person}, 'covid-19', 'draft', ${centres[0].id}, ${centres[0].id}, '架空', '無番', '1990-09-09', ${now}, ${now})`
      await sql`insert into registrations (id, account_id, case_id, family_name, given_name, created_at)
        values (${registration}, ${session.accountId}, ${id}, '架空', '無番', ${now})`
      world.orphans.push({ id, session, registration })
    },
  }
  return world
}
