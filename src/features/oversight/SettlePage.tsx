import { showPostalCode } from '../../lib/postal-code.ts'
import { Facts, Notice } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import type { ToSettle } from './queries.server.ts'

type Props = { found: ToSettle; centres: { id: string; name: string }[]; typed: { to: string; reason: string }; faults: string[] }

/** 担当保健所を決める: which centre a patient of no known municipality belongs to. */
export function SettlePage({ found, centres, typed, faults }: Props) {
  return (
    <StaffLayout title="担当保健所を決める">
      {faults.length > 0 && (
        <Notice tone="warning" title="決定できませんでした">
          <ul>
            {faults.map((fault) => (
              <li key={fault}>{fault}</li>
            ))}
          </ul>
        </Notice>
      )}
      <Facts
        rows={[
          [
            '氏名',
            <a key="case" href={`/prefecture/cases/${found.caseId}`}>
              {found.familyName} {found.givenName}
            </a>,
          ],
          ['HER-SYS ID', found.hersysId],
          ['所在地', [found.postalCode && `〒${showPostalCode(found.postalCode)}`, found.address].filter(Boolean).join(' ')],
          ['現在の担当', found.ownerName],
        ]}
      />
      {found.isOpen ? (
        <Form action={`/prefecture/cases/${found.caseId}/settle`} class="small-form" label="担当保健所">
          <label>
            担当保健所
            <select name="to">
              <option value="">選んでください</option>
              {centres.map(({ id, name }) => (
                <option key={id} value={id} selected={id === typed.to}>
                  {name}
                  {id === found.ownerCentreId ? '（現在の担当のまま）' : ''}
                </option>
              ))}
            </select>
          </label>
          <label>
            理由（両方の保健所に表示されます）
            <input type="text" name="reason" value={typed.reason} maxLength={200} />
          </label>
          <p class="minor">ほかの保健所を選ぶと移管を依頼します。受け入れられるまでは、現在の担当保健所が健康観察を続けます。</p>
          <p class="actions">
            <button class="primary">決定する</button> <a href="/prefecture">やめる</a>
          </p>
        </Form>
      ) : (
        <p class="calm">この症例の担当保健所は決まっています。</p>
      )}
    </StaffLayout>
  )
}
