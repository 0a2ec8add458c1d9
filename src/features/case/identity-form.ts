import { defineForm } from '../../fields/fields.ts'

/** What a centre corrects of who the patient is (D43). The names are those of the 発生届, so that its next revision takes the answers over. */
export const identityForm = defineForm({
  id: 'centre.identity',
  version: '1',
  title: '氏名・生年月日・電話番号の訂正',
  audience: 'staff',
  fields: {
    name: { type: 'name', label: '氏名（フリガナ）', required: true },
    birthOn: { type: 'date', label: '生年月日', max: 'today', hint: '誤りがあると、本人がMy HER-SYSに登録できません' },
    phone: { type: 'phone', label: '電話番号', hint: '変更すると、HER-SYS IDの案内をこの番号へ送り直します' },
    reason: { type: 'textarea', label: '訂正の理由', required: true, max: 500 },
  },
})
