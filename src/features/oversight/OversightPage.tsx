import { Table } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import type { CentreState } from './queries.server.ts'

const ages = { '1h': '1時間未満', '4h': '4時間未満', '24h': '24時間未満', '3d': '3日未満', more: '3日以上' }

/** The centres of a prefecture side by side: how many they observe, who is silent, how long what is open has waited. */
export function OversightPage({ centres, missed }: { centres: CentreState[]; missed: string | null }) {
  return (
    <StaffLayout title="管内の保健所" wide>
      <Form action="/prefecture/centres/find" class="filters" label="HER-SYS IDで症例を開く">
        <label>
          HER-SYS ID
          <input
            name="hersysId"
            inputMode="numeric"
            autocomplete="off"
            maxLength={30}
            value={missed ?? ''}
            aria-invalid={missed === null ? undefined : 'true'}
            aria-describedby={missed === null ? undefined : 'find-fault'}
          />
        </label>
        <button>症例を開く（閲覧）</button>
        {missed !== null && (
          <p class="fault" id="find-fault" role="alert">
            {missed.trim() === '' ? 'HER-SYS IDを入力してください' : 'このHER-SYS IDの症例は、管内にありません'}
          </p>
        )}
      </Form>
      <p class="minor">数は10分ごとに新しくなります。保健所を選ぶと、健康観察一覧（閲覧のみ）が開きます。</p>
      <Table
        caption="管内の保健所"
        head={['保健所', '本日の観察対象', '本日の報告なし', '緊急', ...Object.values(ages).map((age) => `要対応 ${age}`), '移管の依頼中']}
      >
        {centres.map((centre) => (
          <tr key={centre.id}>
            <td class="name organisation">
              <a href={`/prefecture/watch-list?centre=${centre.id}`}>{centre.name}</a>
            </td>
            <td class="number">{n(centre.observed)}</td>
            <td class="number">{n(centre.silent)}</td>
            <td class="number">{centre.redFlags > 0 ? <strong>{n(centre.redFlags)}</strong> : 0}</td>
            {Object.keys(ages).map((age) => (
              <td key={age} class="number">
                {n(centre.queue[age] ?? 0)}
              </td>
            ))}
            <td class="number">{n(centre.handOvers)}</td>
          </tr>
        ))}
      </Table>
    </StaffLayout>
  )
}

const n = (count: number) => count.toLocaleString('ja-JP')
