import { ageOn, japaneseDay } from '../../lib/japanese-day.ts'
import { levelLabels } from '../../lib/level-labels.ts'
import { shortDay, shortWhen } from '../../lib/staff-time.ts'
import { Badge, Notice, Table } from '../../ui/bits.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { relationLabels } from './fields.ts'
import type { ContactLine } from './queries.server.ts'

type Props = { lines: ContactLine[]; show: 'observing' | 'ended'; next: string | null; now: Date }

/** 濃厚接触者一覧: whose quarantine ends first stands first. */
export function ContactsPage({ lines, show, next, now }: Props) {
  return (
    <StaffLayout title="濃厚接触者一覧" wide>
      <p>
        濃厚接触者も、患者と同じように健康観察を行います。報告や要対応は<a href="/centre/watch-list">健康観察一覧</a>
        にも表示されます。登録は、感染者の「行動歴」タブから行います。
      </p>
      <ul class="chips">
        <li>
          <a href="/centre/contacts" aria-current={show === 'observing' ? 'page' : undefined}>
            健康観察中
          </a>
        </li>
        <li>
          <a href="/centre/contacts?show=ended" aria-current={show === 'ended' ? 'page' : undefined}>
            終了
          </a>
        </li>
      </ul>
      {lines.length === 0 ? (
        <p class="calm">{show === 'observing' ? '健康観察中の濃厚接触者はいません。' : '健康観察を終えた濃厚接触者はいません。'}</p>
      ) : (
        <ContactTable lines={lines} now={now} caption="濃厚接触者" base="/centre" isOfOne={false} />
      )}
      {next && (
        <p>
          <a class="button" href={next}>
            次の50件
          </a>
        </p>
      )}
    </StaffLayout>
  )
}

type TableProps = { lines: ContactLine[]; now: Date; caption: string; base: string; isOfOne: boolean }

export function ContactTable({ lines, now, caption, base, isOfOne }: TableProps) {
  const today = japaneseDay(now)
  const head = ['氏名', 'HER-SYS ID', '年齢', '関係', '最終接触日', '待機の最終日', '状態', '最終報告', ...(isOfOne ? [] : ['感染者'])]
  return (
    <Table caption={caption} head={head}>
      {lines.map((line) => (
        <tr key={line.caseId} class={line.level === 'urgent' ? 'urgent' : undefined}>
          <td class="name">
            <a href={`${base}/cases/${line.caseId}`}>
              {line.familyName} {line.givenName}
            </a>
          </td>
          <td class="number">{line.hersysId}</td>
          <td class="number">{line.birthOn ? `${ageOn(line.birthOn, today)?.years ?? 0}歳` : <span class="blank">未記入</span>}</td>
          <td>{relationLabels[line.relation] ?? line.relation}</td>
          <td>{shortDay(line.lastContactOn)}</td>
          <td>{line.becameCaseAt ? '－' : shortDay(line.periodTo)}</td>
          <td>
            <State line={line} today={today} />
          </td>
          <td>{line.lastReportAt ? shortWhen(line.lastReportAt) : <strong>報告なし</strong>}</td>
          {!isOfOne && (
            <td class="number">
              {line.indexCaseId ? <a href={`${base}/cases/${line.indexCaseId}`}>{line.indexHersysId}</a> : '他の保健所の症例'}
            </td>
          )}
        </tr>
      ))}
    </Table>
  )
}

function State({ line, today }: { line: ContactLine; today: string }) {
  if (line.becameCaseAt) return <Badge tone="warning">発生届が提出された（感染者）</Badge>
  if (line.state === 'ended') return <Badge>健康観察終了</Badge>
  if (line.lastReportAt && line.level !== 'stable')
    return <Badge tone={line.level === 'urgent' ? 'danger' : 'warning'}>{levelLabels[line.level]}</Badge>
  return line.periodTo < today ? <Badge tone="warning">待機期間経過・解除の判断</Badge> : <Badge tone="info">健康観察中</Badge>
}

/** On a contact's own page: whose contact, and what the rule of today says about the end of the quarantine. */
export function QuarantineNotice({
  facts,
  rule,
  base,
}: {
  facts: ContactLine[]
  rule: { lastDay: string; releaseOn: string; early: { releaseOn: string; testedOnDays: readonly number[] } | null; days: number } | null
  base: string
}) {
  const [latest] = facts
  if (!latest || latest.becameCaseAt) return null
  return (
    <Notice title="濃厚接触者です（発生届はありません）">
      <p>
        {latest.indexCaseId ? (
          <>
            感染者 <a href={`${base}/cases/${latest.indexCaseId}`}>HER-SYS ID {latest.indexHersysId}</a> の接触者
          </>
        ) : (
          '他の保健所の感染者の接触者'
        )}
        （{relationLabels[latest.relation] ?? latest.relation}）。最終接触日 {shortDay(latest.lastContactOn)}。
      </p>
      {rule ? (
        <p>
          待機期間の目安：最終接触日から{rule.days}日間。最終日 {shortDay(rule.lastDay)}、<strong>{shortDay(rule.releaseOn)}に解除</strong>
          {rule.early && `。${rule.early.testedOnDays.join('日目と')}日目の検査が陰性なら、${shortDay(rule.early.releaseOn)}に解除できます`}
          。解除は担当者が決めます。
        </p>
      ) : (
        <p>いまの基準では待機期間の定めがありません。</p>
      )}
    </Notice>
  )
}
