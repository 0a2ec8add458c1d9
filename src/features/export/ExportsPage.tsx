import { shortWhen } from '../../lib/staff-time.ts'
import { Table } from '../../ui/bits.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import type { Export } from './queries.server.ts'

type Props = { base: string; lists: { name: string; label: string }[]; exports: Export[]; labelOf: (list: string) => string }

const stateWords: Record<Export['state'], string> = {
  waiting: '待っています',
  working: '作成中',
  done: 'できました',
  failed: '作成できませんでした',
  wiped: '消去済み',
}
const n = (count: number) => count.toLocaleString('ja-JP')
const size = (bytes: number) => (bytes < 2 ** 20 ? `${Math.ceil(bytes / 1024)} KB` : `${Math.round(bytes / 2 ** 20)} MB`)

/** What can be taken along, and what this person has asked for. */
export function ExportsPage({ base, lists, exports, labelOf }: Props) {
  const isMoving = exports.some(({ state }) => state === 'waiting' || state === 'working')
  return (
    <StaffLayout title="一覧の書き出し" wide refresh={isMoving ? 3 : null} scripts={isMoving ? ['progress'] : []}>
      <section aria-labelledby="lists-title">
        <h2 id="lists-title">書き出す一覧を選ぶ</h2>
        <ul class="export-lists">
          {lists.map(({ name, label }) => (
            <li key={name}>
              <a class="button" href={`${base}/exports/new?list=${name}`}>
                {label}
              </a>
            </li>
          ))}
        </ul>
        <p class="minor">
          項目・期間・形式を選び、目的を記入します。誰が、いつ、何のために、どの症例を書き出したかは監査記録に残ります。ファイルを受け取れるのは書き出した本人だけで、できあがりから24時間で消去されます。
        </p>
      </section>
      <section aria-labelledby="own-title" {...(isMoving ? { 'data-progress': '' } : {})}>
        <h2 id="own-title">自分の書き出し</h2>
        {exports.length === 0 ? (
          <p class="calm">まだ書き出しはありません。</p>
        ) : (
          <Table caption="自分の書き出しの表" head={['日時', '一覧', '目的', '状態', '行数', 'ファイル']}>
            {exports.map((e) => (
              <tr key={e.id}>
                <td>{shortWhen(e.orderedAt)}</td>
                <td>{labelOf(e.list)}</td>
                <td>{e.reason}</td>
                <td>
                  <span role={e.state === 'working' ? 'status' : undefined}>{stateWords[e.state]}</span>
                  {e.replaced > 0 && <span class="minor">（Shift_JISにない{n(e.replaced)}文字を〓に置き換えました）</span>}
                </td>
                <td class="number">{e.state === 'waiting' ? '－' : `${n(e.rowsDone)}行`}</td>
                <td>
                  {e.state === 'done' ? (
                    <>
                      <a href={`${base}/exports/file?export=${e.id}`}>受け取る（{size(e.bytes)}）</a>{' '}
                      <span class="minor">{shortWhen(e.expiresAt!)}まで</span>
                    </>
                  ) : (
                    <span class="blank">－</span>
                  )}
                </td>
              </tr>
            ))}
          </Table>
        )}
      </section>
    </StaffLayout>
  )
}
