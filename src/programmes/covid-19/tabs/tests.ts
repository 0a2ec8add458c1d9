import { defineForm } from '../../../fields/fields.ts'

/** 検査: one entry a test, from the order on (結果待ち) to its result. Methods and specimens as the form to 2022-06-29 lists them. */
export const testsForm = defineForm({
  id: 'covid-19.tests',
  version: '1',
  title: '検査記録',
  audience: 'staff',
  fields: {
    method: {
      type: 'choice',
      as: 'select',
      label: '検査方法',
      options: {
        naat: '核酸増幅法(PCR・LAMP等)',
        quantitative: '抗原定量検査',
        qualitative: '抗原定性検査',
        isolation: '分離・同定',
        genome: 'ゲノム解析・変異株検査',
        antibody: '抗体検査',
        other: 'その他',
      },
      required: true,
    },
    methodOther: { type: 'text', label: '検査方法(その他の場合)', max: 60, showWhen: { method: 'other' } },
    specimen: {
      type: 'choice',
      as: 'select',
      label: '検体',
      options: {
        nasopharynx: '鼻咽頭拭い液',
        nose: '鼻腔拭い液',
        noseAspirate: '鼻腔吸引液',
        throat: '咽頭拭い液',
        saliva: '唾液',
        sputum: '喀痰',
        trachea: '気管吸引液',
        lavage: '肺胞洗浄液',
        stool: '便',
        autopsy: '剖検材料',
        blood: '血液',
        other: 'その他',
      },
    },
    sampledOn: { type: 'date', label: '検体採取日', required: true, max: 'today', min: '2020-01-01' },
    laboratory: { type: 'text', label: '検査機関', max: 100 },
    result: {
      type: 'choice',
      as: 'radio',
      label: '結果',
      options: { pending: '検査結果待ち', positive: '陽性', negative: '陰性', indeterminate: '判定保留' },
      required: true,
    },
    resultOn: { type: 'date', label: '結果判明日', max: 'today', min: '2020-01-01', showWhen: { result: { not: ['pending'] } } },
    ct: { type: 'number', label: 'Ct値', min: 0, max: 60, step: 0.01, unit: '', showWhen: { method: 'naat' } },
    lineage: { type: 'text', label: '変異株・系統', max: 60, showWhen: { result: { not: ['pending'] } } },
    note: { type: 'textarea', label: '備考', max: 500 },
  },
})
