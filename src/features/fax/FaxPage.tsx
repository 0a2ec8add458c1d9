import { shortWhen } from '../../lib/staff-time.ts'
import { Facts, Notice } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import type { Fax } from './queries.server.ts'

/** The pages of a fax, one below the other, as tall as they are: a browser magnifies them. `named`: who sent it stands above them. */
export function FaxPages({ fax, named = true }: { fax: Fax; named?: boolean }) {
  return (
    <aside class="fax" aria-label="FAX">
      {(named || fax.hasOriginal) && (
        <p class="fax-head">
          {named && `${fax.institutionName}　受信 ${shortWhen(fax.receivedAt)}`}
          {named && fax.centreNumber && `　保健所独自ID ${fax.centreNumber}`}{' '}
          {fax.hasOriginal && <a href={`/centre/faxes/${fax.id}/original`}>元のPDF</a>}
        </p>
      )}
      {Array.from({ length: fax.pages }, (_, n) => (
        <a key={n} href={`/centre/faxes/${fax.id}/pages/${n + 1}`} title="拡大する">
          <img src={`/centre/faxes/${fax.id}/pages/${n + 1}`} alt={`FAXの${n + 1}ページ目`} />
        </a>
      ))}
    </aside>
  )
}

type Props = { fax: Fax; isOwn: boolean; fault: boolean }

/** One fax: what it shows, who took it in and typed it, and the word that it is not to be typed. */
export function FaxPage({ fax, isOwn, fault }: Props) {
  const isWaiting = fax.enteredAt === null && fax.discardedAt === null
  return (
    <StaffLayout title="FAX" wide>
      <Facts
        rows={[
          ['医療機関', fax.institutionName],
          ['受信', shortWhen(fax.receivedAt)],
          ['取り込み', `${shortWhen(fax.uploadedAt)} ${fax.uploadedByName}`],
          ['保健所独自ID', fax.centreNumber],
          [
            '入力',
            fax.enteredAt ? (
              <>
                {shortWhen(fax.enteredAt)} {fax.enteredByName} <a href={`/centre/cases/${fax.caseId}`}>症例へ</a>
              </>
            ) : fax.discardedAt ? (
              `入力しない（${shortWhen(fax.discardedAt)} ${fax.discardedByName}「${fax.discardReason}」）`
            ) : (
              '入力待ち'
            ),
          ],
        ]}
      />
      {isWaiting && isOwn && (
        <>
          {fault && <Notice tone="danger">入力しない理由を入力してください。</Notice>}
          <div class="decisions">
            <a class="button primary" href={`/centre/drafts/${fax.id}`}>
              入力する
            </a>
            <details class="closing" open={fault}>
              <summary class="button">入力しない…</summary>
              <Form class="small-form" action={`/centre/faxes/${fax.id}/discard`} label="入力しない">
                <label>
                  理由（重複・発生届ではない など）
                  <input type="text" name="reason" maxLength={300} />
                </label>
                <button>このFAXは入力しない</button>
              </Form>
            </details>
          </div>
        </>
      )}
      <FaxPages fax={fax} named={false} />
      <p>
        <a href="/centre/faxes">FAXの一覧へ戻る</a>
      </p>
    </StaffLayout>
  )
}
