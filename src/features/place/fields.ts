import { defineForm } from '../../fields/fields.ts'

export const placeKinds = { hotel: '宿泊療養施設', hospital: '医療機関', care: '高齢者施設・福祉施設等' } as const
export type PlaceKind = keyof typeof placeKinds

/** A place where people stay. A hospital is chosen from the institutions with beds, so that its 入院 count. */
export const placeForm = defineForm({
  id: 'centre.place',
  version: '1',
  title: '場所の登録',
  audience: 'staff',
  fields: {
    kind: { type: 'choice', as: 'radio', label: '種別', options: placeKinds, required: true },
    hospital: {
      type: 'facility',
      list: 'hospitals',
      label: '医療機関',
      hint: '入院の記録がこの医療機関の入院者数になります',
      showWhen: { kind: 'hospital' },
    },
    name: { type: 'text', label: '名称', max: 100, showWhen: { kind: { in: ['hotel', 'care'] } } },
    address: { type: 'text', label: '所在地', max: 200 },
    phone: { type: 'phone', label: '電話番号' },
    beds: { type: 'number', label: '定員（受入可能な人数）', min: 0, max: 100000, step: 1, unit: '人' },
  },
})

/** Another number of beds from a day on. */
export const capacityForm = defineForm({
  id: 'centre.capacity',
  version: '1',
  title: '定員の変更',
  audience: 'staff',
  fields: {
    beds: { type: 'number', label: '定員（受入可能な人数）', required: true, min: 0, max: 100000, step: 1, unit: '人' },
    fromOn: { type: 'date', label: 'いつから', required: true, min: '2020-01-01' },
    reason: { type: 'textarea', label: '理由', required: true, max: 300 },
  },
})
