import { elapsed, shortWhen } from '../../lib/staff-time.ts'
import { Badge, Count, Notice, Table } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import type { Typed } from './intake.ts'
import type { Fax } from './queries.server.ts'

type Props = {
  waiting: Fax[]
  done: Fax[]
  institutions: { id: string; name: string }[]
  typed: Typed
  faults: string[]
  notice: string | null
  now: Date
}

/** FAXの代行入力: what came in and waits to be typed, what became of the last, and the box that takes the next. */
export function FaxesPage({ waiting, done, institutions, typed, faults, notice, now }: Props) {
  return (
    <StaffLayout title="FAXの代行入力" wide>
      {notice && <Notice tone="success">{notice}</Notice>}
      {faults.length > 0 && (
        <Notice tone="danger" title="受け付けられませんでした">
          <ul>
            {faults.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </Notice>
      )}
      <section aria-labelledby="waiting">
        <h2 id="waiting">
          入力待ち <Count n={waiting.length} />
        </h2>
        {waiting.length === 0 ? (
          <p class="calm">入力待ちのFAXはありません。</p>
        ) : (
          <Table caption="入力待ちのFAX" head={['受信', '医療機関', 'ページ', '取り込み', '保健所独自ID', '']}>
            {waiting.map((fax) => (
              <tr key={fax.id}>
                <td>
                  {shortWhen(fax.receivedAt)} <span class="minor">（{elapsed(fax.receivedAt, now)}）</span>
                </td>
                <td class="name organisation">{fax.institutionName}</td>
                <td class="number">{fax.pages}</td>
                <td>
                  {shortWhen(fax.uploadedAt)} {fax.uploadedByName}
                </td>
                <td>{fax.centreNumber ?? <span class="blank">－</span>}</td>
                <td>
                  <div class="row-actions">
                    <a class="button primary" href={`/centre/drafts/${fax.id}`}>
                      入力する
                    </a>
                    <a class="button" href={`/centre/faxes/${fax.id}`}>
                      見る・入力しない
                    </a>
                  </div>
                </td>
              </tr>
            ))}
          </Table>
        )}
      </section>
      <Intake institutions={institutions} typed={typed} />
      <section aria-labelledby="done">
        <h2 id="done">処理済み（新しい50件）</h2>
        {done.length === 0 ? (
          <p class="calm">まだありません。</p>
        ) : (
          <Table caption="処理済みのFAX" head={['受信', '医療機関', '結果', '入力']}>
            {done.map((fax) => (
              <tr key={fax.id}>
                <td>
                  <a href={`/centre/faxes/${fax.id}`}>{shortWhen(fax.receivedAt)}</a>
                </td>
                <td class="name organisation">{fax.institutionName}</td>
                <td>
                  {fax.caseId ? <a href={`/centre/cases/${fax.caseId}`}>発生届を入力済</a> : <Badge>入力しない：{fax.discardReason}</Badge>}
                </td>
                <td>
                  {shortWhen((fax.enteredAt ?? fax.discardedAt)!)} {fax.enteredByName ?? fax.discardedByName}
                </td>
              </tr>
            ))}
          </Table>
        )}
      </section>
    </StaffLayout>
  )
}

function Intake({ institutions, typed }: { institutions: Props['institutions']; typed: Typed }) {
  return (
    <section aria-labelledby="intake">
      <h2 id="intake">FAXを取り込む</h2>
      <p>紙をスキャンした画像、または受信したPDFを選びます。取り込むと入力画面が開き、FAXを横に見ながら入力できます。</p>
      <Form action="/centre/faxes" class="small-form" enctype="multipart/form-data" label="FAXの取り込み">
        <label>
          医療機関
          <select name="institution">
            <option value="">一覧に無い（下に名称を入力）</option>
            {institutions.map(({ id, name }) => (
              <option key={id} value={id} selected={typed.institution === id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          医療機関の名称（一覧に無い場合）
          <input type="text" name="institutionName" value={typed.institutionName} maxLength={100} autocomplete="off" />
        </label>
        <label>
          受信した日
          <input type="date" name="receivedOn" value={typed.receivedOn} />
        </label>
        <label>
          受信した時刻
          <input type="time" name="receivedTime" value={typed.receivedTime} />
        </label>
        <label>
          保健所独自ID（任意）
          <input type="text" name="centreNumber" value={typed.centreNumber} maxLength={30} autocomplete="off" />
        </label>
        <label>
          FAX（PDF・JPEG・PNG・TIFF・WebP、10MBまで）
          <input type="file" name="file" accept=".pdf,.jpg,.jpeg,.png,.tif,.tiff,.webp" />
        </label>
        <button class="primary">取り込んで入力する</button>
      </Form>
    </section>
  )
}
