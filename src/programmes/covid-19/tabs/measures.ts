import { defineForm } from '../../../fields/fields.ts'

/**
 * 記録(措置判定記録): what the health centre decided, and the patient's status since. 療養解除 and 死亡 are no choices here: observation ends by
 * the decision on the case page, and the status follows from that.
 */
export const measuresForm = defineForm({
  id: 'covid-19.measures',
  version: '1',
  title: '措置判定記録',
  audience: 'staff',
  fields: {
    measuredOn: { type: 'date', label: '処置日', required: true, max: 'today', min: '2020-01-01' },
    infectionClass: {
      type: 'choice',
      as: 'select',
      label: '感染区分',
      options: {
        infected: '感染者',
        suspected: '疑似症患者',
        contact: '濃厚接触者',
        omicronContact: 'オミクロン株濃厚接触者',
        negative: '非感染者',
      },
    },
    status: {
      type: 'choice',
      as: 'select',
      label: '現在のステータス',
      options: {
        pending: '検査結果待ち',
        arranging: '入院・療養先調整中',
        hospital: '入院中',
        hotel: '宿泊療養中',
        home: '自宅療養中',
        care: '施設内療養中',
        contact: '自宅待機中',
        unknown: '不明',
      },
    },
    measures: {
      type: 'choices',
      label: '措置',
      options: {
        investigation: '積極的疫学調査(15条)',
        work: '就業制限(18条)',
        recommended: '入院勧告(19条・20条)',
        ordered: '入院措置(19条・20条)',
        stay: '宿泊・自宅療養の協力要請(44条の3)',
        ended: '措置の解除',
      },
    },
    fromOn: { type: 'date', label: '措置の期間 開始', min: '2020-01-01' },
    untilOn: { type: 'date', label: '措置の期間 終了', min: '2020-01-01' },
    decidedBy: { type: 'text', label: '判定した医師・担当者', max: 60 },
    note: { type: 'textarea', label: '判定の理由・備考', max: 1000 },
  },
})
