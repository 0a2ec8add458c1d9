import { AppError } from '../../platform/http/errors.ts'
import type { Reply } from '../../platform/http/route.server.ts'
import type { RecordTab } from '../../programmes/tabs.ts'
import { besides } from './besides.server.tsx'
import { type C, formOf, headOf } from './desk.server.ts'
import type { RefusedStrike } from './Entry.tsx'
import type { CaseHead } from './head.server.ts'
import { findNotificationAnswers } from './head.server.ts'
import { type CaseRecord, currentRecord, listRecords } from './queries.server.ts'
import { type SharedRow, sharedRows } from './shared.ts'
import { type Sheet, TabPage } from './TabPage.tsx'
import { type CaseTab, canRecord, caseTabs, type Portal, tabHref } from './tabs.ts'

const notices: Record<string, string> = {
  saved: '登録しました。',
  unchanged: '変更はありませんでした。',
  struck: '記録を取り消しました。取り消した記録も残っています。',
  named: '診療を担当する医療機関を登録しました。',
  finished: '診療を担当する医療機関の登録を終えました。',
  reported: '健康状態の報告を記録しました。',
  registered: '完了しました。発生届を提出するまで、健康観察は始まりません。',
}

/** One tab of a case. 発生届 is a page of its own. */
export async function showTab(c: C, portal: Portal, refused: RefusedStrike | null = null): Promise<Reply> {
  const head = await headOf(c)
  const tab = c.params.tab ?? ''
  if (!Object.hasOwn(caseTabs, tab)) throw new AppError('not-found')
  if (tab === 'notification') return { redirect: tabHref(portal, head.id, tab) }
  const name = tab as CaseTab
  const page = (
    <TabPage
      head={head}
      now={c.now}
      portal={portal}
      tab={name}
      sheets={await sheetsOf(c, head, name)}
      shared={await sharedOf(c, head, name)}
      notice={notices[c.query.done ?? ''] ?? null}
      refused={refused}
    >
      {await besides(c, head, name, portal)}
    </TabPage>
  )
  return refused ? { page, status: refused.fault === 'reason' ? 422 : 409 } : { page }
}

async function sheetsOf(c: C, head: CaseHead, tab: CaseTab): Promise<Sheet[]> {
  const holds: readonly RecordTab[] = caseTabs[tab].holds
  const records = await listRecords(c.sql, head.id, holds)
  return holds.flatMap((each) => {
    const form = formOf(head, each, c.now)
    const own = records.filter((record) => record.tab === each)
    return form ? [{ tab: each, form, entries: grouped(own), mayRecord: canRecord(c.actor, head, each) }] : []
  })
}

/** Revisions of the same entry together, in the order they came. */
function grouped(records: CaseRecord[]): CaseRecord[][] {
  return [...new Set(records.map(({ entryId }) => entryId))].map((id) => records.filter(({ entryId }) => entryId === id))
}

async function sharedOf({ sql }: C, head: CaseHead, tab: CaseTab): Promise<SharedRow[]> {
  const [notification, identity, basics] = await Promise.all([
    findNotificationAnswers(sql, head.id),
    currentRecord(sql, head.id, 'identity'),
    currentRecord(sql, head.id, 'basics'),
  ])
  return sharedRows(tab, { notification, identity: tab === 'identity' ? null : identity, basics: tab === 'basics' ? null : basics })
}
