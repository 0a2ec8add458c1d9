import type { Day } from '../../lib/japanese-day.ts'
import { bandsOf, type Division } from '../../programmes/covid-19/daily-count.ts'
import { Notice, Table } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { firstDay } from './division.ts'

type Props = { divisions: Division[]; today: Day; typed: { from: string; starts: string }; faults: string[]; isSaved: boolean }
const action = '/operator/daily-count-bands'

/** 日次報告の年代区分: which holds from when, and the next. What has begun stays: its counts name its bands. */
export function DivisionsPage({ divisions, today, typed, faults, isSaved }: Props) {
  return (
    <StaffLayout title="日次報告の年代区分">
      {isSaved && <Notice tone="success">保存しました。</Notice>}
      {faults.length > 0 && (
        <Notice tone="danger">
          <ul>
            {faults.map((fault) => (
              <li key={fault}>{fault}</li>
            ))}
          </ul>
        </Notice>
      )}
      <Table caption="年代区分" head={['適用日', '区分', '操作']}>
        {divisions.map(({ from, starts }) => (
          <tr key={from}>
            <td class="name">{from.split('-').map(Number).join('/')}から</td>
            <td>
              {bandsOf(starts)
                .map(({ label }) => label)
                .join('、')}
            </td>
            <td>
              {from > today && from !== divisions[0]!.from ? (
                <Form action={action} label={`${from}からの区分を取り消す`}>
                  <input type="hidden" name="from" value={from} />
                  <button name="go" value="delete">
                    取り消す
                  </button>
                </Form>
              ) : (
                '－'
              )}
            </td>
          </tr>
        ))}
      </Table>
      <h2>新しい区分</h2>
      <p>各区分のはじめの年齢を、小さい順に並べます。年齢不明の区分は、いつも最後に付きます。すでに始まった区分は変えられません。</p>
      <Form action={action} class="small-form" label="新しい年代区分">
        <label>
          適用日
          <input type="date" name="from" min={firstDay(today)} value={typed.from} />
        </label>
        <label>
          はじめの年齢（例：0, 1, 5, 10, 15, 20, 30, 40, 50, 60, 70, 80, 90）
          <input type="text" name="starts" autocomplete="off" maxLength={300} value={typed.starts} />
        </label>
        <button class="primary">保存する</button>
      </Form>
    </StaffLayout>
  )
}
