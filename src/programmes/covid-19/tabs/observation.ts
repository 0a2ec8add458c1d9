import { defineForm } from '../../../fields/fields.ts'

/** 健康観察: how the patient is observed. What the patient reports is no record of this tab: every report goes through the triage. */
export const observationForm = defineForm({
  id: 'covid-19.observation',
  version: '1',
  title: '健康観察の方法',
  audience: 'staff',
  fields: {
    method: {
      type: 'choices',
      label: '健康観察の方法',
      options: {
        web: 'My HER-SYS',
        call: '自動架電',
        inbound: '健康コール',
        centre: '保健所からの電話',
        clinic: '医療機関による観察',
        family: '家族・施設職員による観察',
      },
    },
    contactTime: { type: 'text', label: '連絡のつく時間帯', max: 100 },
    oximeter: {
      type: 'choice',
      as: 'radio',
      label: 'パルスオキシメーター',
      options: { lent: '貸出中', own: '本人所有', none: 'なし', returned: '返却済' },
    },
    care: { type: 'textarea', label: '配慮が必要なこと(聴覚・視覚・認知・独居など)', max: 500 },
    note: { type: 'textarea', label: '備考', max: 1000 },
  },
})
