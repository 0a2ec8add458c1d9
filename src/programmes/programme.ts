import type { AnyAnswers, Form } from '../fields/fields.ts'
import type { Day } from '../lib/japanese-day.ts'
import type { RecordTab } from './tabs.ts'
import type { Triage, TriageContext } from './triage.ts'

/** A form and when it is in force: by report day, both ends counted, and where a prefecture decided so, only there (codes of JIS X 0401). */
export type DatedForm = { form: Form; from: Day; until: Day | null; prefectures?: readonly string[] }

/** Both ends counted. */
export type Period = { from: Day; until: Day; days: number }

export type IsolationInput = {
  diagnosedOn: Day
  onsetOn: Day | null
  sampledOn: Day | null
  symptomatic: boolean
  inHospitalOrCareHome?: boolean
}
export type Isolation = {
  dayZero: Day
  lastDay: Day
  releaseOn: Day
  /** Hours that must have passed since the symptoms eased. */
  reliefHours: number
  /** Sooner, with negative tests. */
  early: { releaseOn: Day; test: 'two-pcr' | 'kit' } | null
  /** False: advice only. */
  binding: boolean
  ruleFrom: Day
}

export type Quarantine = {
  /** The day of the last contact. */
  dayZero: Day
  lastDay: Day
  releaseOn: Day
  /** Sooner, with negative tests on these days after day 0. */
  early: { releaseOn: Day; testedOnDays: readonly number[] } | null
  ruleFrom: Day
}

/** One line of 日付の整合性確認 (D27), oldest first; `unchecked` lines are shown and never marked. `onlyIn`: versions of the form that have it. */
export type DatedQuestion = { question: string; label: string; note?: string; unchecked?: true; onlyIn?: readonly string[] }

/** Something possible that is more often a slip of the hand: asked, never refused (D42, D43). */
export type Oddity = { question: string; text: string }

/** Everything that depends on the disease or on the date, as data and pure rules. A new disease is a new one of these. */
export type Programme = {
  /** Stored with every case: 'covid-19'. */
  id: string
  /** 傷病名. */
  name: string
  /** 傷病名 as the 療養証明書 prints it (C26). */
  certificateName: string
  /** First match wins: a prefecture's form stands before the national one. */
  notificationForms: readonly DatedForm[]
  dailyForms: readonly DatedForm[]
  surveyForms: readonly DatedForm[]
  /** The forms of the tabs beside the 発生届. */
  recordForms: Partial<Record<RecordTab, readonly DatedForm[]>>
  /** In their place while there is no 発生届: with the questions that the 発生届 owns once it is filed. */
  earlyForms: Partial<Record<RecordTab, readonly DatedForm[]>>
  dateOrder: readonly DatedQuestion[]
  /** What in the answers of a 発生届 is odd enough to be asked about. */
  oddities(answers: AnyAnswers): Oddity[]
  triage(answers: AnyAnswers, context: TriageContext): Triage
  triageReasons: Record<string, string>
  /** Those of them that make a report urgent by themselves: by telephone the centre hears of each at once. */
  urgentReasons: readonly string[]
  /** 健康観察期間. */
  observationPeriod(days: { onsetOn: Day | null; reportedOn: Day }): Period
  /** 療養期間; null where no rule says one. */
  isolationPeriod(input: IsolationInput): Isolation | null
  /** 濃厚接触者の待機期間 by the rule in force on the day `on`; null where no rule says one. */
  quarantinePeriod(input: { lastContactOn: Day; on: Day }): Quarantine | null
  /** 療養証明書, from the answers of the newest 発生届. */
  mayShowCertificate(answers: AnyAnswers): boolean
}
