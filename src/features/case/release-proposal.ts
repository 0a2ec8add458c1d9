import { type Day, japaneseDay } from '../../lib/japanese-day.ts'
import { programmeOf } from '../../programmes/registry.ts'

/** What the rule says about a release; a person decides. `hindrances`: why the rule is not met as far as reports tell, in words for staff. */
export type Proposal = { releaseOn: Day; rule: string; hindrances: string[] } | null

type Of = {
  disease: string
  state: string
  diagnosedOn: Day | null
  onsetOn: Day | null
  sampledOn: Day | null
  severity: string | null
  caseClass: string | null
  hospitalised: boolean | null
}
type Report = { reportedAt: string; temperature: number | null; level: string; supersededAt?: string | null }

const feverFrom = 37.5
const dayZeroIs = (of: Of, symptomatic: boolean) => (symptomatic && of.onsetOn ? '発症日' : of.sampledOn ? '検体採取日' : '診断日')

/**
 * 療養解除の目安 (6.5): the earliest day by the rule in force on the day of diagnosis, and what the reports of the hours of relief say against it.
 * Null without a day of diagnosis, without a rule, and for a 濃厚接触者, whose quarantine has a rule of its own.
 */
export function releaseProposal(of: Of, reports: readonly Report[], now: Date): Proposal {
  if (of.state === 'contact' || of.diagnosedOn === null) return null
  const symptomatic = of.onsetOn !== null || !(of.severity === 'asymptomatic' || of.caseClass === 'asymptomatic')
  const found = programmeOf(of.disease).isolationPeriod({
    diagnosedOn: of.diagnosedOn,
    onsetOn: of.onsetOn,
    sampledOn: of.sampledOn,
    symptomatic,
    inHospitalOrCareHome: of.hospitalised === true,
  })
  if (!found) return null
  const { dayZero, lastDay, releaseOn, reliefHours } = found
  const days = Math.round((Date.parse(lastDay) - Date.parse(dayZero)) / 86_400_000)
  const rule = `${dayZeroIs(of, symptomatic)}（${slashed(dayZero)}）を0日目として${days}日間${reliefHours > 0 ? `、かつ症状軽快から${reliefHours}時間` : ''}`
  return { releaseOn, rule, hindrances: hindrancesOf(releaseOn, reliefHours, reports, now) }
}

function hindrancesOf(releaseOn: Day, reliefHours: number, reports: readonly Report[], now: Date): string[] {
  const early = releaseOn > japaneseDay(now) ? [`目安の日（${slashed(releaseOn)}）になっていません`] : []
  if (reliefHours === 0) return early
  const since = now.getTime() - reliefHours * 3_600_000
  const recent = reports.filter(({ reportedAt, supersededAt }) => !supersededAt && Date.parse(reportedAt) >= since)
  if (recent.length === 0) return [...early, `直近${reliefHours}時間の報告がないため、症状軽快を確認できません`]
  const isUnwell = recent.some(({ temperature, level }) => (temperature ?? 0) >= feverFrom || level !== 'stable')
  return isUnwell ? [...early, `直近${reliefHours}時間に、${feverFrom}℃以上の発熱または注意を要する報告があります`] : early
}

const slashed = (day: Day) => day.split('-').slice(1).map(Number).join('/')
