import { shortDay } from '../../lib/staff-time.ts'
import { Table } from '../../ui/bits.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { type Channel, channelShare, daysText, filledShare, type Line, percentText, type Sort, sorts } from './measures.ts'

type Props = { lines: Line[]; total: Line; sort: Sort; from: string; to: string }

const channels: Record<Channel, string> = { web: '画面', excel: 'エクセル', api: '電子カルテ等', fax: 'FAX' }

/** 届出の充足と迅速さ: how whole and how soon reports come, by institution and by the way they came. */
export function InstitutionsPage({ lines, total, sort, from, to }: Props) {
  return (
    <StaffLayout title="医療機関ごとの届出の状況" wide>
      <p>
        {shortDay(from)}～{shortDay(to)}
        に届いた発生届（届出先が当保健所のもの）。「任意項目の入力率」は、その方に当てはまる黄枠の項目のうち入力されているもの。「診断から届出まで」は、診断日から届いた日（FAXは受信した日）まで。
      </p>
      <nav aria-label="並べ替え">
        <ul class="chips">
          {(Object.keys(sorts) as Sort[]).map((key) => (
            <li key={key}>
              <a href={`/centre/institutions?sort=${key}`} aria-current={key === sort ? 'page' : undefined}>
                {sorts[key].label}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {lines.length === 0 ? (
        <p class="calm">この期間に届いた発生届はありません。</p>
      ) : (
        <Table
          caption="医療機関ごとの届出の状況"
          head={[
            '医療機関',
            '届出数',
            '任意項目の入力率',
            '診断から届出まで 中央値',
            '同 90%',
            'FAXの割合',
            '経路ごとの件数（入力率・中央値）',
          ]}
        >
          {[...lines, total].map((line) => (
            <tr key={line.name + line.orgId} class={line === total ? 'total' : undefined}>
              <td class="name organisation">{line === total ? <strong>{line.name}</strong> : line.name}</td>
              <td class="number">{line.reports}</td>
              <td class="number">{percentText(filledShare(line))}</td>
              <td class="number">{daysText(line.median)}</td>
              <td class="number">{daysText(line.nineOfTen)}</td>
              <td class="number">{percentText(channelShare(line, 'fax'))}</td>
              <td>
                <Ways line={line} />
              </td>
            </tr>
          ))}
        </Table>
      )}
    </StaffLayout>
  )
}

function Ways({ line }: { line: Line }) {
  const known = (Object.keys(channels) as Channel[]).flatMap((channel) => {
    const counted = line.byChannel[channel]
    return counted ? [`${channels[channel]} ${counted.reports}（${percentText(filledShare(counted))}・${daysText(counted.median)}）`] : []
  })
  return <>{known.join('、')}</>
}
