import { defineForm } from '../../../fields/fields.ts'

/** 居所: where the patient stays, one entry a stay. A stay in hospital is entered once, in 医療, and shown here too. */
export const placesForm = defineForm({
  id: 'covid-19.places',
  version: '1',
  title: '居所の記録',
  audience: 'staff',
  fields: {
    place: {
      type: 'choice',
      as: 'radio',
      label: '居所',
      options: { home: '自宅', hotel: '宿泊療養施設', care: '高齢者施設・福祉施設等', other: 'その他', unknown: '不明' },
      required: true,
    },
    facility: {
      type: 'facility',
      list: 'places',
      label: '施設',
      hint: '一覧から選ぶと、その施設の入所者数に数えられます。一覧に無い施設は「場所名」へ',
      showWhen: { place: { in: ['hotel', 'care'] } },
    },
    placeName: { type: 'text', label: '場所名', hint: '一覧に無い施設の名称', max: 100 },
    room: { type: 'text', label: '部屋番号', max: 30 },
    fromOn: { type: 'date', label: '開始日', required: true, min: '2020-01-01' },
    untilOn: { type: 'date', label: '終了日', hint: '続いている間は空欄', min: '2020-01-01' },
    phone: { type: 'phone', label: '居所の電話番号' },
    note: { type: 'textarea', label: '備考', max: 500 },
  },
})
