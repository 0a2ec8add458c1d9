import type { ComponentChildren } from 'preact'
import { formatInstant } from '../../i18n/format.ts'
import { showPostalCode } from '../../lib/postal-code.ts'
import { shortWhen } from '../../lib/staff-time.ts'
import { Facts } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { useT } from '../../ui/shell.ts'
import type { CasePageProps } from './CasePage.tsx'
import type { CaseFile, ContactCorrection } from './queries.server.ts'
import { channelOfReport } from './words.ts'

/** How to reach the patient, whose report it is, and what is done with it. */
export function Contact({ file, own, may }: { file: CaseFile; own: string; may: CasePageProps['may'] }) {
  const t = useT()
  const at = (instant: string | null) => (instant ? formatInstant(t, new Date(instant)) : null)
  return (
    <section aria-labelledby="contact">
      <h2 id="contact">{file.state === 'contact' ? '連絡先' : '連絡先と届出'}</h2>
      <Facts
        rows={[
          ['電話番号', file.phone && <a href={`tel:${file.phone}`}>{file.phone}</a>],
          ['所在地', [file.postalCode && `〒${showPostalCode(file.postalCode)}`, file.address].filter(Boolean).join(' ')],
          ['My HER-SYS', file.registeredAt ? `登録済（${at(file.registeredAt)}）` : '未登録'],
          ...(file.state === 'contact'
            ? []
            : ([
                ['届出医療機関', [file.institutionName, file.institutionPhone].filter(Boolean).join(' ')],
                ['届出保健所', file.notifiedName],
              ] as [string, ComponentChildren][])),
          ['いまの担当保健所', file.ownerName ?? '他の保健所'],
          [file.state === 'contact' ? '登録日時' : '届出日時', at(file.createdAt)],
          ...(file.channel ? [['届出の経路', <Way key="way" file={file} />] as [string, ComponentChildren]] : []),
          ['同じ方の別の症例', file.otherCases > 0 ? `${file.otherCases}件` : 'なし'],
        ]}
      />
      <div class="actions" id="confirm">
        {file.confirmedAt ? (
          <p>
            保健所確認済：{at(file.confirmedAt)} {file.confirmedByName}
          </p>
        ) : (
          may.confirm && (
            <Form action={`${own}/confirm`} label="保健所確認">
              <button class="primary">保健所確認</button>
            </Form>
          )
        )}
        {file.state !== 'contact' && (
          <a class="button" href={`${own}/notification`}>
            発生届の内容
          </a>
        )}
        {may.correct && (
          <a class="button" href={`${own}/correct`}>
            氏名・生年月日・電話番号を訂正
          </a>
        )}
        {may.correct && ['filed', 'withdrawal-asked'].includes(file.state) && (
          <Form action={`${own}/edit`} label="発生届の訂正">
            <button>診断年月日など、発生届を訂正</button>
          </Form>
        )}
      </div>
    </section>
  )
}

/** The way the 発生届 came; of a fax who typed it, and the way to its picture. */
function Way({ file }: { file: CaseFile }) {
  if (file.channel !== 'fax' || !file.faxId) return <>{file.channel && channelOfReport[file.channel]}</>
  return (
    <>
      FAX（受信 {file.faxReceivedAt && shortWhen(file.faxReceivedAt)}、代行入力 {file.faxEnteredByName}）{' '}
      <a href={`/centre/faxes/${file.faxId}`}>FAXを見る</a>
    </>
  )
}

/** Who a 濃厚接触者 was said to be before: there is no 発生届 that would keep it. */
export function ContactCorrections({ corrections }: { corrections: ContactCorrection[] }) {
  if (corrections.length === 0) return null
  return (
    <section aria-labelledby="contact-corrections">
      <h2 id="contact-corrections">訂正の記録</h2>
      <ul>
        {corrections.map(({ id, at, byName, reason, before }) => (
          <li key={id}>
            {shortWhen(at)} {byName} <span class="as-typed">「{reason}」</span>
            <span class="minor">
              （訂正前：{[before.familyName, before.givenName].filter(Boolean).join(' ')}　{before.birthOn ?? '生年月日未記入'}　
              {before.phone ?? '電話番号未記入'}）
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
