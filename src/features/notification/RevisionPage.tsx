import type { AnyAnswers, Form as FormOf } from '../../fields/fields.ts'
import { Review } from '../../fields/Review.tsx'
import { formatInstant } from '../../i18n/format.ts'
import { Notice } from '../../ui/bits.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { useT } from '../../ui/shell.ts'
import type { FiledRevision } from './queries/filed.server.ts'
import { revisionLabel } from './revision-label.ts'

type Props = { caseId: string; revision: FiledRevision; form: FormOf; answers: AnyAnswers; isLatest: boolean }

/** One revision, word for word as it was filed. */
export function RevisionPage({ caseId, revision, form, answers, isLatest }: Props) {
  const t = useT()
  return (
    <StaffLayout title={`発生届 ${revisionLabel(revision.revision)}`}>
      {!isLatest && (
        <Notice tone="warning">
          <p>この内容は、その後に編集されています。</p>
        </Notice>
      )}
      <p>
        {formatInstant(t, new Date(revision.filedAt))} {revision.orgName} {revision.authorName}
        {revision.reason && ` 理由: ${revision.reason}`}
      </p>
      <Review form={form} answers={answers} words={t} />
      <div class="actions">
        <a class="button" href={`/institution/notifications/${caseId}`}>
          発生届に戻る
        </a>
      </div>
    </StaffLayout>
  )
}
