import { formatDay } from '../../i18n/format.ts'
import { Facts, Notice } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { useT } from '../../ui/shell.ts'
import type { FiledCase } from './queries/filed.server.ts'
import { ReasonField } from './ReasonField.tsx'

type Props = { found: FiledCase; reportedOn: string | null; reason: string; isReasonMissing: boolean }

/** 「削除」 of a filed 発生届 is a request to the health centre, with its reason (D38, D39). */
export function WithdrawPage({ found, reportedOn, reason, isReasonMissing }: Props) {
  const t = useT()
  return (
    <StaffLayout title="発生届の削除（取り下げ）">
      <p>以下の内容を削除します</p>
      <Facts
        rows={[
          ['HER-SYS ID', found.hersysId],
          ['氏名', `${found.familyName} ${found.givenName}`],
          ['報告日', reportedOn && formatDay(t, reportedOn)],
        ]}
      />
      <Notice>
        <p>削除は保健所が確認してから行われます。それまで健康観察は続き、記録は残ります。</p>
      </Notice>
      <Form action={`/institution/notifications/${found.id}/withdraw`}>
        <ReasonField label="削除の理由" reason={reason} isMissing={isReasonMissing} rows={3} />
        <div class="actions">
          <button class="danger">削除</button>
          <a class="button" href={`/institution/notifications/${found.id}`}>
            キャンセル
          </a>
        </div>
      </Form>
    </StaffLayout>
  )
}
