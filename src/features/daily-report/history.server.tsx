import { addDays, japaneseDay } from '../../lib/japanese-day.ts'
import { uuidv7 } from '../../lib/uuid.ts'
import type { Context, Patient, Reply } from '../../platform/http/route.server.ts'
import { raise } from '../attention/raise.server.ts'
import { HistoryPage } from './HistoryPage.tsx'
import { listPeople, personIn } from './people.server.ts'
import { insertCorrectionRequest, listOwnCorrections, listReports } from './queries.server.ts'

type C = Context<Patient>

/** 「履歴を確認する」, with what became of one's own requests to correct. */
export async function history(c: C, said: { fault?: 'blank' | 'long'; typed?: string } = {}): Promise<Reply> {
  const people = await listPeople(c.sql, c.actor.accountId)
  const person = personIn(people, c.params.registrationId)
  c.shows(person.caseId)
  const reports = await listReports(c.sql, { caseId: person.caseId, from: addDays(person.since, -1), to: japaneseDay(c.now) })
  const corrections = await listOwnCorrections(c.sql, person.caseId)
  const page = (
    <HistoryPage people={people} person={person} reports={reports} corrections={corrections} isAsked={c.query.asked === 'yes'} {...said} />
  )
  return { page, ...(said.fault ? { status: 422 } : {}) }
}

/** 「訂正を依頼する」: the words stay with the centre; its queue gets an item. */
export async function askCorrection(c: C): Promise<Reply> {
  const person = personIn(await listPeople(c.sql, c.actor.accountId), c.params.registrationId)
  c.shows(person.caseId)
  const typed = typeof c.body.text === 'string' ? c.body.text.trim() : ''
  if (typed === '') return history(c, { fault: 'blank' })
  if ([...typed].length > 500) return history(c, { fault: 'long', typed })
  const id = uuidv7(c.now)
  await insertCorrectionRequest(c.sql, { id, caseId: person.caseId, accountId: c.actor.accountId, text: typed, askedAt: c.now })
  await raise(c.sql, { kind: 'correction-asked', caseId: person.caseId, detail: { request: id }, now: c.now })
  return { redirect: `/history/${person.registrationId}?asked=yes` }
}
