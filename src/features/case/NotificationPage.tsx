import { Review } from '../../fields/Review.tsx'
import { formatInstant } from '../../i18n/format.ts'
import { formByRef } from '../../programmes/registry.ts'
import { Notice } from '../../ui/bits.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { useT } from '../../ui/shell.ts'
import { Closings } from '../notification/EarlyClosePage.tsx'
import type { Closing } from '../notification/early-close.server.ts'
import { PrintOne } from '../notification/PrintForms.tsx'
import type { FiledRevision } from '../notification/queries/filed.server.ts'
import { revisionLabel } from '../notification/revision-label.ts'
import type { CaseFile } from './queries.server.ts'
import { Strip } from './Strip.tsx'

type Props = { file: CaseFile; now: Date; base: string; revisions: FiledRevision[]; shown: FiledRevision }

/** A case that was registered before its 発生届: there is none to show (D30). */
export function UnfiledPage({ file, now, base, closings }: Pick<Props, 'file' | 'now' | 'base'> & { closings: Closing[] }) {
  return (
    <StaffLayout title="発生届">
      <Strip file={file} now={now} base={base} tab="notification" />
      <p>この方の発生届はまだ提出されていません。登録した医療機関が提出します。</p>
      <Closings closings={closings} />
    </StaffLayout>
  )
}

/** A 濃厚接触者: there is no 発生届, and none is owed. */
export function ContactFilePage({ file, now, base }: Pick<Props, 'file' | 'now' | 'base'>) {
  return (
    <StaffLayout title="発生届">
      <Strip file={file} now={now} base={base} tab="notification" />
      <p>
        濃厚接触者のため、発生届はありません。感染が分かり、医療機関から発生届が提出されると（氏名・生年月日・電話番号が同じとき）、この症例の発生届になります。HER-SYS
        IDと健康観察はそのまま続きます。
      </p>
    </StaffLayout>
  )
}

/** The 発生届 word for word as it was filed, in any of its revisions. */
export function NotificationPage({ file, now, base, revisions, shown }: Props) {
  const t = useT()
  return (
    <StaffLayout title={`発生届 ${revisionLabel(shown.revision)}`}>
      <Strip file={file} now={now} base={base} tab="notification" />
      {shown.id !== revisions[0]!.id && <Notice tone="warning">この内容は、その後に訂正されています。</Notice>}
      {revisions.length > 1 && (
        <ul class="chips">
          {revisions.map((each) => (
            <li key={each.id}>
              <a
                href={`${base}/cases/${file.id}/notification?revision=${each.revision}`}
                aria-current={each.id === shown.id ? 'page' : undefined}
              >
                {revisionLabel(each.revision)}
              </a>
            </li>
          ))}
        </ul>
      )}
      <p>
        {formatInstant(t, new Date(shown.filedAt))} {shown.orgName} {shown.authorName}
        {shown.reason && <span class="as-typed">　理由：{shown.reason}</span>}
      </p>
      {base === '/centre' && <PrintOne action={`${base}/cases/${file.id}/pdf`} revision={shown.revision} />}
      <Review form={formByRef(shown.formVersion)} answers={shown.answers} words={t} />
      <p>
        <a href={`${base}/cases/${file.id}`}>症例へ戻る</a>
      </p>
    </StaffLayout>
  )
}
