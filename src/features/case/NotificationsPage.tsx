import { shortDay, shortWhen } from '../../lib/staff-time.ts'
import { Badge, Count, Notice, Table } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import type { OpenInquiry } from '../inquiry/queries.server.ts'
import { IdTick, PrintMany, PrintTick } from '../notification/PrintForms.tsx'
import { ageText } from '../watch/WatchTable.tsx'
import type { Line } from './list.server.ts'

type Props = {
  inquiries: OpenInquiry[]
  now: Date
  unconfirmed: Line[]
  lines: Line[]
  next: string | null
  isFirstPage: boolean
  done: number | null
}

const printUrl = '/centre/notifications/print'
const head = ['届出', '氏名', 'HER-SYS ID', '年齢', '診断日', '届出医療機関', '担当保健所']

/** 発生届一覧: what waits for 保健所確認 first, then everything, newest first. */
export function NotificationsPage({ inquiries, now, unconfirmed, lines, next, isFirstPage, done }: Props) {
  return (
    <StaffLayout title="発生届一覧" wide scripts={['choose-all']}>
      {done !== null && <Notice tone="success">{done}件の保健所確認を記録しました。</Notice>}
      {isFirstPage && (
        <section aria-labelledby="unconfirmed">
          <h2 id="unconfirmed">
            未確認 <Count n={unconfirmed.length} />
          </h2>
          {unconfirmed.length === 0 ? (
            <p class="calm">すべての発生届を確認済みです。</p>
          ) : (
            <Form action="/centre/notifications/confirm" label="選んだ発生届の保健所確認">
              <Table caption="未確認の発生届" head={['選択', ...head]}>
                {unconfirmed.map((line) => (
                  <tr key={line.id}>
                    <td class="tick-cell">
                      <label class="tick">
                        <input type="checkbox" name="case" value={line.id} />
                        <span class="visually-hidden">{line.hersysId}を選ぶ</span>
                      </label>
                    </td>
                    {cellsOf(line, now)}
                  </tr>
                ))}
              </Table>
              <div class="actions">
                <button class="primary">選んだものを保健所確認する</button>
                <span class="print">
                  <button formaction={printUrl}>選んだ方をPDF（印刷用）</button>
                  <IdTick />
                </span>
              </div>
            </Form>
          )}
        </section>
      )}
      {isFirstPage && inquiries.length > 0 && <OpenInquiries inquiries={inquiries} />}
      <section aria-labelledby="all">
        <h2 id="all">すべて（新しい順）</h2>
        {lines.length === 0 ? (
          <p class="calm">発生届はまだありません。</p>
        ) : (
          <Table caption="発生届" head={['選択', ...head, '保健所確認']}>
            {lines.map((line) => (
              <tr key={line.id}>
                <td class="tick-cell">
                  <PrintTick caseId={line.id} hersysId={line.hersysId} />
                </td>
                {cellsOf(line, now)}
                <td>
                  {line.state === 'withdrawn' ? (
                    <Badge>取り下げ済</Badge>
                  ) : line.confirmedAt ? (
                    `確認済 ${shortWhen(line.confirmedAt)}`
                  ) : (
                    <Badge tone="warning">未確認</Badge>
                  )}
                </td>
              </tr>
            ))}
          </Table>
        )}
        {next && (
          <p>
            <a class="button" href={next}>
              次の50件
            </a>
          </p>
        )}
      </section>
      {lines.length > 0 && <PrintMany action={printUrl} />}
    </StaffLayout>
  )
}

/** Questions to institutions that nobody has closed: answered ones first. */
function OpenInquiries({ inquiries }: { inquiries: OpenInquiry[] }) {
  return (
    <section aria-labelledby="inquiries">
      <h2 id="inquiries">
        問合せ中 <Count n={inquiries.length} />
      </h2>
      <Table caption="医療機関への問合せ" head={['問合せ', '氏名', 'HER-SYS ID', '医療機関', '内容', '状態']}>
        {inquiries.map((one) => (
          <tr key={one.id}>
            <td>{shortWhen(one.askedAt)}</td>
            <td class="name">
              <a href={`/centre/cases/${one.caseId}#inquiry`}>
                {one.familyName} {one.givenName}
              </a>
            </td>
            <td class="number">{one.hersysId}</td>
            <td class="organisation">{one.institutionName}</td>
            <td>{one.question}</td>
            <td>
              <Badge tone={one.answeredAt ? 'success' : 'warning'}>{one.answeredAt ? '回答あり' : '回答待ち'}</Badge>
            </td>
          </tr>
        ))}
      </Table>
    </section>
  )
}

function cellsOf(line: Line, now: Date) {
  return [
    <td key="filed">{shortWhen(line.createdAt)}</td>,
    <td key="name" class="name">
      <a href={`/centre/cases/${line.id}`}>
        {line.familyName} {line.givenName}
      </a>
    </td>,
    <td key="id" class="number">
      {line.hersysId}
    </td>,
    <td key="age" class="number">
      {ageText(line.birthOn, now)}
    </td>,
    <td key="diagnosed">{line.diagnosedOn ? shortDay(line.diagnosedOn) : <span class="blank">未記入</span>}</td>,
    <td key="institution" class="organisation">
      {line.institutionName ?? <span class="blank">－</span>}
    </td>,
    <td key="owner" class="organisation">
      {line.ownerName ?? <span class="blank">他の保健所</span>}
    </td>,
  ]
}

/** Where a print that was refused leads back to. */
export function BackToNotifications() {
  return (
    <p>
      <a class="button" href="/centre/notifications">
        発生届一覧に戻る
      </a>
    </p>
  )
}
