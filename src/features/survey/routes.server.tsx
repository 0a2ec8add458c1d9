import { check } from '../../fields/check.ts'
import { questionAndAnswerText } from '../../fields/document.ts'
import { documentHash } from '../../fields/document-hash.server.ts'
import { type Form, formRef, type Raw } from '../../fields/fields.ts'
import { wordsIn } from '../../i18n/t.ts'
import { japaneseDay } from '../../lib/japanese-day.ts'
import { uuidv7 } from '../../lib/uuid.ts'
import { AppError } from '../../platform/http/errors.ts'
import { type Context, type Patient, type Reply, type Route, route } from '../../platform/http/route.server.ts'
import { surveyFormFor } from '../../programmes/registry.ts'
import { listPeople, type Person, personIn } from '../daily-report/people.server.ts'
import { insertSurvey, listAnswered } from './queries.server.ts'
import { SurveyPage } from './SurveyPage.tsx'

type C = Context<Patient>

/** 健康調査回答フォーム: once for each person, then gone from their home (C20). */
export function surveyRoutes(): Route[] {
  const url = '/survey/:registrationId'
  return [
    route({ method: 'GET', url, who: 'patient', audit: 'survey.form', handle: show }),
    route({ method: 'POST', url, who: 'patient', audit: 'survey.answer', handle: answer }),
  ]
}

/** Throws 'not-found' for somebody else's and where the disease asks nothing. */
async function openSurvey(c: C): Promise<{ person: Person; form: Form; isAnswered: boolean }> {
  const person = personIn(await listPeople(c.sql, c.actor.accountId), c.params.registrationId)
  c.shows(person.caseId)
  const form = surveyFormFor({ disease: person.disease, on: japaneseDay(c.now) })
  if (!form) throw new AppError('not-found')
  return { person, form, isAnswered: (await listAnswered(c.sql, [person.registrationId])).size > 0 }
}

async function show(c: C): Promise<Reply> {
  const { person, form, isAnswered } = await openSurvey(c)
  if (isAnswered) return { redirect: homeOf(person) }
  return { page: <SurveyPage form={form} registrationId={person.registrationId} name={person.name} today={japaneseDay(c.now)} /> }
}

async function answer(c: C): Promise<Reply> {
  const { person, form, isAnswered } = await openSurvey(c)
  if (isAnswered) return { redirect: homeOf(person) }
  const given = c.body as Raw
  const { answers, faults } = check(form, given, { today: japaneseDay(c.now) })
  const page = { form, registrationId: person.registrationId, name: person.name, today: japaneseDay(c.now), given }
  if (faults) return { page: <SurveyPage {...page} faults={faults} />, status: 422 }
  await insertSurvey(c.sql, {
    id: uuidv7(c.now),
    registrationId: person.registrationId,
    caseId: person.caseId,
    accountId: c.actor.accountId,
    formVersion: formRef(form),
    answers,
    language: c.lang,
    documentHash: documentHash(questionAndAnswerText(form, answers, wordsIn(c.lang))),
    answeredAt: c.now,
  })
  return { redirect: `${homeOf(person)}?done=survey` }
}

const homeOf = ({ registrationId }: Person) => `/home/${registrationId}`
