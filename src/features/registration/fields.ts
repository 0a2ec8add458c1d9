import { defineForm } from '../../fields/fields.ts'

/** 属性入力 (C16, A13–A15, E8, E9): who is reported for, and what proves it. The name is for telling persons apart only (C15). */
export const registrationForm = defineForm({
  id: 'registration',
  version: '1',
  title: '属性入力',
  audience: 'patient',
  fields: {
    name: { type: 'name', kana: false, label: '姓名', required: true },
    birthOn: { type: 'date', label: '生年月日', required: true, min: '1870-01-01', max: 'today' },
    phone: { type: 'phone', label: '電話番号（任意）', hint: '電話番号は、ハイフンなし・半角で入力ください。' },
    hersysId: {
      type: 'text',
      label: 'HER-SYS ID',
      required: true,
      max: 40,
      hint: '6～8桁の数字です。「HER-SYS ID」は保健所等からお配りするリーフレットと、ショートメッセージに記載されています。',
    },
  },
})
