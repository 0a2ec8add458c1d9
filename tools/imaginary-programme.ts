import { type AnswersOf, defineForm } from '../src/fields/fields.ts'
import { addDays } from '../src/lib/japanese-day.ts'
import type { Programme } from '../src/programmes/programme.ts'
import { judge, type Rule } from '../src/programmes/triage.ts'

/** A disease that exists in tests only. Its forms use every field type; its rules are its own. Nothing outside this file knows it. */

export const imaginaryNotification = defineForm({
  id: 'imaginary-fever.notification',
  version: '1',
  title: '架空熱 発生届',
  audience: 'staff',
  sections: { head: { label: '届出' }, person: { label: '患者', hint: 'わかる範囲で' } },
  fields: {
    reportedOn: { type: 'date', section: 'head', label: '報告年月日', required: true, max: 'today' },
    centre: { type: 'facility', section: 'head', list: 'health-centres', label: '届出先保健所' },
    name: { type: 'name', section: 'person', label: '氏名', required: true, recommended: true },
    birthOn: { type: 'date', section: 'person', label: '生年月日', min: '1890-01-01', max: 'today' },
    age: { type: 'age', section: 'person', label: '年齢', of: 'birthOn', on: ['diagnosedOn', 'reportedOn'] },
    guardian: {
      type: 'text',
      section: 'person',
      label: '保護者',
      showWhen: { birthOn: { ageBelow: 18, on: ['reportedOn'] } },
      recommended: true,
    },
    postalCode: { type: 'postalCode', section: 'person', label: '郵便番号' },
    passport: { type: 'passport', section: 'person', label: '旅券' },
    prefecture: { type: 'text', section: 'person', label: '都道府県' },
    municipality: { type: 'text', section: 'person', label: '市区町村' },
    phone: { type: 'phone', section: 'person', label: '電話', recommended: true },
    otherPhoneSame: { type: 'tick', section: 'person', label: '同じ', copies: { otherPhone: 'phone' } },
    otherPhone: { type: 'phone', section: 'person', label: '別の電話', strict: true },
    category: { type: 'choice', as: 'select', section: 'person', label: '類型', options: { confirmed: '確定', suspected: '疑い' } },
    sampledOn: { type: 'date', section: 'person', label: '採取日', showWhen: { category: 'confirmed' }, recommended: true },
    diagnosedOn: { type: 'date', section: 'person', label: '診断日' },
    onsetOn: { type: 'date', section: 'person', label: '発病日' },
    animals: {
      type: 'choices',
      section: 'person',
      label: '触れた動物',
      options: { cat: '猫', owl: '梟', none: 'なし' },
      giveWay: ['none'],
    },
    animalNote: { type: 'textarea', section: 'person', label: '動物について', showWhen: { animals: { not: ['none'] } }, max: 100 },
    weight: { type: 'number', section: 'person', label: '体重', unit: 'kg', min: 0.5, max: 300, step: 0.5 },
    weightUnknown: { type: 'tick', section: 'person', label: '測っていない', besides: 'weight' },
    travelled: { type: 'yesNoUnknown', section: 'person', label: '旅行' },
    rash: { type: 'presence', section: 'person', label: '発疹' },
  },
})

export const imaginaryDaily = defineForm({
  id: 'imaginary-fever.daily',
  version: '3',
  title: '架空熱の健康観察',
  audience: 'staff',
  atLeastOne: ['glow', 'temperature'],
  fields: {
    glow: { type: 'presence', label: '光る' },
    temperature: { type: 'number', label: '体温', unit: '℃', min: 25, max: 45, step: 0.1 },
  },
})

const rules: Rule<AnswersOf<typeof imaginaryDaily>>[] = [
  { level: 'urgent', reason: 'glow', label: '光っている', matches: (answers) => answers.glow === 'yes' },
  { level: 'watch', reason: 'glow-unknown', label: '光るかわからない', matches: (answers) => answers.glow === 'unknown' },
]

export const imaginaryFever: Programme = {
  id: 'imaginary-fever',
  name: '架空熱',
  certificateName: '架空熱',
  notificationForms: [{ form: imaginaryNotification, from: '2022-01-01', until: '2022-12-31' }],
  dailyForms: [{ form: imaginaryDaily, from: '2022-01-01', until: null }],
  surveyForms: [],
  recordForms: {},
  earlyForms: {},
  oddities: () => [],
  dateOrder: [
    { question: 'onsetOn', label: '発病日' },
    { question: 'reportedOn', label: '報告年月日' },
  ],
  triage: (answers, context) => judge(rules, answers as AnswersOf<typeof imaginaryDaily>, context),
  triageReasons: Object.fromEntries(rules.map(({ reason, label }) => [reason, label])),
  urgentReasons: rules.filter(({ level }) => level === 'urgent').map(({ reason }) => reason),
  quarantinePeriod: () => null,
  observationPeriod: ({ reportedOn }) => ({ from: reportedOn, until: addDays(reportedOn, 2), days: 3 }),
  isolationPeriod: () => null,
  mayShowCertificate: () => false,
}
