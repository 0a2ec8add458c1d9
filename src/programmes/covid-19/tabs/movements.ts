import { defineForm } from '../../../fields/fields.ts'

/** 行動歴: where the patient was and with whom, for 積極的疫学調査 (感染症法15条): before falling ill (source) and since two days before (contacts). */
export const movementsForm = defineForm({
  id: 'covid-19.movements',
  version: '1',
  title: '行動歴の記録',
  audience: 'staff',
  fields: {
    purpose: {
      type: 'choice',
      as: 'radio',
      label: '調査の区分',
      options: { source: '感染源の調査(発病前14日間)', contacts: '接触者の調査(発病2日前から)' },
    },
    fromOn: { type: 'date', label: '日付', required: true, max: 'today', min: '2020-01-01' },
    untilOn: { type: 'date', label: '日付(終わり)', hint: '1日だけの場合は空欄', max: 'today', min: '2020-01-01' },
    place: { type: 'text', label: '場所・施設名', required: true, max: 200 },
    activity: { type: 'textarea', label: '行動の内容', max: 1000 },
    people: { type: 'textarea', label: '一緒にいた人(人数・関係・連絡先)', max: 1000 },
    maskless: { type: 'yesNoUnknown', label: 'マスクなしで1m以内に15分以上の接触' },
    abroad: { type: 'text', label: '国外の場合の国名・地域', max: 100 },
    note: { type: 'textarea', label: '備考', max: 500 },
  },
})
