import { formWords } from '../../fields/words.ts'
import { shortDay, shortWhen } from '../../lib/staff-time.ts'
import { formByRef } from '../../programmes/registry.ts'
import { Badge, Table } from '../../ui/bits.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { useT } from '../../ui/shell.ts'
import { closingReasons } from '../notification/closing-reasons.ts'
import type { EarlyLine } from './early-list.server.ts'

type Props = { lines: EarlyLine[]; closed: boolean; next: string | null }

/** 発生届の提出前の登録 as the centre sees it: nobody observes these people, so a positive test without its 発生届 stands out. */
export function EarlyListPage({ lines, closed, next }: Props) {
  return (
    <StaffLayout title="発生届の提出前の登録" wide>
      <p class="hint">管内の医療機関が、発生届の提出前に登録した方です。発生届が提出されるまで、健康観察は行われません。</p>
      <ul class="chips" aria-label="絞り込み">
        <li>
          <a href="/centre/early" aria-current={closed ? undefined : 'page'}>
            発生届 未提出
          </a>
        </li>
        <li>
          <a href="/centre/early?show=closed" aria-current={closed ? 'page' : undefined}>
            発生届なしで終了
          </a>
        </li>
      </ul>
      {lines.length === 0 ? (
        <p class="empty">{closed ? '発生届なしで終了した登録はありません。' : '発生届を待っている登録はありません。'}</p>
      ) : (
        <Table
          caption="発生届の提出前の登録"
          head={['登録', '氏名', 'HER-SYS ID', '医療機関', '検査', ...(closed ? ['終了', '理由'] : [])]}
        >
          {lines.map((line) => (
            <tr key={line.id}>{[...cells(line), ...(closed ? closing(line) : [])]}</tr>
          ))}
        </Table>
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

function cells(line: EarlyLine) {
  return [
    <td key="at" class="nowrap">
      {shortWhen(line.at)}
    </td>,
    <td key="name" class="name">
      <a href={`/centre/cases/${line.id}/tabs/identity`}>
        {line.familyName} {line.givenName}
      </a>
    </td>,
    <td key="id" class="number">
      {line.hersysId}
    </td>,
    <td key="institution">{line.institutionName ?? '-'}</td>,
    <td key="test">{line.test ? <Result test={line.test} /> : <span class="blank">記録なし</span>}</td>,
  ]
}

function closing({ closedAt, reason, note }: EarlyLine) {
  return [
    <td key="closed" class="nowrap">
      {closedAt && shortWhen(closedAt)}
    </td>,
    <td key="reason">
      {reason && closingReasons[reason]} {note && <span class="as-typed">「{note}」</span>}
    </td>,
  ]
}

function Result({ test: { formVersion, answers, onDay } }: { test: NonNullable<EarlyLine['test']> }) {
  const words = formWords(formByRef(formVersion), useT())
  const result = String(answers.result)
  return (
    <>
      <Badge tone={result === 'positive' ? 'danger' : result === 'pending' ? 'warning' : 'plain'}>{words.option('result', result)}</Badge>{' '}
      <span class="minor">{shortDay(onDay)}採取</span>
    </>
  )
}
