import { defineForm } from '../../fields/fields.ts'

/** 濃厚接触者の登録: who it is, whose contact, and since when. */
export const contactForm = defineForm({
  id: 'centre.contact',
  version: '1',
  title: '濃厚接触者の登録',
  audience: 'staff',
  sections: { contact: { label: '接触の状況' }, person: { label: '接触者' }, address: { label: '連絡先と所在地' } },
  fields: {
    lastContactOn: {
      type: 'date',
      section: 'contact',
      label: '最終接触日',
      hint: '待機期間はこの日を0日目として数えます。同居の場合は、感染者の発症日または住居内で感染対策を始めた日の遅い方',
      required: true,
      max: 'today',
      min: '2020-02-01',
    },
    relation: {
      type: 'choice',
      as: 'select',
      section: 'contact',
      label: '続柄・関係',
      options: {
        household: '同居の家族',
        relative: '別居の家族・親族',
        colleague: '職場の同僚',
        school: '学校・保育所等',
        care: '施設の利用者・職員',
        medical: '医療従事者',
        friend: '友人・知人',
        other: 'その他',
      },
      required: true,
    },
    note: { type: 'textarea', section: 'contact', label: '接触の内容', hint: '1m以内・15分以上・マスクの有無など', max: 500 },
    name: { type: 'name', section: 'person', label: '氏名（フリガナ）', required: true },
    birthOn: { type: 'date', section: 'person', label: '生年月日', hint: 'My HER-SYSの登録に必要です', max: 'today', min: '1890-01-01' },
    sex: { type: 'choice', as: 'radio', section: 'person', label: '性別', options: { male: '男', female: '女', other: 'その他' } },
    phone: { type: 'phone', section: 'address', label: '電話番号', hint: 'この番号へMy HER-SYSの案内とHER-SYS IDをSMSで送ります' },
    postalCode: { type: 'postalCode', section: 'address', label: '郵便番号' },
    address: { type: 'text', section: 'address', label: '所在地', max: 200 },
    centreNumber: { type: 'text', section: 'address', label: '保健所独自ID', max: 30 },
  },
})

export const relationLabels: Record<string, string> = contactForm.fields.relation.options
