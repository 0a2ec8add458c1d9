import { Notice, Table } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { StateBadge } from './ListPage.tsx'
import { slashed } from './period.ts'
import type { FormLine } from './queries/case-forms.server.ts'

type Lines = { lines: FormLine[]; nextHref: string | null }

const nameCell = (line: FormLine) => (
  <td class="name">
    <a href={`/institution/notifications/${line.caseId}`}>
      {line.familyName} {line.givenName}
    </a>{' '}
    <StateBadge state={line.state} />
  </td>
)
const day = (on: string | null) => (on === null ? '-' : slashed(on))

function Next({ href }: { href: string | null }) {
  return (
    href && (
      <p>
        <a href={href}>次の50件</a>
      </p>
    )
  )
}

/** 未完了: reported, and still missing something that was asked for (D25). It stays here until it is filled in or a person says that no more is known. */
export function IncompletePage({ lines, nextHref, notice }: Lines & { notice: string | null }) {
  return (
    <StaffLayout title="未完了一覧">
      {notice && (
        <Notice tone="success">
          <p>{notice}</p>
        </Notice>
      )}
      <p>報告は済んでいて、入力されていない項目が残っている発生届です。健康観察は始まっています。</p>
      {lines.length === 0 ? (
        <p class="empty">未完了の発生届はありません。</p>
      ) : (
        <Table caption="未完了一覧" head={['HER-SYS ID', '氏名', '報告日', '未入力', '操作']}>
          {lines.map((line) => (
            <tr key={line.caseId}>
              <td>{line.hersysId}</td>
              {nameCell(line)}
              <td class="nowrap">{day(line.reportedOn)}</td>
              <td class="nowrap">{line.gaps}項目</td>
              <td>
                <div class="row-actions">
                  <Form action={`/institution/notifications/${line.caseId}/edit`}>
                    <button class="small" aria-label={`${line.familyName} ${line.givenName} の続きを入力`}>
                      続きを入力
                    </button>
                  </Form>
                  <Form action={`/institution/incomplete/${line.caseId}/settle`}>
                    <button class="link" aria-label={`${line.familyName} ${line.givenName} はこれ以上分かる項目がない`}>
                      これ以上分かる項目はない
                    </button>
                  </Form>
                </div>
              </td>
            </tr>
          ))}
        </Table>
      )}
      <Next href={nextHref} />
    </StaffLayout>
  )
}

/** A version of the form that is no longer in force. */
export type OldVersion = { ref: string; key: string; title: string; until: string }

/** 旧登録情報一覧 (D12): cases of an earlier version of the form, each to be read in the version it was filed in. */
export function OldVersionsPage({ versions, chosen, lines, nextHref }: Lines & { versions: OldVersion[]; chosen: OldVersion | null }) {
  return (
    <StaffLayout title="旧登録情報一覧">
      <p>以前の様式で報告された発生届です。報告されたときの様式のまま表示されます。</p>
      {versions.length > 1 && (
        <nav aria-label="様式" class="chips">
          {versions.map((version) => (
            <a
              key={version.ref}
              class="button"
              href={`/institution/old-notifications?version=${version.key}`}
              aria-current={version === chosen ? 'page' : undefined}
            >
              {version.title}
            </a>
          ))}
        </nav>
      )}
      {chosen && (
        <h2>
          {chosen.title}（報告年月日 {slashed(chosen.until)} まで）
        </h2>
      )}
      {lines.length === 0 ? (
        <p class="empty">以前の様式の発生届はありません。</p>
      ) : (
        <Table caption="旧登録情報一覧" head={['HER-SYS ID', '氏名', '診断年月日', '報告日']}>
          {lines.map((line) => (
            <tr key={line.caseId}>
              <td>{line.hersysId}</td>
              {nameCell(line)}
              <td class="nowrap">{day(line.diagnosedOn)}</td>
              <td class="nowrap">{day(line.reportedOn)}</td>
            </tr>
          ))}
        </Table>
      )}
      <Next href={nextHref} />
    </StaffLayout>
  )
}
