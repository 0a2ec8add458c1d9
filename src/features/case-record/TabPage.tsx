import type { ComponentChildren } from 'preact'
import type { Form as FormOf } from '../../fields/fields.ts'
import { Review } from '../../fields/Review.tsx'
import { answersFor, type RecordTab, singleTabs } from '../../programmes/tabs.ts'
import { Facts, Notice } from '../../ui/bits.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { useT } from '../../ui/shell.ts'
import { CaseHeader } from './CaseHeader.tsx'
import { Entry, History, type RefusedStrike, Written } from './Entry.tsx'
import type { CaseHead } from './head.server.ts'
import type { CaseRecord } from './queries.server.ts'
import type { SharedRow } from './shared.ts'
import { type CaseTab, caseTabs, type Portal, tabHref } from './tabs.ts'

/** The records of one kind on this tab: each entry with its revisions, the newest first. */
export type Sheet = { tab: RecordTab; form: FormOf; entries: CaseRecord[][]; mayRecord: boolean }

type Props = {
  head: CaseHead
  now: Date
  portal: Portal
  tab: CaseTab
  sheets: Sheet[]
  shared: SharedRow[]
  notice: string | null
  refused: RefusedStrike | null
  /** What a tab shows besides: reports, stays, treating institutions. */
  children?: ComponentChildren
}

/** One tab of a case: what stands, how it came to stand, and the way to add to it or correct it. */
export function TabPage({ head, now, portal, tab, sheets, shared, notice, refused, children }: Props) {
  return (
    <StaffLayout title={caseTabs[tab].label} wide>
      <CaseHeader head={head} now={now} portal={portal} tab={tab} />
      {notice && (
        <Notice tone="success">
          <p>{notice}</p>
        </Notice>
      )}
      {children}
      {sheets.map((sheet) =>
        singleTabs.includes(sheet.tab) ? (
          <Single key={sheet.tab} sheet={sheet} head={head} portal={portal} />
        ) : (
          <Several key={sheet.tab} sheet={sheet} head={head} portal={portal} refused={refused} />
        ),
      )}
      <Shared rows={shared} caseId={head.id} portal={portal} />
    </StaffLayout>
  )
}

type SheetProps = { sheet: Sheet; head: CaseHead; portal: Portal }
const recordsHref = (portal: Portal, caseId: string, tab: RecordTab) => `/${portal}/cases/${caseId}/records/${tab}`

function Single({ sheet: { tab, form, entries, mayRecord }, head, portal }: SheetProps) {
  const t = useT()
  const revisions = entries[0] ?? []
  const current = revisions[0]
  const own = recordsHref(portal, head.id, tab)
  return (
    <section aria-labelledby={`sheet-${tab}`}>
      <h2 id={`sheet-${tab}`}>{form.title}</h2>
      {current ? (
        <>
          <Written record={current} />
          <Review form={form} answers={answersFor(form, current)} words={t} />
        </>
      ) : (
        <p class="empty">まだ入力されていません。</p>
      )}
      {mayRecord && (
        <p>
          <a class="button" href={current ? `${own}/${current.entryId}` : `${own}/new`}>
            {current ? '編集' : '入力する'}
          </a>
        </p>
      )}
      <History revisions={revisions} />
    </section>
  )
}

function Several({ sheet, head, portal, refused }: SheetProps & { refused: RefusedStrike | null }) {
  const { tab, form, entries, mayRecord } = sheet
  const own = recordsHref(portal, head.id, tab)
  return (
    <section aria-labelledby={`sheet-${tab}`}>
      <h2 id={`sheet-${tab}`}>{form.title}</h2>
      {mayRecord && (
        <p>
          <a class="button" href={`${own}/new`}>
            {form.title}を追加
          </a>
        </p>
      )}
      {tab === 'course' && portal === 'institution' && !mayRecord && (
        <p class="hint">
          経過の記録は、入院医療機関と保健所が入力します。診察したときの体温やSpO2は、
          <a href={tabHref(portal, head.id, 'observation')}>健康観察</a>の報告に入力できます。
        </p>
      )}
      {entries.length === 0 ? (
        <p class="empty">まだ記録がありません。</p>
      ) : (
        <ul class="entries">
          {entries.map((revisions) => (
            <Entry
              key={revisions[0]!.entryId}
              revisions={revisions}
              href={mayRecord ? `${own}/${revisions[0]!.entryId}` : null}
              refused={refused?.entryId === revisions[0]!.entryId ? refused : null}
            />
          ))}
        </ul>
      )}
    </section>
  )
}

/** What stands on another tab: shown, never typed twice. */
function Shared({ rows, caseId, portal }: { rows: SharedRow[]; caseId: string; portal: Portal }) {
  if (rows.length === 0) return null
  const owners = [...new Set(rows.map(({ owner }) => owner))]
  return (
    <section aria-labelledby="shared">
      <h2 id="shared">他のタブの同一項目</h2>
      <p class="hint">入力されたタブの内容を表示しています。変更は、そのタブで行います。</p>
      {owners.map((owner) => (
        <section key={owner} aria-label={caseTabs[owner].label}>
          <h3>
            <a href={tabHref(portal, caseId, owner)}>{caseTabs[owner].label}</a>
          </h3>
          <Facts rows={rows.filter((row) => row.owner === owner).map(({ question, answer }) => [question, answer])} />
        </section>
      ))}
    </section>
  )
}
