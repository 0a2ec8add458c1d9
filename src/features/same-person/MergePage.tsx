import { levelLabels } from '../../lib/level-labels.ts'
import { shortDay, shortWhen } from '../../lib/staff-time.ts'
import { Facts, Notice, Table } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import type { Merge, Stayed, Was } from './merges.server.ts'
import { tableLabel } from './moved-tables.ts'

type Props = {
  merge: Merge
  stayed: Stayed[]
  mayUndo: boolean
  isOver: boolean
  fault?: string | null
  done?: string | null
  reason?: string
}

/** 統合 as it was decided: what both were, what has come since, and the way back. */
export function MergePage({ merge, stayed, mayUndo, isOver, fault, done, reason }: Props) {
  const isCase = merge.kind === 'same-case'
  return (
    <StaffLayout title={isCase ? '症例の統合' : '同一人物の記録'}>
      {done && <Notice tone="success">{done}</Notice>}
      {fault && <Notice tone="danger">{fault}</Notice>}
      <Facts
        rows={[
          ['判断', `${shortWhen(merge.mergedAt)} ${merge.centre} ${merge.mergedByName}`],
          ['理由', <span class="as-typed">{merge.reason}</span>],
          [isCase ? '残った症例' : '症例', <a href={`/centre/cases/${merge.survivorId}`}>症例を開く {merge.survivorWas.hersysId}</a>],
          ...(merge.undoneAt
            ? ([['取り消し', `${shortWhen(merge.undoneAt)} ${merge.undoneByName}「${merge.undoReason}」`]] as [string, string][])
            : []),
        ]}
      />
      {isCase && (
        <>
          <h2>統合の前</h2>
          <Table caption="統合の前" head={['', '残った症例', '統合された症例']}>
            {before.map(([label, of]) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td>{of(merge.survivorWas) ?? <span class="blank">未記入</span>}</td>
                <td>{of(merge.absorbedWas) ?? <span class="blank">未記入</span>}</td>
              </tr>
            ))}
          </Table>
          {!merge.undoneAt && <p>統合された症例のHER-SYS IDも、登録済みのスマートフォンも、残った症例のものとして使えます。</p>}
          <h2>{merge.undoneAt ? '取り消しのあとも残った症例にあるもの' : '統合のあとに届いたもの'}</h2>
          <Later merge={merge} stayed={stayed} />
        </>
      )}
      {!merge.undoneAt && (
        <section aria-labelledby="undo">
          <h2 id="undo">取り消し</h2>
          {isOver ? (
            <p>判断から{merge.undoDays}日を過ぎたため、取り消せません。</p>
          ) : !mayUndo ? (
            <p>取り消しは、判断した保健所または担当の保健所の保健師・管理者が行います。</p>
          ) : (
            <Form class="small-form" action={`/centre/same-person/merges/${merge.id}/undo`} label="判断を取り消す">
              <p>
                {isCase
                  ? '統合の前にあったものは、元の症例に戻ります。統合のあとに届いたものは残った症例に残ります。'
                  : '2件は別の人の症例に戻ります。'}
                （判断から{merge.undoDays}日以内）
              </p>
              <label>
                取り消しの理由
                <textarea name="reason" rows={2} maxLength={1000} value={reason ?? ''} />
              </label>
              <button>取り消す</button>
            </Form>
          )}
        </section>
      )}
      <p>
        <a href="/centre/same-person">一覧へ戻る</a>
      </p>
    </StaffLayout>
  )
}

const before: [string, (was: Was) => string | null | undefined][] = [
  ['HER-SYS ID', (was) => was.hersysId],
  ['担当保健所', (was) => was.owner],
  ['電話番号', (was) => was.phone],
  ['健康観察', (was) => (was.state === 'ended' ? '終了' : `観察中（${levelLabels[was.level ?? 'stable']}）`)],
  ['期間', (was) => was.periodFrom && was.periodTo && `${shortDay(was.periodFrom)} ～ ${shortDay(was.periodTo)}`],
  ['要対応', (was) => `${was.items ?? 0}件`],
]

function Later({ merge, stayed }: { merge: Merge; stayed: Stayed[] }) {
  const rows: [string, string][] = merge.undoneAt
    ? (merge.stayed ?? []).map(({ table, n }) => [tableLabel(table), `${n}件`])
    : stayed.map(({ tableName, n, latest }) => [tableLabel(tableName), `${n}件（最後は${shortWhen(latest)}）`])
  return rows.length === 0 ? <p class="calm">ありません。</p> : <Facts rows={rows} />
}
