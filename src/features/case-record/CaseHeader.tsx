import type { ComponentChildren } from 'preact'
import { ageOn, type Day, japaneseDay } from '../../lib/japanese-day.ts'
import { shortDay } from '../../lib/staff-time.ts'
import { Badge, Notice } from '../../ui/bits.tsx'
import type { CaseHead } from './head.server.ts'
import { statusOf } from './status.ts'
import { type CaseTab, caseTabs, type Portal, tabHref } from './tabs.ts'

type Props = {
  head: CaseHead
  now: Date
  portal: Portal
  tab: CaseTab | null
  /** What a portal's own page adds to the strip, by its label. */
  more?: Record<string, ComponentChildren>
}

const sexes: Record<string, string> = { male: '男', female: '女', other: 'その他' }

/** Head of every page about a case: the strip (D33), the tabs, and in so many words when nobody watches the patient yet. */
export function CaseHeader({ head, now, portal, tab, more = {} }: Props) {
  return (
    <>
      <HeaderStrip head={head} now={now} more={more} />
      {head.state === 'draft' && head.earlyClosedAt && (
        <Notice title="発生届を提出せずに登録を終了しました">
          <p>
            健康観察は行われていません。
            {tab !== 'notification' && (
              <>
                <a href={tabHref(portal, head.id, 'notification')}>発生届</a>のタブに、終了の理由と経過があります。
              </>
            )}
          </p>
        </Notice>
      )}
      {head.state === 'draft' && !head.earlyClosedAt && (
        <Notice tone="warning" title="発生届は未提出です">
          <p>
            健康観察は始まっていません。ご本人にMy
            HER-SYSの案内は送られておらず、保健所は見守っていません。健康観察は、発生届が提出されたときに始まります。
          </p>
        </Notice>
      )}
      <TabNav caseId={head.id} portal={portal} tab={tab} />
    </>
  )
}

function HeaderStrip({ head, now, more }: Pick<Props, 'head' | 'now'> & Required<Pick<Props, 'more'>>) {
  const facts: [string, ComponentChildren][] = [
    ['HER-SYS ID', <strong class="number">{head.hersysId}</strong>],
    [
      '患者名',
      <>
        <strong>
          {head.familyName} {head.givenName}
        </strong>
        <span class="minor">
          {' '}
          {head.familyKana} {head.givenKana}
        </span>
      </>,
    ],
    ['性別', sexes[head.sex ?? ''] ?? '不明'],
    ['年齢', ageText(head.birthOn, now)],
    ['症状', symptomText(head)],
    ['住所', head.address ?? '-'],
    ['現在のステータス', <Status head={head} />],
    ['My HER-SYS健康調査', head.hasSurvey ? '有' : '無'],
    ...Object.entries(more),
  ]
  return (
    <dl class="patient-strip">
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Status({ head }: { head: CaseHead }) {
  const { label, observation, tone } = statusOf(head)
  return (
    <>
      {label} <Badge tone={tone}>{observation}</Badge>
    </>
  )
}

/** 有 with the day, as far as the 発生届 knows it; '-' where nobody said. */
function symptomText({ onsetOn, severity, caseClass }: CaseHead): string {
  if (onsetOn) return `有（${shortDay(onsetOn)}発病）`
  return severity === 'asymptomatic' || caseClass === 'asymptomatic' ? '無' : '-'
}

function ageText(birthOn: Day | null, now: Date): string {
  const age = birthOn === null ? null : ageOn(birthOn, japaneseDay(now))
  if (!age) return '-'
  return age.years > 0 ? `${age.years}歳` : `${age.months}か月`
}

/** 発生届, ID管理, 基礎情報 … (D33). */
export function TabNav({ caseId, portal, tab }: { caseId: string; portal: Portal; tab: CaseTab | null }) {
  return (
    <nav class="case-tabs" aria-label="タブ">
      <ul>
        {(Object.keys(caseTabs) as CaseTab[]).map((each) => (
          <li key={each}>
            <a href={tabHref(portal, caseId, each)} aria-current={each === tab ? 'page' : undefined}>
              {caseTabs[each].label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
