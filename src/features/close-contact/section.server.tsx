import type { ComponentChildren } from 'preact'
import { daysBetween, japaneseDay } from '../../lib/japanese-day.ts'
import type { Context, Staff } from '../../platform/http/route.server.ts'
import { programmeOf } from '../../programmes/registry.ts'
import { ContactTable, QuarantineNotice } from './ContactsPage.tsx'
import { listContactFacts, listContactsOf } from './queries.server.ts'

type C = Pick<Context<Staff>, 'sql' | 'now' | 'shows'>
type Of = { id: string; disease: string; state: string }

/** What a contact's own page says first; null for anybody who never was one. */
export async function quarantineOf(c: C, of: Of, base: string): Promise<ComponentChildren> {
  const facts = await listContactFacts(c.sql, of.id)
  const [latest] = facts
  if (!latest) return null
  const period = programmeOf(of.disease).quarantinePeriod({ lastContactOn: latest.lastContactOn, on: japaneseDay(c.now) })
  const rule = period && { ...period, days: daysBetween(period.dayZero, period.lastDay) }
  return <QuarantineNotice facts={facts} rule={rule} base={base} />
}

/** Contacts named from a case. */
export async function contactsOf(c: C, of: Of, mayAdd: boolean): Promise<ComponentChildren> {
  const lines = await listContactsOf(c.sql, of.id)
  c.shows(...lines.map(({ caseId }) => caseId))
  return (
    <section aria-labelledby="contacts">
      <h2 id="contacts">濃厚接触者</h2>
      {mayAdd && (
        <p>
          <a class="button" href={`/centre/cases/${of.id}/contacts/new`}>
            濃厚接触者を登録
          </a>
        </p>
      )}
      {lines.length === 0 ? (
        <p class="empty">まだ登録がありません。</p>
      ) : (
        <ContactTable lines={lines} now={c.now} caption="この感染者の濃厚接触者" base="/centre" isOfOne />
      )}
    </section>
  )
}
