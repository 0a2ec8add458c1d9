import { Facts, Notice, Table } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { policies, retained } from './kinds.ts'
import type { Due } from './queries.server.ts'

type Props = { due: Due[]; isOn: boolean; typed: Record<string, string>; faults?: string[]; saved?: boolean }

const number = (n: number) => (n >= 100_000 ? '100,000件以上' : `${n.toLocaleString('ja-JP')}件`)

/** 保存期間: what would go now, without its going; and the numbers of the installation. */
export function RetentionPage({ due, isOn, typed, faults = [], saved }: Props) {
  return (
    <StaffLayout title="保存期間と基準値">
      {saved && <Notice tone="success">保存しました。</Notice>}
      {faults.length > 0 && (
        <Notice tone="danger">
          <ul>
            {faults.map((fault) => (
              <li key={fault}>{fault}</li>
            ))}
          </ul>
        </Notice>
      )}
      <h2>いま期間を過ぎているもの（試算）</h2>
      <Table caption="いま期間を過ぎているもの" head={['種類', '保存期間', '消去の対象', '対象外（対応中）']}>
        {due.map((each) => (
          <tr key={each.kind}>
            <td>{retained[each.kind].label}</td>
            <td>
              {retained[each.kind].since}
              {each.days}日
            </td>
            <td>{number(each.due)}</td>
            <td>{each.kind === 'cases' ? number(each.held) : '-'}</td>
          </tr>
        ))}
      </Table>
      <Facts
        rows={[
          ['自動消去', isOn ? '有効（10分ごとに少しずつ消去します）' : '無効'],
          ['消去しないもの', '健康観察中の症例、要対応が残る症例、移管の受け入れ待ちの症例'],
          ['残るもの', '統計の数、監査記録（それ自体の保存期間まで）、HER-SYS ID（再び使わないため）'],
          ['監査記録の消去', 'コマンドだけで行います：npm run cli -- retention --apply --audits'],
        ]}
      />
      <h2>期間と基準値</h2>
      <Form action="/operator/retention" class="small-form" label="期間と基準値">
        {Object.entries(policies).map(([name, { label, unit }]) => (
          <label key={name}>
            {label}
            {unit && `（${unit}）`}
            <input type="text" name={name} inputMode="numeric" value={typed[name] ?? ''} />
          </label>
        ))}
        <button class="primary">保存する</button>
      </Form>
    </StaffLayout>
  )
}
