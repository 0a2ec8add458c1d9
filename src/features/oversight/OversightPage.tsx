import { Table } from '../../ui/bits.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import type { CentreState } from './queries.server.ts'

const ages = { '1h': '1時間未満', '4h': '4時間未満', '24h': '24時間未満', '3d': '3日未満', more: '3日以上' }

/** The centres of a prefecture side by side: how many they observe, who is silent, how long what is open has waited. */
export function OversightPage({ centres }: { centres: CentreState[] }) {
  return (
    <StaffLayout title="管内の保健所" wide>
      <p class="minor">数は10分ごとに新しくなります。保健所を選ぶと、健康観察一覧（閲覧のみ）が開きます。</p>
      <Table
        caption="管内の保健所"
        head={['保健所', '本日の観察対象', '本日の報告なし', '緊急', ...Object.values(ages).map((age) => `要対応 ${age}`), '移管の依頼中']}
      >
        {centres.map((centre) => (
          <tr key={centre.id}>
            <td class="name">
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
