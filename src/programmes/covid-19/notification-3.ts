import { type AnswersOf, defineForm } from '../../fields/fields.ts'
import { linkIds3 } from './link-ids.ts'
import { notification2 } from './notification-2.ts'
import { drugs } from './options.ts'
import { paper3 } from './paper.ts'

const presentOrNot = { yes: '有', no: '無' }
const { severity, admissionNeeded, admitted, supplement, notifiedCentre, responsibleCentre, ...before } = notification2.fields

/**
 * 発生届 from 2022-09-26 (全数届出の見直し): ver.2 and 「13 治療薬の投与又は酸素投与の必要性」. Whether somebody is to be reported at all
 * (65 and older, in need of hospital, at risk and in need of a drug or of oxygen, pregnant, deceased) is asked, never enforced.
 */
export const notification3 = defineForm({
  ...notification2,
  version: '3',
  title: '発生届(ver.3)',
  sections: {
    ...notification2.sections,
    treatment: { label: '13 治療薬の投与又は酸素投与の必要性' },
    state: { label: '14 発生届出時点の重症度等' },
  },
  paper: paper3,
  linkIds: linkIds3,
  fields: {
    ...before,
    medicineNeeded: {
      type: 'choice',
      as: 'radio',
      section: 'treatment',
      label: '治療薬の投与の必要性の有無',
      options: presentOrNot,
      recommended: true,
    },
    medicines: {
      type: 'choices',
      section: 'treatment',
      label: '投与する治療薬',
      options: drugs,
      showWhen: { medicineNeeded: { not: ['no'] } },
    },
    oxygenNeeded: {
      type: 'choice',
      as: 'radio',
      section: 'treatment',
      label: '酸素投与の必要性の有無',
      hint: '新型コロナウイルス感染症により新たに酸素投与が必要な場合',
      options: presentOrNot,
      recommended: true,
    },
    severity,
    admissionNeeded,
    admitted,
    supplement,
    notifiedCentre,
    responsibleCentre,
  },
})

export type Notification3Answers = AnswersOf<typeof notification3>
