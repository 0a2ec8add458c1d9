import type { ComponentChildren } from 'preact'
import { addDays, japaneseDay } from '../../lib/japanese-day.ts'
import { shortDay } from '../../lib/staff-time.ts'
import { listReports } from '../daily-report/queries.server.ts'
import { listTreatments, mayNameTreatment } from '../treatment/queries.server.ts'
import { TreatmentSection } from '../treatment/TreatmentSection.tsx'
import { NumberForm, Stays, WhatWasDecided } from './Besides.tsx'
import type { C } from './desk.server.ts'
import type { CaseHead } from './head.server.ts'
import { listRecords } from './queries.server.ts'
import { ReportSection } from './ReportTable.tsx'
import type { CaseTab, Portal } from './tabs.ts'

/** What a tab shows above its own records: of other features, or of records that another tab owns. */
export async function besides(c: C, head: CaseHead, tab: CaseTab, portal: Portal): Promise<ComponentChildren> {
  const base = `/${portal}/cases/${head.id}`
  if (tab === 'identity')
    return (
      <NumberForm
        head={head}
        base={base}
        mayChange={c.actor.orgKind === 'centre' && c.actor.orgId === (head.ownerCentreId ?? head.notifiedCentreId)}
      />
    )
  if (tab === 'medical') {
    const may = head.state !== 'withdrawn' && portal !== 'prefecture' && (await mayNameTreatment(c.sql, head.id))
    return <TreatmentSection base={base} treatments={await listTreatments(c.sql, head.id)} now={c.now} mayName={may} />
  }
  if (tab === 'places') {
    const stays = (await listRecords(c.sql, head.id, ['medical'])).filter(
      (r) => r.supersededAt === null && !r.struck && r.answers.care === 'inpatient',
    )
    return <Stays stays={stays} caseId={head.id} portal={portal} />
  }
  if (tab === 'observation') return observation(c, head, portal)
  if (tab === 'measures') {
    const courses = (await listRecords(c.sql, head.id, ['course'])).filter(
      (r) => r.supersededAt === null && !r.struck && r.answers.severity,
    )
    return <WhatWasDecided head={head} course={courses[0] ?? null} portal={portal} />
  }
  return null
}

async function observation(c: C, head: CaseHead, portal: Portal): Promise<ComponentChildren> {
  if (head.state === 'draft') return null
  const from = addDays(head.periodFrom ?? japaneseDay(c.now), -31)
  const reports = await listReports(c.sql, { caseId: head.id, from, to: japaneseDay(c.now) })
  const isOwner = portal === 'centre' && head.ownerCentreId === c.actor.orgId
  const mayEnter = isOwner || (portal === 'institution' && head.watchState === 'observing')
  return (
    <section aria-labelledby="reports">
      <h2 id="reports">健康状態の報告</h2>
      <p>
        健康観察期間：
        {head.periodFrom && head.periodTo ? `${shortDay(head.periodFrom)}～${shortDay(head.periodTo)}` : '担当の保健所が決めています'}
      </p>
      {mayEnter && (
        <p>
          <a class="button" href={`/${portal}/cases/${head.id}/reports/new`}>
            報告を入力する
          </a>
        </p>
      )}
      <ReportSection reports={reports} correctAt={isOwner ? `/centre/cases/${head.id}/reports` : null} />
    </section>
  )
}
