import type { ComponentChildren } from 'preact'
import { addDays, japaneseDay } from '../../lib/japanese-day.ts'
import { shortDay } from '../../lib/staff-time.ts'
import { listReports } from '../daily-report/queries.server.ts'
import { Occupancy, OverfullNotice } from '../place/Fullness.tsx'
import { overfullDays } from '../place/fullness.ts'
import { listPlaceDays } from '../place/queries.server.ts'
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
    return (
      <>
        <Stays stays={stays} caseId={head.id} portal={portal} />
        {await placesOf(c, head)}
      </>
    )
  }
  if (tab === 'movements' && portal === 'centre')
    return (
      <p>
        <a class="button" href={`${base}/contacts`}>
          濃厚接触者を見る・登録する
        </a>
      </p>
    )
  if (tab === 'observation') return observation(c, head, portal)
  if (tab === 'measures') {
    const courses = (await listRecords(c.sql, head.id, ['course'])).filter(
      (r) => r.supersededAt === null && !r.struck && r.answers.severity,
    )
    return <WhatWasDecided head={head} course={courses[0] ?? null} portal={portal} />
  }
  return null
}

/** Where this person stays is over its capacity; and what is free elsewhere. */
async function placesOf({ sql, now }: C, head: CaseHead): Promise<ComponentChildren> {
  const today = japaneseDay(now)
  const [days, places, stays] = await Promise.all([
    listPlaceDays(sql, today, 7),
    sql<{ id: string; name: string; closedOn: string | null }[]>`select id, name, closed_on from places order by name, id`,
    sql<{ placeId: string }[]>`
      select place_id from place_stays where case_id = ${head.id} and coalesce(until_on, 'infinity') > ${today}`,
  ])
  const own = new Set(stays.map(({ placeId }) => placeId))
  const numbers = (id: string) => days.filter(({ placeId }) => placeId === id)
  const known = places.filter(({ id }) => numbers(id).length > 0)
  if (known.length === 0) return null
  return (
    <>
      {known
        .filter(({ id }) => own.has(id))
        .map(({ id, name }) => (
          <OverfullNotice key={id} name={name} days={overfullDays(numbers(id))} />
        ))}
      <details>
        <summary>施設の空き（本日の入所者数 / 定員）</summary>
        <ul>
          {known
            .filter(({ closedOn }) => closedOn === null)
            .map(({ id, name }) => (
              <li key={id}>
                {name}：<Occupancy day={numbers(id)[0]} />
              </li>
            ))}
        </ul>
      </details>
    </>
  )
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
