import type { ComponentChildren } from 'preact'
import { Notice } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'

/** So many sheets at once: half a minute of one processor (`npm run bench -- --only=pdf`). */
export const mostPrinted = 500

/** 「HER-SYS ID印字」 (D40). */
export const IdTick = () => (
  <label class="check">
    <input type="checkbox" name="hersysId" value="yes" />
    HER-SYS ID印字
  </label>
)

/** 「PDF（印刷用）」 of one 発生届 (D40). */
export function PrintOne({ action, revision }: { action: string; revision?: number }) {
  return (
    <form class="print" method="get" action={action}>
      {revision !== undefined && <input type="hidden" name="revision" value={revision} />}
      <button>PDF（印刷用）</button>
      <IdTick />
    </form>
  )
}

const formId = 'print'

/** The first cell of a line: who is ticked is printed. The box belongs to the form of `PrintMany`, wherever that stands. */
export function PrintTick({ caseId, hersysId, form = formId }: { caseId: string; hersysId: string; form?: string }) {
  return (
    <label class="tick">
      <input type="checkbox" name="case" value={caseId} form={form} />
      <span class="visually-hidden">{hersysId}を選ぶ</span>
    </label>
  )
}

type Many = {
  action: string
  /** The list that is returned to, where it is not the one of this action. */
  from?: string /** A search that can be printed as a whole: how many it found, and its conditions as hidden inputs. */
  all?: { count: number; children: ComponentChildren }
}

/** Several 発生届 as one PDF: those that are ticked, or all that a search found. Its pages load the script 'choose-all'. */
export function PrintMany({ action, all, from }: Many) {
  return (
    <Form action={action} id={formId} class="print-many" label="発生届の印刷">
      <h2>発生届の印刷</h2>
      <p class="hint">
        選んだ方の発生届を1つのPDFにします（一度に{mostPrinted}名まで）。未提出の発生届は含まれません。100名で数秒、{mostPrinted}
        名で30秒ほどかかります。
      </p>
      {all && all.count > mostPrinted && (
        <p class="hint">検索結果の全員を印刷するには、{mostPrinted}名以下になるように条件を絞り込んでください。</p>
      )}
      <div class="print">
        <label class="check" data-choose-all={formId} hidden>
          <input type="checkbox" />
          この一覧の全員を選ぶ
        </label>
        <IdTick />
      </div>
      <div class="actions">
        <button name="which" value="chosen">
          選んだ方をPDF（印刷用）
        </button>
        {all && all.count <= mostPrinted && (
          <button name="which" value="all">
            検索結果の全員をPDF（印刷用）
          </button>
        )}
      </div>
      {from && <input type="hidden" name="from" value={from} />}
      {all?.children}
    </Form>
  )
}

/** A case that was only registered has no 発生届 to print. */
export const isPrintable = ({ state }: { state: string }) => !['draft', 'early-closed'].includes(state)

export type PrintFault = 'none' | 'many' | 'gone'
const faults: Record<PrintFault, string> = {
  none: '印刷する方が選ばれていません。一覧で、印刷する方の左にチェックを入れてください。',
  many: `一度に印刷できるのは${mostPrinted}名までです。条件を絞り込むか、選ぶ方を減らしてください。`,
  gone: '選んだ方のなかに、いまは印刷できない方がいます（発生届が未提出、または閲覧できる期間が終わった方）。一覧を開き直して選んでください。',
}

/** Why nothing was printed. `children` is the way back, with the conditions that were typed. */
export function PrintRefusedPage({ fault, children }: { fault: PrintFault; children: ComponentChildren }) {
  return (
    <StaffLayout title="発生届の印刷">
      <Notice tone="danger" title="印刷できません">
        <p>{faults[fault]}</p>
      </Notice>
      {children}
    </StaffLayout>
  )
}
