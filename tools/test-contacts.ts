import { japaneseDay } from '../src/lib/japanese-day.ts'
import type { FormFields, Session, TestApp } from './test-app.ts'

const dayParts = (name: string, day: string): FormFields => {
  const [year, month, date] = day.split('-')
  return {
    [`${name}.era`]: 'western',
    [`${name}.year`]: year,
    [`${name}.month`]: String(Number(month)),
    [`${name}.date`]: String(Number(date)),
  }
}

/** 濃厚接触者の登録 as the page posts it: 架空 花子's brother, with the telephone and birth date that a 発生届 would bring. */
export const contactAnswers = (lastContactOn: string, more: FormFields = {}): FormFields => ({
  ...dayParts('lastContactOn', lastContactOn),
  relation: 'household',
  'name.family': '架空',
  'name.given': '次郎',
  'name.familyKana': 'カクウ',
  'name.givenKana': 'ジロウ',
  ...dayParts('birthOn', '1993-03-03'),
  sex: 'male',
  phone: '090-9000-0007',
  ...more,
})

/** Names a contact of this case. Returns the contact's own case. */
export async function nameContact(app: TestApp, nurse: Session, indexCaseId: string, more: FormFields = {}): Promise<string> {
  const at = `/centre/cases/${indexCaseId}/contacts/new`
  const page = await app.get(at, nurse)
  const newId = /name="newId" value="([^"]+)"/.exec(page.text)?.[1] ?? ''
  const answer = await app.post(at, { ...contactAnswers(japaneseDay(app.clock()), more), newId }, nurse)
  if (answer.location !== `/centre/cases/${newId}?done=contact`)
    throw new Error(`no contact: ${answer.status} ${answer.text.slice(0, 2000)}`)
  return newId
}

export { dayParts }
