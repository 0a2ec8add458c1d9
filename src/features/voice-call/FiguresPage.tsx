import type { Day } from '../../lib/japanese-day.ts'
import { Notice, Table } from '../../ui/bits.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { directionLabels } from './labels.ts'
import type { HangUp, HourFigures } from './log.server.ts'

type Props = { from: Day; to: Day; fault: string | null; hours: HourFigures[]; hangUps: HangUp[]; placeOf: (place: string) => string }

const share = (part: number, whole: number) => (whole === 0 ? '－' : `${Math.round((part / whole) * 100)}%`)

/** How calls end: picked up and answered to the end by the hour, and at which question people hang up. */
export function FiguresPage({ from, to, fault, hours, hangUps, placeOf }: Props) {
  const all = hours.reduce(
    (sum, one) => ({ dialled: sum.dialled + one.dialled, pickedUp: sum.pickedUp + one.pickedUp, completed: sum.completed + one.completed }),
    {
      dialled: 0,
      pickedUp: 0,
      completed: 0,
    },
  )
  return (
    <StaffLayout title="電話の集計">
      {fault && <Notice tone="danger" title={fault} />}
      <form method="get" action="/centre/call-figures" class="filters" aria-label="期間">
        <label>
          開始日 <input type="date" name="from" value={from} />
        </label>
        <label>
          終了日 <input type="date" name="to" value={to} />
        </label>
        <button>表示する</button>
      </form>
      <h2 id="hours">自動架電：時間帯ごとの応答と完了</h2>
      {hours.length === 0 ? (
        <p class="calm">この期間に自動架電はありません。</p>
      ) : (
        <Table
          caption="時間帯ごとの応答と完了"
          head={['時間帯', '発信', '応答', '応答率', '本人確認', '回答完了', '完了率', '途中で終了', '失敗・不明']}
        >
          {hours.map((one) => (
            <tr key={one.hour}>
              <td>{one.hour}時台</td>
              <td>{one.dialled}</td>
              <td>{one.pickedUp}</td>
              <td>{share(one.pickedUp, one.dialled)}</td>
              <td>{one.identified}</td>
              <td>{one.completed}</td>
              <td>{share(one.completed, one.dialled)}</td>
              <td>{one.aborted}</td>
              <td>{one.failed}</td>
            </tr>
          ))}
          <tr>
            <td>計</td>
            <td>{all.dialled}</td>
            <td>{all.pickedUp}</td>
            <td>{share(all.pickedUp, all.dialled)}</td>
            <td>－</td>
            <td>{all.completed}</td>
            <td>{share(all.completed, all.dialled)}</td>
            <td>－</td>
            <td>－</td>
          </tr>
        </Table>
      )}
      {(['out', 'in'] as const).map((direction) => (
        <HangUps key={direction} direction={direction} rows={hangUps.filter((one) => one.direction === direction)} placeOf={placeOf} />
      ))}
      <p>健康コールのうち、HER-SYS IDが確認できる前に切れた電話は、どの保健所のものか分からないため含みません。</p>
    </StaffLayout>
  )
}

function HangUps({ direction, rows, placeOf }: { direction: 'in' | 'out'; rows: HangUp[]; placeOf: (place: string) => string }) {
  const whole = rows.reduce((sum, { calls }) => sum + calls, 0)
  const title = `${directionLabels[direction]}：どこで切れるか`
  return (
    <>
      <h2>{title}</h2>
      {whole === 0 ? (
        <p class="calm">この期間に通話はありません。</p>
      ) : (
        <Table caption={title} head={['質問', '件数', '割合']}>
          {rows.map(({ question, calls }) => (
            <tr key={question ?? ''}>
              <td>{question === null ? '最後まで回答' : placeOf(question)}</td>
              <td>{calls}</td>
              <td>{share(calls, whole)}</td>
            </tr>
          ))}
        </Table>
      )}
    </>
  )
}
