import { formatInstant } from '../../i18n/format.ts'
import { Badge, Table } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { useT } from '../../ui/shell.ts'
import { draftTitle } from './draft.ts'
import type { DraftLine } from './queries/drafts.server.ts'

/** 下書き一覧: whatever was begun here and not filed. Nobody loses what a colleague typed. */
export function DraftsPage({ drafts }: { drafts: DraftLine[] }) {
  const t = useT()
  return (
    <StaffLayout title="下書き一覧">
      {drafts.length === 0 ? (
        <p>
          下書きはありません。<a href="/institution/notifications/new">新規登録</a>
        </p>
      ) : (
        <Table caption="下書き一覧" head={['氏名', '種類', '最終保存', '保存した人', '']}>
          {drafts.map((draft) => (
            <tr key={draft.id}>
              <td>
                <a href={`/institution/drafts/${draft.id}`}>{draftTitle(draft.answers)}</a>
              </td>
              <td>{draft.correctsCaseId ? <Badge tone="info">編集</Badge> : '新規'}</td>
              <td class="nowrap">{formatInstant(t, new Date(draft.updatedAt))}</td>
              <td>{draft.authorName}</td>
              <td>
                <Form action={`/institution/drafts/${draft.id}/discard`}>
                  <button class="link">破棄</button>
                </Form>
              </td>
            </tr>
          ))}
        </Table>
      )}
    </StaffLayout>
  )
}

/** 破棄 asks once: what is thrown away cannot be fetched back. */
export function DiscardPage({ id, title }: { id: string; title: string }) {
  return (
    <StaffLayout title="下書きの破棄">
      <p>「{title}」の下書きを破棄します。入力した内容は元に戻せません。</p>
      <Form action={`/institution/drafts/${id}/discard`} class="actions">
        <input type="hidden" name="sure" value="yes" />
        <button class="danger">破棄</button>
        <a class="button" href="/institution/drafts">
          キャンセル
        </a>
      </Form>
    </StaffLayout>
  )
}
