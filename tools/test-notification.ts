import type { FormFields, Session, TestApp } from './test-app.ts'

/** The least that is a legal report, as a browser posts it. */
export const leastAnswers: FormFields = {
  'reportedOn.era': 'western',
  'reportedOn.year': '2022',
  'reportedOn.month': '7',
  'reportedOn.date': '20',
  'doctor.family': '架空',
  'doctor.given': '医師太郎',
  institutionName: '架空あおば内科クリニック',
  category: 'confirmed',
  'name.family': '架空',
  'name.given': '花子',
  sex: 'female',
  'birthOn.era': 'heisei',
  'birthOn.year': '２',
  'birthOn.month': '9',
  'birthOn.date': '9',
  prefecture: '架空県',
  municipality: 'みなと市',
  'diagnosedOn.year': '2022',
  'diagnosedOn.month': '7',
  'diagnosedOn.date': '20',
}

/** Nothing left for the yellow frames to ask, every date in order. */
export const wholeAnswers: FormFields = {
  ...leastAnswers,
  institutionAddress: '架空県あおば市見本町21-1',
  institutionPhone: '0481-100-021',
  'name.familyKana': 'かくう',
  'name.givenKana': 'ﾊﾅｺ',
  postalCode: '000-2001',
  street: '見本町1-2-3',
  phone: '090-9000-0001',
  residenceSame: 'yes',
  residencePhoneSame: 'yes',
  'sampledOn.year': '2022',
  'sampledOn.month': '7',
  'sampledOn.date': '19',
  'onsetOn.year': '2022',
  'onsetOn.month': '7',
  'onsetOn.date': '18',
  vaccineDoses: 'd2',
  'vaccinatedOn.year': '2022',
  'vaccinatedOn.month': '2',
  'vaccinatedOn.date': '1',
  vaccine: 'pfizer',
  riskPresence: 'no',
  severity: 'mild',
  admissionNeeded: 'no',
  admitted: 'no',
}

/** The address of a fresh form: where its draft will be. */
export async function newDraftPath(app: TestApp, session: Session, query = ''): Promise<string> {
  const page = await app.get(`/institution/notifications/new${query}`, session)
  const path = /action="(\/institution\/drafts\/[0-9a-f-]{36})"/.exec(page.text)?.[1]
  if (!path) throw new Error(`no new form (status ${page.status})`)
  return path
}

/** Types, confirms and reports, as a person would who has nothing to mend. Returns the draft's path, where /done follows. */
export async function reportOver(app: TestApp, session: Session, answers: FormFields = wholeAnswers): Promise<string> {
  const path = await newDraftPath(app, session)
  const confirmed = await app.post(path, { ...answers, go: 'confirm' }, session)
  if (confirmed.status !== 303) throw new Error(`the form was refused with ${confirmed.status}`)
  const filed = await app.post(`${path}/file`, {}, session)
  if (filed.location !== `${path}/done`) throw new Error(`not filed: ${filed.status} ${filed.location}`)
  return path
}
