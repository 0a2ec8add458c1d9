import type { ComponentChildren } from 'preact'
import type { AnyAnswers } from '../../fields/fields.ts'
import { formWords } from '../../fields/words.ts'
import { daysBetween, japaneseDay } from '../../lib/japanese-day.ts'
import { levelLabels } from '../../lib/level-labels.ts'
import { shortDay, shortWhen } from '../../lib/staff-time.ts'
import { formByRef } from '../../programmes/registry.ts'
import { Badge, Table } from '../../ui/bits.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { useT } from '../../ui/shell.ts'
import { tabHref } from '../case-record/tabs.ts'
import { PrintMany, PrintTick } from '../notification/PrintForms.tsx'
import { Controls, type Shown } from './Controls.tsx'
import type { FiledLine, StayLine, TestLine, WatchLine } from './queries.server.ts'
import { type ListName, shows } from './shows.ts'

type Props<Line> = { lines: Line[]; now: Date; next: string | null } & Shown
type Person = { caseId: string; familyName: string; givenName: string }

function List({
  name,
  all = 'すべて',
  asked,
  count,
  title,
  hint,
  empty,
  head,
  next,
  print,
  children,
}: Shown & {
  name: ListName
  /** What no filter shows. */
  all?: string
  title: string
  hint?: string
  empty: string
  head: string[]
  next: string | null
  /** Where the 発生届 of ticked lines are printed. */
  print?: string
  children: ComponentChildren[]
}) {
  return (
    <StaffLayout title={title} wide scripts={print ? ['choose-all'] : []}>
      {hint && <p class="hint">{hint}</p>}
      <Controls asked={asked} count={count} shows={shows[name]} all={all} />
      {children.length === 0 ? (
        <p class="empty">{asked.show === null ? empty : '条件に当てはまる方はいません。'}</p>
      ) : (
        <Table caption={title} head={head}>
          {children}
        </Table>
      )}
      {next && (
        <p>
          <a class="button" href={next}>
            次の{asked.size}件
          </a>
        </p>
      )}
      {print && children.length > 0 && <PrintMany action={print} from={name} />}
    </StaffLayout>
  )
}

function Name({ line, tab }: { line: Person; tab: 'notification' | 'tests' | 'observation' | 'medical' }) {
  return (
    <a href={tabHref('institution', line.caseId, tab)}>
      {line.familyName} {line.givenName}
    </a>
  )
}

/** 検査結果一覧. */
export function TestsPage({ lines, next, ...shown }: Props<TestLine>) {
  const t = useT()
  const word = (line: TestLine, question: string) => {
    const value = line.answers[question]
    return typeof value === 'string' ? formWords(formByRef(line.formVersion), t).option(question, value) : '-'
  }
  return (
    <List
      {...shown}
      name="tests"
      title="検査結果一覧"
      empty="検査の記録はまだありません。検査は、各症例の「検査」タブで記録します。"
      head={['検体採取日', 'HER-SYS ID', '氏名', '検査方法', '検体', '結果', '結果判明日']}
      next={next}
    >
      {lines.map((line) => (
        <tr key={line.id}>
          <td class="nowrap">{shortDay(line.onDay)}</td>
          <td class="number">{line.hersysId}</td>
          <td class="name">
            <Name line={line} tab="tests" />
          </td>
          <td>{word(line, 'method')}</td>
          <td>{word(line, 'specimen')}</td>
          <td>
            {line.answers.result === 'pending' ? (
              <Badge tone="warning">{word(line, 'result')}</Badge>
            ) : (
              <strong>{word(line, 'result')}</strong>
            )}
          </td>
          <td class="nowrap">{typeof line.answers.resultOn === 'string' ? shortDay(line.answers.resultOn) : '-'}</td>
        </tr>
      ))}
    </List>
  )
}

const classes: Record<string, string> = {
  confirmed: '患者(確定例)',
  asymptomatic: '無症状病原体保有者',
  suspected: '疑似症患者',
  deceased: '感染症死亡者の死体',
  suspectedDeceased: '感染症死亡疑い者の死体',
}
const states: Record<string, string> = { 'withdrawal-asked': '取り下げ依頼中', withdrawn: '取り下げ済' }

/** 発生届一覧. */
export function FiledPage({ lines, next, ...shown }: Props<FiledLine>) {
  return (
    <List
      {...shown}
      name="filed"
      title="発生届一覧"
      hint="当医療機関が提出した発生届です。発生届をまだ提出していない方は、登録情報一覧にあります。"
      empty="提出した発生届はまだありません。"
      print="/institution/notifications/print"
      head={['選択', '提出日時', 'HER-SYS ID', '氏名', '類型', '診断年月日', '版', '保健所確認済', '状態']}
      next={next}
    >
      {lines.map((line) => (
        <tr key={line.caseId}>
          <td class="tick-cell">
            <PrintTick caseId={line.caseId} hersysId={line.hersysId} />
          </td>
          <td class="nowrap">{shortWhen(line.at)}</td>
          <td class="number">{line.hersysId}</td>
          <td class="name">
            <Name line={line} tab="notification" />
          </td>
          <td>{line.caseClass ? (classes[line.caseClass] ?? line.caseClass) : '-'}</td>
          <td class="nowrap">{line.diagnosedOn ? shortDay(line.diagnosedOn) : '-'}</td>
          <td>第{line.revisions}版</td>
          <td class="nowrap">{line.confirmedAt ? shortWhen(line.confirmedAt) : <span class="blank">未確認</span>}</td>
          <td>{states[line.state] ?? '提出済'}</td>
        </tr>
      ))}
    </List>
  )
}

/** 健康観察一覧 of an institution: it reads, the health centre observes. */
export function WatchedPage({ lines, now, next, ...shown }: Props<WatchLine>) {
  return (
    <List
      {...shown}
      name="watched"
      title="健康観察一覧"
      hint="健康観察中の方の状況です。健康観察は担当保健所が行っています。"
      empty="健康観察中の方はいません。"
      head={['氏名', 'HER-SYS ID', '状態', '最終報告', '体温', 'SpO2', '健康観察期間', '担当保健所']}
      next={next}
    >
      {lines.map((line) => (
        <tr key={line.caseId} class={line.level}>
          <td class="name">
            <Name line={line} tab="observation" />
          </td>
          <td class="number">{line.hersysId}</td>
          <td>{line.lastReportAt ? <Level level={line.level} /> : '-'}</td>
          <td class="nowrap">{line.lastReportAt ? shortWhen(line.lastReportAt) : <strong>報告なし</strong>}</td>
          <td class="number">{line.lastTemperature === null ? '-' : `${line.lastTemperature.toFixed(1)}℃`}</td>
          <td class="number">{line.lastSpo2 === null ? '-' : `${line.lastSpo2}％`}</td>
          <td>
            {shortDay(line.periodFrom)}～{shortDay(line.periodTo)} {line.periodTo < japaneseDay(now) && <span class="minor">期間経過</span>}
          </td>
          <td>{line.ownerName}</td>
        </tr>
      ))}
    </List>
  )
}

function Level({ level }: { level: WatchLine['level'] }) {
  return <Badge tone={level === 'urgent' ? 'danger' : level === 'watch' ? 'warning' : 'success'}>{levelLabels[level]}</Badge>
}

const severities: Record<string, string> = {
  mild: '軽症',
  moderateOne: '中等症I',
  moderateTwo: '中等症II',
  severe: '重症',
  asymptomatic: '無症状',
}
const supports = { oxygen: '酸素', icu: 'ICU', ventilator: '人工呼吸器', ecmo: 'ECMO' } as const

/** 入院状況一覧 (D13: 入院医療機関 alone): who is in hospital now, or who has left. */
export function StaysPage({ lines, now, next, ...shown }: Props<StayLine>) {
  const t = useT()
  const left = shown.asked.show === 'left'
  return (
    <List
      {...shown}
      name="stays"
      all="入院中"
      title="入院状況一覧"
      hint={
        left
          ? '当院を退院した方のうち、当院がいま閲覧できる方です。'
          : '当院に入院中の方です。退院日を「医療」タブに記録すると、「退院済」に移ります。'
      }
      empty="入院中の方はいません。入院は、各症例の「医療」タブで記録します。"
      head={['氏名', 'HER-SYS ID', '病棟・病室', '入院日', ...(left ? ['退院日', '転帰'] : []), '重症度', '治療', '最終の経過記録']}
      next={next}
    >
      {lines.map((line) => (
        <tr key={line.id}>
          {[
            <td class="name" key="name">
              <Name line={line} tab="medical" />
            </td>,
            <td class="number" key="id">
              {line.hersysId}
            </td>,
            <td key="ward">{typeof line.answers.ward === 'string' ? line.answers.ward : '-'}</td>,
            <td class="nowrap" key="from">
              {shortDay(line.onDay)} {!left && <span class="minor">{daysBetween(line.onDay, japaneseDay(now)) + 1}日目</span>}
            </td>,
            left && (
              <td class="nowrap" key="until">
                {line.untilDay && shortDay(line.untilDay)}
              </td>
            ),
            left && <td key="outcome">{outcomeText(line, t)}</td>,
            <td key="severity">{severityText(line.course)}</td>,
            <td key="support">{supportText(line.course)}</td>,
            <td class="nowrap" key="course">
              {line.courseOn ? shortDay(line.courseOn) : <strong>記録なし</strong>}
            </td>,
          ]}
        </tr>
      ))}
    </List>
  )
}

function outcomeText({ formVersion, answers }: StayLine, t: ReturnType<typeof useT>): ComponentChildren {
  const { outcome } = answers
  if (typeof outcome !== 'string') return <span class="blank">未記入</span>
  return formWords(formByRef(formVersion), t).option('outcome', outcome)
}

const severityText = (course: AnyAnswers | null) => (typeof course?.severity === 'string' ? (severities[course.severity] ?? '-') : '-')

/** What is on, by name; what nobody answered is not "no". */
function supportText(course: AnyAnswers | null): string {
  const on = Object.entries(supports).filter(([question]) => course?.[question] === 'yes')
  if (on.length > 0) return on.map(([, label]) => label).join('・')
  return Object.keys(supports).every((question) => course?.[question] === 'no') ? 'なし' : '未記入'
}
