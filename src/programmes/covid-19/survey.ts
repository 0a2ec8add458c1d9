import { type AnswersOf, defineForm } from '../../fields/fields.ts'

/** 健康調査回答フォーム: asked once, before the first daily report (C20). */
export const surveyForm = defineForm({
  id: 'covid-19.survey',
  version: '1',
  title: '健康調査回答フォーム',
  audience: 'patient',
  fields: {
    birthOn: { type: 'date', label: '生年月日', max: 'today', min: '1890-01-01' },
    phone: { type: 'phone', label: '電話番号' },
    height: { type: 'number', label: '身長', unit: 'cm', min: 20, max: 250, step: 0.1 },
    weight: { type: 'number', label: '体重', unit: 'kg', min: 0.3, max: 400, step: 0.1 },
    history: { type: 'textarea', label: '既往歴', hint: 'これまでにかかった病気', max: 500 },
    riskFactors: {
      type: 'choices',
      label: '重症化リスク因子',
      options: {
        cancer: '悪性腫瘍(がん)',
        respiratory: '慢性呼吸器疾患(COPD等)',
        kidney: '慢性腎臓病',
        heart: '心血管疾患',
        brain: '脳血管疾患',
        smoking: '喫煙歴',
        hypertension: '高血圧',
        diabetes: '糖尿病',
        lipids: '脂質異常症',
        obesity: '肥満(BMI30以上)',
        immunity: '免疫機能の低下(臓器の移植、免疫抑制剤、抗がん剤等)',
        pregnancy: '妊娠している',
        other: 'その他',
        unknown: 'わからない',
        none: 'どれもない',
      },
      giveWay: ['none', 'unknown'],
    },
    medicines: { type: 'textarea', label: '内服薬', hint: 'いま飲んでいる薬', max: 500 },
    note: { type: 'textarea', label: '保健所に伝えたいこと', max: 500 },
  },
  atLeastOne: ['birthOn', 'phone', 'height', 'weight', 'history', 'riskFactors', 'medicines', 'note'],
})

export type SurveyAnswers = AnswersOf<typeof surveyForm>
