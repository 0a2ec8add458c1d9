import { answerRows } from '../../fields/answer-text.ts'
import type { AnyAnswers } from '../../fields/fields.ts'
import { wordsIn } from '../../i18n/t.ts'
import { formByRef } from '../../programmes/registry.ts'
import type { RecordTab } from '../../programmes/tabs.ts'
import type { CaseTab } from './tabs.ts'

type Source = 'notification' | RecordTab
type Share = { from: Source; questions: readonly string[] }

const who = ['name', 'sex', 'birthOn', 'age']
const where = ['postalCode', 'prefecture', 'municipality', 'street', 'phone']
const risks = ['riskPresence', 'riskFactors', 'riskOther']
/** What ID管理 and 基礎情報 say only until the 発生届 is filed. */
const ownedOnceFiled = [...who, ...where, ...risks, 'onsetOn', 'responsibleCentre']

/**
 * What stands on several tabs has one owner; the others show it and say where it is written. The 発生届 owns what it asks from its filing on,
 * ID管理 and 基礎情報 until then; 医療 owns the days in hospital and the severity now, 居所 the other stays.
 */
const shares: Partial<Record<CaseTab, readonly Share[]>> = {
  identity: [
    {
      from: 'notification',
      questions: [
        ...who,
        ...where,
        'residencePostalCode',
        'residencePrefecture',
        'residenceMunicipality',
        'residenceStreet',
        'guardian',
        'guardianPhone',
        'responsibleCentre',
      ],
    },
    { from: 'basics', questions: ['nationality', 'passportNumber'] },
  ],
  basics: [
    {
      from: 'notification',
      questions: ['onsetOn', ...risks, 'vaccineDoses', 'vaccinatedOn', 'vaccine', 'vaccineOther'],
    },
  ],
  tests: [
    { from: 'notification', questions: ['category', 'onsetOn', 'sampledOn', 'diagnosedOn'] },
    { from: 'basics', questions: ['onsetOn'] },
  ],
  places: [
    { from: 'notification', questions: where },
    { from: 'identity', questions: where },
  ],
  movements: [
    { from: 'notification', questions: ['onsetOn', 'sampledOn'] },
    { from: 'basics', questions: ['onsetOn', 'enteredOn', 'workplace'] },
  ],
  observation: [
    { from: 'notification', questions: ['onsetOn', 'phone', ...risks] },
    { from: 'basics', questions: ['language'] },
  ],
  medical: [
    { from: 'notification', questions: ['onsetOn', 'severity', 'admissionNeeded', 'admitted', ...risks] },
    { from: 'basics', questions: ['onsetOn', ...risks, 'pregnancyWeeks', 'dialysis', 'history', 'medicines', 'allergies'] },
  ],
  measures: [{ from: 'notification', questions: ['category', 'diagnosedOn', 'onsetOn', 'deathOn'] }],
}

export type SharedRow = { question: string; answer: string | null; owner: CaseTab }
export type Stored = { formVersion: string; answers: AnyAnswers }

/** The lines of other tabs that this one shows. Questions that their forms do not ask are left out. */
export function sharedRows(tab: CaseTab, sources: Partial<Record<Source, Stored | null>>): SharedRow[] {
  const isFiled = Boolean(sources.notification)
  return (shares[tab] ?? []).flatMap(({ from, questions }) => {
    const stored = sources[from]
    if (!stored) return []
    const isOwner = (question: string) => from === 'notification' || !isFiled || !ownedOnceFiled.includes(question)
    return answerRows(formByRef(stored.formVersion), stored.answers, wordsIn('ja'))
      .filter(({ name }) => questions.includes(name) && isOwner(name))
      .map(({ question, answer }) => ({ question: question.replace(/^\d+ /, ''), answer, owner: from === 'course' ? 'medical' : from }))
  })
}
