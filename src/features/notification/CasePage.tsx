import type { AnyAnswers, Form as FormOf } from '../../fields/fields.ts'
import { Review } from '../../fields/Review.tsx'
import { formatDay, formatInstant, formatNumber } from '../../i18n/format.ts'
import { daysBetween, japaneseDay } from '../../lib/japanese-day.ts'
import { levelLabels } from '../../lib/level-labels.ts'
import { Badge, Facts, Notice, Table } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { useT } from '../../ui/shell.ts'
import { CaseHeader } from '../case-record/CaseHeader.tsx'
import type { CaseHead } from '../case-record/head.server.ts'
import { InquiryNotice } from '../inquiry/Inquiries.tsx'
import type { Inquiry } from '../inquiry/queries.server.ts'
import { PrintOne } from './PrintForms.tsx'
import { periodText } from './period.ts'
import type { FiledCase, FiledRevision, ReportLine } from './queries/filed.server.ts'
import { revisionLabel } from './revision-label.ts'
import type { Withdrawal } from './withdraw.server.ts'

type Props = {
  found: FiledCase
  head: CaseHead
  now: Date
  form: FormOf
  answers: AnyAnswers
  revisions: FiledRevision[]
  reports: ReportLine[]
  withdrawals: Withdrawal[]
  mayCorrect: boolean
  mayWithdraw: boolean
  mayCopy: boolean
  notice: string | null
  inquiries: Inquiry[]
  /** This institution; a revision of another is a correction by the health centre. */
  own: string
}

/** The 発生届 of a case as filed (D38), with what became of it. */
export function CasePage(props: Props) {
  const { found, head, now, form, answers, revisions, reports, withdrawals, notice } = props
  const t = useT()
  const [latest, first] = [revisions[0]!, revisions.at(-1)!]
  const on = (instant: string) => formatDay(t, japaneseDay(new Date(instant)))
  return (
    <StaffLayout title="発生届">
      {notice && (
        <Notice tone="success">
          <p>{notice}</p>
        </Notice>
      )}
      <CaseHeader head={head} now={now} portal="institution" tab="notification" />
      <InquiryNotice caseId={found.id} inquiries={props.inquiries} mayAnswer={found.reportingInstitutionId === props.own} />
      <WithdrawalNotice withdrawals={withdrawals} />
      <CorrectedByCentre revision={latest} isFirst={revisions.length === 1} />
      <p>
        初回報告： {first.orgName}（{on(first.filedAt)}）<br />
        最終更新： {latest.orgName}（{on(latest.filedAt)}）
      </p>
      <details class="operations" open>
        <summary>操作メニュー</summary>
        <Menu {...props} />
      </details>
      <Facts
        rows={[
          ['保健所確認済', found.confirmedAt ? on(found.confirmedAt) : '未確認'],
          ['届出保健所', found.notifiedCentreName],
          ['担当保健所', found.ownerCentreName],
          ['健康観察期間', periodOfCase(found)],
        ]}
      />
      <Reports reports={reports} />
      <Review form={form} answers={answers} words={t} />
      <p>({found.confirmedAt ? `保健所確認済：${on(found.confirmedAt)}` : '保健所未確認'})</p>
      <Menu {...props} />
      {revisions.length > 1 && <Revisions caseId={found.id} revisions={revisions} />}
    </StaffLayout>
  )
}

function periodOfCase({ periodFrom, periodTo, endKind }: FiledCase): string | null {
  if (!periodFrom || !periodTo || endKind === 'death') return null
  return periodText({ from: periodFrom, until: periodTo, days: daysBetween(periodFrom, periodTo) + 1 })
}

/** What can be done with it, at the top and at the bottom (D38). */
function Menu({ found, mayCorrect, mayWithdraw, mayCopy }: Props) {
  return (
    <div class="actions">
      {mayCorrect && (
        <Form action={`/institution/notifications/${found.id}/edit`}>
          <button>編集</button>
        </Form>
      )}
      {mayCopy && (
        <>
          <Form action={`/institution/notifications/${found.id}/copy`}>
            <button>コピーして追加登録</button>
          </Form>
          <Form action={`/institution/notifications/${found.id}/add`}>
            <button>追加登録</button>
          </Form>
        </>
      )}
      {mayWithdraw && (
        <a class="button" href={`/institution/notifications/${found.id}/withdraw`}>
          削除
        </a>
      )}
      <PrintOne action={`/institution/notifications/${found.id}/pdf`} />
    </div>
  )
}

/** The centre's correction with its reason: nobody should have to look for it among the revisions. */
function CorrectedByCentre({ revision, isFirst }: { revision: FiledRevision; isFirst: boolean }) {
  const t = useT()
  if (revision.orgKind !== 'centre' || isFirst) return null
  return (
    <Notice title="保健所が発生届を訂正しました">
      <p>
        {formatInstant(t, new Date(revision.filedAt))} {revision.orgName} {revision.authorName}「{revision.reason}」
      </p>
    </Notice>
  )
}

function WithdrawalNotice({ withdrawals }: { withdrawals: Withdrawal[] }) {
  const t = useT()
  const last = withdrawals[0]
  if (!last) return null
  const texts = {
    asked: '保健所に取り下げを依頼しています。保健所が承認するまで健康観察は続きます。',
    agreed: '保健所が取り下げを承認しました。健康観察は終了しています。',
    refused: '保健所が取り下げを見送りました。健康観察は続いています。',
  }
  return (
    <Notice tone={last.state === 'asked' ? 'warning' : 'info'} title="発生届の取り下げ">
      <p>{last.restoredAt ? '保健所が取り下げを取り消し、発生届を元に戻しました。健康観察は続いています。' : texts[last.state]}</p>
      <p class="hint">
        依頼: {formatInstant(t, new Date(last.askedAt))} {last.askedByName}「{last.reason}」
        {last.decisionNote && ` 保健所より: ${last.decisionNote}`}
        {last.restoreNote && ` 取り消しの理由: ${last.restoreNote}`}
      </p>
    </Notice>
  )
}

const tones = { urgent: 'danger', watch: 'warning', stable: 'success' } as const

function Reports({ reports }: { reports: ReportLine[] }) {
  const t = useT()
  if (reports.length === 0) return null
  return (
    <section>
      <h2>直近の健康状態</h2>
      <Table caption="直近の健康状態" head={['報告日時', '状態', '体温', 'SpO2']}>
        {reports.map((report) => (
          <tr key={report.reportedAt}>
            <td>{formatInstant(t, new Date(report.reportedAt))}</td>
            <td>
              <Badge tone={tones[report.level]}>{levelLabels[report.level]}</Badge>
            </td>
            <td>{report.temperature === null ? '-' : `${formatNumber(t, report.temperature)}℃`}</td>
            <td>{report.spo2 === null ? '-' : `${report.spo2}%`}</td>
          </tr>
        ))}
      </Table>
    </section>
  )
}

function Revisions({ caseId, revisions }: { caseId: string; revisions: FiledRevision[] }) {
  const t = useT()
  return (
    <section>
      <h2>更新の履歴</h2>
      <Table caption="更新の履歴" head={['版', '日時', '更新者', '理由']}>
        {revisions.map((revision) => (
          <tr key={revision.id}>
            <td>
              <a href={`/institution/notifications/${caseId}/revisions/${revision.revision}`}>{revisionLabel(revision.revision)}</a>
            </td>
            <td>{formatInstant(t, new Date(revision.filedAt))}</td>
            <td>
              {revision.orgName} {revision.authorName}
            </td>
            <td>{revision.reason ?? '初回報告'}</td>
          </tr>
        ))}
      </Table>
    </section>
  )
}
