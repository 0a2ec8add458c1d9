import { formatInstant } from '../../i18n/format.ts'
import { Notice, Table } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { useT } from '../../ui/shell.ts'
import type { Import } from './queries.server.ts'
import { keptDays, maxBytes, maxRows, type Refusal, refusalText } from './refusals.ts'

export const stateWords: Record<Import['state'], string> = {
  waiting: '確認待ち',
  checking: '確認中',
  checked: '確認済み(まだ報告していません)',
  filing: '報告中',
  done: '報告済み',
  refused: '取り込めませんでした',
  discarded: '取りやめ',
}

/** Where a file is chosen, and the files before it (D14). */
export function ImportsPage({ imports, refusal }: { imports: Import[]; refusal: Refusal | null }) {
  const t = useT()
  return (
    <StaffLayout title="発生届のエクセルインポート">
      <p>エクセルインポート機能を使用して、複数人分の発生届を新規に一括登録することができます。</p>
      {refusal && (
        <Notice tone="warning" title="ファイルを取り込めませんでした">
          <p>{refusalText(refusal, [])}</p>
        </Notice>
      )}
      <section>
        <h2>1. ひな形に入力する</h2>
        <p>今日の様式の見出し、入力のしかた、選択肢、記入例が入っています。1人1行で入力してください。</p>
        <p>
          <a class="button" href="/institution/imports/template">
            ひな形をダウンロード(.xlsx)
          </a>
        </p>
      </section>
      <section>
        <h2>2. ファイルを確認する</h2>
        <p>この時点ではまだ報告されません。すべての行の誤りを一度に確認できます。</p>
        <Form action="/institution/imports" enctype="multipart/form-data" class="import-upload" label="ファイルの選択">
          <label class="question-label" for="file">
            ファイル
          </label>
          <p class="hint" id="file-hint">
            Excelブック(.xlsx)またはCSV(.csv、UTF-8かShift_JIS)。{maxRows.toLocaleString('ja-JP')}行、{maxBytes / 2 ** 20}MBまで。
          </p>
          <input
            type="file"
            id="file"
            name="file"
            accept=".xlsx,.csv"
            aria-describedby="file-hint"
            aria-invalid={refusal ? 'true' : undefined}
          />
          <div class="actions">
            <button class="primary">アップロードして確認する</button>
          </div>
        </Form>
        <p class="hint">ファイルと行の内容は、貴院の職員だけが見られます。{keptDays}日後に消去され、報告した発生届だけが残ります。</p>
      </section>
      <section>
        <h2>これまでのファイル</h2>
        {imports.length === 0 ? (
          <p class="empty">まだありません。</p>
        ) : (
          <Table caption="これまでのファイル" head={['アップロード', 'ファイル', '行数', '状態', '職員']}>
            {imports.map((each) => (
              <tr key={each.id}>
                <td class="nowrap">
                  <a href={`/institution/imports/${each.id}`}>{formatInstant(t, new Date(each.uploadedAt))}</a>
                </td>
                <td class="file-name">{each.fileName ?? '(消去済み)'}</td>
                <td>{each.rowCount === null ? '－' : `${each.rowCount.toLocaleString('ja-JP')}行`}</td>
                <td>{stateWords[each.state]}</td>
                <td>{each.uploaderName}</td>
              </tr>
            ))}
          </Table>
        )}
      </section>
    </StaffLayout>
  )
}
