import { defineForm } from '../../../fields/fields.ts'
import { riskFactors } from '../options.ts'

const sections = { entry: { label: '国籍・入国' }, life: { label: '生活の状況' }, health: { label: '健康の状態' } }

const life = {
  nationality: { type: 'text', section: 'entry', label: '国籍', hint: '国名を入力してください', max: 60 },
  enteredOn: { type: 'date', section: 'entry', label: '入国日', max: 'today', min: '2020-01-01' },
  passportNumber: {
    type: 'passport',
    section: 'entry',
    label: 'パスポート番号',
    hint: '診断年月日が入国日から28日以内の方。9桁以内の半角の英大文字と数字',
  },
  language: { type: 'text', section: 'entry', label: '話せる言語・通訳の要否', max: 60 },
  occupation: { type: 'text', section: 'life', label: '職業', max: 60 },
  workplace: { type: 'text', section: 'life', label: '勤務先・学校・施設の名称', max: 100 },
  workplacePhone: { type: 'phone', section: 'life', label: '勤務先等の電話番号' },
  household: { type: 'number', section: 'life', label: '同居者の人数(本人を除く)', min: 0, max: 200, step: 1, unit: '人' },
  householdNote: { type: 'textarea', section: 'life', label: '同居者の状況', max: 500 },
} as const

/** What the 発生届 owns from its filing on. */
const ownedByNotification = {
  onsetOn: { type: 'date', section: 'health', label: '発病年月日', max: 'today', min: '2020-01-01' },
  riskPresence: {
    type: 'choice',
    as: 'radio',
    section: 'health',
    label: '基礎疾患等(重症化リスク因子)の有無',
    options: { yes: '有', no: '無' },
  },
  riskFactors: {
    type: 'choices',
    section: 'health',
    label: '基礎疾患等(重症化リスク因子)',
    options: riskFactors,
    showWhen: { riskPresence: 'yes' },
  },
  riskOther: { type: 'text', section: 'health', label: '13. その他の内容', max: 200, showWhen: { riskPresence: 'yes' } },
} as const

const health = {
  pregnancyWeeks: { type: 'number', section: 'health', label: '妊娠週数', min: 0, max: 45, step: 1, unit: '週' },
  dialysis: { type: 'yesNoUnknown', section: 'health', label: '透析を受けている' },
  height: { type: 'number', section: 'health', label: '身長', min: 20, max: 250, step: 0.1, unit: 'cm' },
  weight: { type: 'number', section: 'health', label: '体重', min: 0.3, max: 400, step: 0.1, unit: 'kg' },
  history: { type: 'textarea', section: 'health', label: '既往歴', max: 1000 },
  medicines: { type: 'textarea', section: 'health', label: '内服薬', max: 1000 },
  allergies: { type: 'text', section: 'health', label: 'アレルギー', max: 200 },
  familyDoctor: { type: 'text', section: 'health', label: 'かかりつけ医療機関', max: 100 },
  note: { type: 'textarea', section: 'health', label: '特記事項', max: 1000 },
} as const

/** 基礎情報: what holds for the whole case. */
export const basicsForm = defineForm({
  id: 'covid-19.basics',
  version: '1',
  title: '基礎情報',
  audience: 'staff',
  sections,
  fields: { ...life, ...health },
})

/** 基礎情報 of a case without 発生届: 発病年月日 and 重症化リスク因子 stand here until it is filed, and there from then on. */
export const earlyBasicsForm = defineForm({
  id: 'covid-19.early-basics',
  version: '1',
  title: '基礎情報',
  audience: 'staff',
  sections,
  fields: { ...life, ...ownedByNotification, ...health },
})
