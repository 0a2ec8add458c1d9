import type { AnyAnswers } from '../../fields/fields.ts'
import type { Lang } from '../../i18n/t.ts'
import type { Sql } from '../../platform/db/sql.server.ts'

/** 健康調査 as it was answered. */
export type StoredSurvey = {
  id: string
  answeredAt: string
  formVersion: string
  answers: AnyAnswers
  language: string
}

/** Which of one's own registrations have answered: the form is offered to the others alone (C20). */
export async function listAnswered(sql: Sql, registrationIds: string[]): Promise<Set<string>> {
  const rows = await sql<{ registrationId: string }[]>`
    select registration_id from surveys where registration_id = any(${registrationIds}::uuid[])`
  return new Set(rows.map(({ registrationId }) => registrationId))
}

type NewSurvey = {
  id: string
  registrationId: string
  caseId: string
  accountId: string
  formVersion: string
  answers: AnyAnswers
  language: Lang
  documentHash: string
  answeredAt: Date
}

/** False: it was answered before (a double tap), and that answer stands. */
export async function insertSurvey(sql: Sql, survey: NewSurvey): Promise<boolean> {
  const { answers, ...rest } = survey
  const row = { ...rest, answers: sql.json(answers as never) }
  const { count } = await sql`insert into surveys ${sql(row)} on conflict (registration_id) do nothing`
  return count === 1
}

/** What the patient said about themselves, for the centre: the newest first (more than one after a wrong registration). */
export async function listSurveys(sql: Sql, caseId: string): Promise<StoredSurvey[]> {
  return sql<StoredSurvey[]>`
    select id, answered_at, form_version, answers, language from surveys where case_id = ${caseId} order by answered_at desc, id desc limit 10`
}
