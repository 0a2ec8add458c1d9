import { ErrorSummary } from '../../fields/ErrorSummary.tsx'
import type { Faults } from '../../fields/faults.ts'
import type { AnyAnswers, Facilities, Form as FormOf, Raw } from '../../fields/fields.ts'
import { Questions } from '../../fields/Questions.tsx'
import { Carried, Review } from '../../fields/Review.tsx'
import { Notice } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { useT } from '../../ui/shell.ts'
import { CaseHeader } from '../case-record/CaseHeader.tsx'
import { countries } from '../case-record/countries.ts'
import type { CaseHead } from '../case-record/head.server.ts'
import { tabHref } from '../case-record/tabs.ts'
import { Closings } from './EarlyClosePage.tsx'
import type { Closing } from './early-close.server.ts'

const action = '/institution/early'

type FormProps = { form: FormOf; caseId: string; given: Raw; facilities: Facilities; faults?: Faults }

/** 発生届の提出前に使用 (D31): only the name must be known. */
export function EarlyFormPage({ form, caseId, given, facilities, faults }: FormProps) {
  const t = useT()
  return (
    <StaffLayout title="ID管理" scripts={['questions']}>
      <p>
        <a class="button" href="/institution/notifications">
          登録情報一覧
        </a>
      </p>
      <Unwatched />
      <p>
        <span class="required-mark">必須</span> は、必ず入力が必要です。他の情報はわかる範囲で入力してください。
      </p>
      <p>こちらで入力した内容は、発生届提出時には、入力内容が自動反映されます。</p>
      {faults && <ErrorSummary form={form} faults={faults} words={t} />}
      <Form action={action} class="notification-form" label="ID管理情報">
        <input type="hidden" name="caseId" value={caseId} />
        <Questions
          form={form}
          words={t}
          given={given}
          facilities={facilities}
          suggestions={{ nationality: countries }}
          {...(faults ? { faults } : {})}
        />
        <div class="actions">
          <button class="primary" name="go" value="confirm">
            確認
          </button>
        </div>
      </Form>
    </StaffLayout>
  )
}

/** 「再編集」 and 「登録」 (D32). Nothing is kept on the server until then. */
export function EarlyConfirmPage({ form, caseId, answers }: { form: FormOf; caseId: string; answers: AnyAnswers }) {
  return (
    <StaffLayout title="ID管理 確認">
      <Unwatched />
      <Review form={form} answers={answers} words={useT()} />
      <Form action={action} label="ID管理情報の登録">
        <input type="hidden" name="caseId" value={caseId} />
        <Carried form={form} answers={answers} />
        <div class="actions">
          <button name="go" value="edit">
            再編集
          </button>
          <button class="primary" name="go" value="register">
            登録
          </button>
        </div>
      </Form>
    </StaffLayout>
  )
}

/** "完了しました" (D32): the ID is there, the tabs take what is known. */
export function EarlyDonePage({ head, now }: { head: CaseHead; now: Date }) {
  return (
    <StaffLayout title="完了しました">
      <CaseHeader head={head} now={now} portal="institution" tab="identity" />
      <Notice tone="success" title="完了しました">
        <p>HER-SYS IDが振り出されました。完了を押すと、各タブ（基礎情報や検査等）に入力できます。</p>
      </Notice>
      <div class="actions">
        <a class="button primary" href={tabHref('institution', head.id, 'identity')}>
          完了
        </a>
      </div>
    </StaffLayout>
  )
}

function Unwatched() {
  return (
    <Notice tone="warning">
      <p>この登録は発生届ではありません。発生届を提出するまで、健康観察は始まらず、ご本人への案内も送られません。</p>
    </Notice>
  )
}

type UnfiledProps = {
  head: CaseHead
  now: Date
  may: boolean
  draft: { id: string } | null
  closings: Closing[]
  notice: string | null
}

/** 発生届 of a case that has none yet: the way to it. */
export function UnfiledPage({ head, now, may, draft, closings, notice }: UnfiledProps) {
  return (
    <StaffLayout title="発生届">
      {notice && (
        <Notice tone="success">
          <p>{notice}</p>
        </Notice>
      )}
      <CaseHeader head={head} now={now} portal="institution" tab="notification" />
      <p>この方の発生届はまだ提出されていません。</p>
      {may ? (
        <Form action={`/institution/cases/${head.id}/notification`}>
          <p>各タブに入力した内容が、発生届に自動反映されます。</p>
          <div class="actions">
            <button class="primary">{draft ? '発生届の入力を続ける' : '発生届を入力する'}</button>
          </div>
        </Form>
      ) : (
        <p>発生届は、登録した医療機関が提出します。</p>
      )}
      {may && !head.earlyClosedAt && (
        <p>
          <a href={`/institution/cases/${head.id}/close`}>発生届を提出せずに登録を終了</a>
        </p>
      )}
      {may && head.earlyClosedAt && (
        <Form action={`/institution/cases/${head.id}/reopen`}>
          <div class="actions">
            <button>登録を再開する</button>
          </div>
        </Form>
      )}
      <Closings closings={closings} />
    </StaffLayout>
  )
}
