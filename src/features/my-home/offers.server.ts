import { japaneseDay } from '../../lib/japanese-day.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { surveyFormFor } from '../../programmes/registry.ts'
import { hasCertificate } from '../certificate/offers.server.ts'
import type { Person } from '../daily-report/people.server.ts'
import { isAskedForPassport } from '../passport/queries.server.ts'
import { listAnswered } from '../survey/queries.server.ts'
import type { Offer } from './offers.ts'

type Asked = { sql: Sql; person: Person; now: Date }

/** One condition for each button of `offers`. */
const conditions: Record<Offer, (asked: Asked) => Promise<boolean>> = {
  // 一度回答すると次回以降は表示されません (C20).
  survey: async ({ sql, person, now }) =>
    person.watchState === 'observing' &&
    surveyFormFor({ disease: person.disease, on: japaneseDay(now) }) !== null &&
    !(await listAnswered(sql, [person.registrationId])).has(person.registrationId),
  // 検査を実施し医師から感染者と診断された方のみ表示されます (C21).
  certificate: ({ sql, person }) => hasCertificate(sql, person.registrationId),
  // ※対象外の方は表示されません (A21).
  passport: ({ sql, person }) => isAskedForPassport(sql, person.registrationId),
}

/** Which buttons this person's home shows. */
export async function listOffers(sql: Sql, person: Person, now: Date): Promise<Offer[]> {
  const names = Object.keys(conditions) as Offer[]
  const shown = await Promise.all(names.map((name) => conditions[name]({ sql, person, now })))
  return names.filter((_name, n) => shown[n])
}
