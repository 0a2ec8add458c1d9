import { ErrorSummary } from '../../fields/ErrorSummary.tsx'
import type { Faults } from '../../fields/faults.ts'
import type { Raw } from '../../fields/fields.ts'
import { Questions } from '../../fields/Questions.tsx'
import { Notice } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { useT } from '../../ui/shell.ts'
import { identityForm } from './identity-form.ts'
import type { CaseFile } from './queries.server.ts'
import { Strip } from './Strip.tsx'

type Props = { file: CaseFile; now: Date; given: Raw; baseRevision: number; faults?: Faults; conflict?: boolean }

/** D43: a wrong birth date keeps the patient out of My HER-SYS; a wrong number sends their ID to a stranger (D42). */
export function CorrectPage({ file, now, given, baseRevision, faults, conflict }: Props) {
  const t = useT()
  return (
    <StaffLayout title={identityForm.title}>
      <Strip file={file} now={now} tab="identity" />
      {faults && <ErrorSummary form={identityForm} faults={faults} words={t} />}
      {conflict && (
        <Notice tone="warning" title="ほかの人が先に発生届を訂正しました">
          <p>あなたの訂正はまだ保存していません。いまの内容を発生届で確かめてから、もう一度保存してください。</p>
        </Notice>
      )}
      <p>訂正は発生届の新しい版として残り、前の版も読めます。</p>
      <Form action={`/centre/cases/${file.id}/correct`} label={identityForm.title}>
        <input type="hidden" name="baseRevision" value={baseRevision} />
        <Questions form={identityForm} words={t} given={given} {...(faults ? { faults } : {})} />
        <div class="actions">
          <button class="primary">訂正を保存する</button>
          <a class="button" href={`/centre/cases/${file.id}`}>
            やめる
          </a>
        </div>
      </Form>
    </StaffLayout>
  )
}
