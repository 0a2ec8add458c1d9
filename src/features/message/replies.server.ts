import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { learn, unlearn } from './phone-facts.server.ts'
import { meaningOf, soundsUrgent } from './sms-words.ts'

type Reply = { id: string; receivedAt: string; phone: string; body: string }
type Named = { caseId: string; isObserved: boolean }

/**
 * What somebody has answered by SMS. STOP bars the number at once and every patient's centre who is observed under it hears; START undoes it.
 * Anything else (also a START where nothing is stopped: it may answer a question) is for a person: an item at the case that was last written to under this number, red where it names an urgent sign.
 */
export async function takeReply(sql: Sql, { id, receivedAt, phone, body }: Reply, now: Date): Promise<void> {
  const meaning = meaningOf(body)
  const cases = await listCasesOfPhone(sql, phone)
  const meant = cases[0]
  await sql`
    insert into sms_replies (id, at, phone, body, meaning, case_id) values (${id}, ${receivedAt}, ${phone}, ${body}, ${meaning}, ${meant?.caseId ?? null})`
  if (meaning === 'stop') {
    await learn(sql, phone, 'stopped', 'reply', now)
    for (const { caseId, isObserved } of cases) if (isObserved) await raise(sql, caseId, 'sms-stopped', false, id, now)
  } else if (meaning === 'start' && (await unlearn(sql, [phone], ['stopped'], 'reply', now))) {
    for (const { caseId } of cases) await sql`select meet_item(${caseId}, 'sms-stopped', ${now})`
  } else if (meant) await raise(sql, meant.caseId, 'sms-reply', soundsUrgent(body), id, now)
}

const raise = (sql: Sql, caseId: string, kind: string, urgent: boolean, reply: string, now: Date) =>
  sql`select raise_item(${uuidv7(now)}, null, ${caseId}, '', ${kind}, ${urgent}, ${now}, ${sql.json({ reply })}, ${now})`

/** Cases under this number, the one last written to first among those observed, then among the others; locked in the order of ids. */
async function listCasesOfPhone(sql: Sql, phone: string): Promise<Named[]> {
  await sql`select from watches where case_id in (select id from cases where phone = ${phone}) order by case_id for no key update`
  return sql<Named[]>`
    select c.id as case_id, coalesce(w.state = 'observing', false) as is_observed from cases c left join watches w on w.case_id = c.id
      left join lateral (select m.created_at from messages m where m.case_id = c.id and m.channel = 'sms' order by m.created_at desc limit 1) m on true
     where c.phone = ${phone} and c.state <> 'withdrawn'
     order by coalesce(w.state = 'observing', false) desc, m.created_at desc nulls last, c.created_at desc, c.id limit 20`
}
