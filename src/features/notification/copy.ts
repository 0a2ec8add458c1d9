import type { AnyAnswers, Form, Raw } from '../../fields/fields.ts'
import { refill } from '../../fields/refill.ts'
import type { Day } from '../../lib/japanese-day.ts'
import { forVersion } from './draft.ts'

/** 追加登録: another 発生届 of the same person. コピーして追加登録: the same with everything that was answered (D38). */
export type CopyKind = 'add' | 'copy'

/** Who the person is and where to reach them: what another infection does not change. */
const ofPerson = [
  'name',
  'sex',
  'birthOn',
  'postalCode',
  'prefecture',
  'municipality',
  'street',
  'phone',
  'residenceSame',
  'residencePostalCode',
  'residencePrefecture',
  'residenceMunicipality',
  'residenceStreet',
  'residencePhoneSame',
  'residencePhone',
  'guardian',
  'guardianPhoneSame',
  'guardianPhone',
]
/** True of one report only: reported anew, and a doctor already on the list need not be ticked. */
const ofReport = ['reportedOn', 'rememberDoctor', 'responsibleCentre']

/** The new draft, in the form of today. A form version that lacks a question, or a choice, leaves it out. */
export function copiedAnswers(form: Form, answers: AnyAnswers, kind: CopyKind, today: Day): Raw {
  const taken = Object.entries(answers).filter(([name]) => (kind === 'add' ? ofPerson.includes(name) : !ofReport.includes(name)))
  return forVersion(form, refill(form, { ...Object.fromEntries(taken), reportedOn: today }))
}
