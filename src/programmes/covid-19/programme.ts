import type { Programme } from '../programme.ts'
import { mayShowCertificate } from './certificate.ts'
import { dailyForm } from './daily.ts'
import { oddities } from './implausible.ts'
import { notification1 } from './notification-1.ts'
import { notification2 } from './notification-2.ts'
import { notification3 } from './notification-3.ts'
import { isolationPeriod, observationPeriod } from './periods.ts'
import { quarantinePeriod } from './quarantine.ts'
import { surveyForm } from './survey.ts'
import { earlyForms, recordForms } from './tabs/forms.ts'
import { triage, triageReasons, urgentReasons } from './triage.ts'

export const covid19: Programme = {
  id: 'covid-19',
  name: '新型コロナウイルス(COVID-19)感染症',
  certificateName: '新型コロナウイルス (COVID-19) 感染症',
  notificationForms: [
    { form: notification1, from: '2020-02-01', until: '2022-06-29' },
    { form: notification2, from: '2022-06-30', until: '2022-09-25' },
    { form: notification3, from: '2022-09-26', until: null },
  ],
  dailyForms: [{ form: dailyForm, from: '2020-02-01', until: null }],
  surveyForms: [{ form: surveyForm, from: '2020-02-01', until: null }],
  recordForms,
  earlyForms,
  // 入院 is shown and not checked: who falls ill in hospital was admitted long before. The sample of the manual (D27) marks it neither.
  dateOrder: [
    { question: 'birthOn', label: '生年月日', note: '※ 最も古い日付' },
    { question: 'infectedOn', label: '感染したと推定される年月日', onlyIn: ['1'] },
    { question: 'onsetOn', label: '発病年月日' },
    { question: 'sampledOn', label: '検体採取日' },
    { question: 'diagnosedOn', label: '診断(検案)年月日' },
    { question: 'admittedOn', label: '入院年月日', unchecked: true },
    { question: 'deathOn', label: '死亡年月日' },
    { question: 'reportedOn', label: '報告年月日', note: '※ 最も新しい日付' },
  ],
  oddities,
  triage,
  triageReasons,
  urgentReasons,
  observationPeriod,
  isolationPeriod,
  quarantinePeriod,
  mayShowCertificate,
}
