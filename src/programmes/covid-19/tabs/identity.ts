import { defineForm } from '../../../fields/fields.ts'

const contact = {
  contactName: { type: 'text', section: 'contact', label: '緊急連絡先 氏名', max: 60 },
  contactRelation: { type: 'text', section: 'contact', label: '続柄', max: 30 },
  contactPhone1: { type: 'phone', section: 'contact', label: '電話番号1' },
  contactPhone2: { type: 'phone', section: 'contact', label: '電話番号2' },
  contactNote: { type: 'textarea', section: 'contact', label: '自由記述欄', max: 500 },
} as const
const contactSection = { label: '緊急連絡先' }

/**
 * ID管理情報 of a case without 発生届 (D31, D33): who it is stands here until the 発生届 is filed, and there from then on. 非公開 stands beside
 * what the person does not tell, and yields to an answer.
 */
export const registrationForm = defineForm({
  id: 'covid-19.registration',
  version: '1',
  title: 'ID管理情報',
  audience: 'staff',
  sections: { person: { label: 'ID管理情報' }, address: { label: '所在地' }, contact: contactSection },
  fields: {
    name: { type: 'name', section: 'person', label: '氏名(フリガナ)', required: true },
    birthOn: { type: 'date', section: 'person', label: '生年月日', max: 'today', min: '1890-01-01' },
    birthUndisclosed: { type: 'tick', section: 'person', label: '生年月日は非公開', besides: 'birthOn' },
    sex: { type: 'choice', as: 'radio', section: 'person', label: '性別', options: { male: '男', female: '女', other: 'その他' } },
    sexUndisclosed: { type: 'tick', section: 'person', label: '性別は非公開', besides: 'sex' },
    postalCode: { type: 'postalCode', section: 'address', label: '郵便番号', hint: '※ハイフンなし、半角数字のみ' },
    prefecture: { type: 'text', section: 'address', label: '都道府県', max: 20 },
    municipality: { type: 'text', section: 'address', label: '市区町村', max: 60 },
    street: { type: 'text', section: 'address', label: '丁目番地', max: 200 },
    phone: { type: 'phone', section: 'address', label: '電話番号' },
    responsibleCentre: { type: 'facility', section: 'address', list: 'health-centres', label: '担当保健所' },
    ...contact,
  },
})

/** ID管理 once the 発生届 is filed: what it does not hold. */
export const identityForm = defineForm({
  id: 'covid-19.identity',
  version: '1',
  title: 'ID管理情報',
  audience: 'staff',
  sections: { contact: contactSection },
  fields: contact,
})
