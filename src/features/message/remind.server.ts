import { languages } from '../../i18n/t.ts'
import { type Day, instantOfJapaneseTime, japaneseDay, japaneseTime } from '../../lib/japanese-day.ts'
import { mobilePattern } from '../../lib/phone-number.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { centreSettings } from '../organisation/centre-settings.ts'
import { invitationBody, invitationSubject } from './invitation.ts'
import { messageKinds } from './kinds.ts'

/** Nobody is texted at night: what was not sent by then is not sent that day. */
export const latestTime = '21:00'

type Centre = { id: string; name: string; messageNote: string | null; settings: unknown; doneHour: string | null }
type Round = { centre: Centre; hour: string; day: Day; from: Date; until: Date; publicUrl: string; now: Date }

/**
 * The daily notice (C31): whoever is under observation gets it at the hour of their centre (setting `reminderAt`), whether or not they
 * reported, in the language of their account or else of the case; by SMS on a mobile, else by mail where they are registered. Not where the
 * centre has accepted a stop (C32). Once per case and Japanese day, however often and by how many workers it is run. Returns how many were
 * queued.
 */
export async function remind(sql: Sql, publicUrl: string, now: Date): Promise<number> {
  const day = japaneseDay(now)
  const centres = await sql<Centre[]>`
    select o.id, o.name, o.message_note, o.settings, r.hour as done_hour
      from organisations o left join reminder_runs r on r.centre_id = o.id and r.on_day = ${day} where o.kind = 'centre' order by o.id`
  let queued = 0
  for (const centre of centres) {
    const hour = centreSettings(centre.settings).reminderAt
    const from = instantOfJapaneseTime(day, hour)
    const until = instantOfJapaneseTime(day, hour < latestTime ? latestTime : '23:59')
    if (from <= now && now < until) queued += await remindCentre(sql, { centre, hour, day, from, until, publicUrl, now })
  }
  if (japaneseTime(now) < '01:00') await sql`delete from message_marks where on_day < ${day}::date - 3`
  return queued
}

/**
 * One statement for a whole centre, so that a hundred thousand reminders never pass through this process. Every join after the first
 * scan goes by a key, so that the planner cannot err however old its statistics are.
 */
async function remindCentre(sql: Sql, { centre, hour, day, from, until, publicUrl, now }: Round): Promise<number> {
  const texts = Object.keys(languages).map((language) => ({
    language,
    subject: invitationSubject(language),
    body: invitationBody({ language, centreName: centre.name, hersysId: '{hersysId}', publicUrl, note: centre.messageNote }),
  }))
  // A centre that is done for the day still gets those who came to it since (the giver's hour may not have come), or whose end was taken back.
  const midnight = instantOfJapaneseTime(day, '00:00')
  const late = sql`and w.case_id in (
    select h.case_id from hand_overs h where h.to_centre_id = ${centre.id} and h.state = 'accepted' and h.decided_at >= ${midnight}
    union all select x.case_id from watch_reopenings x where x.reopened_at >= ${midnight})`
  const hasMobile = sql`coalesce(c.phone ~ ${mobilePattern.source}, false)`
  const ofAccount = (column: ReturnType<Sql>) =>
    sql`(select ${column} from registrations r join patient_accounts a on a.id = r.account_id where r.case_id = c.id and r.ended_at is null order by r.merged_from is not null, r.created_at, r.id limit 1)`
  const mailAddress = ofAccount(sql`a.email`)
  const language = sql`coalesce(${ofAccount(sql`a.language`)}, c.language)`
  const isStopped = sql`exists (select from notice_stops s where s.case_id = c.id and s.state = 'accepted')`
  const isDead = sql`exists (select from attention_items i where i.case_id = c.id and i.kind = 'sms-undeliverable' and i.closed_at is null)`
  const isKnown = (facts: string[]) =>
    sql`exists (select from phone_facts f where f.phone = c.phone and f.ended_at is null and f.fact = any(${facts}))`
  const withoutWeb = sql`exists (
    select from observation_plans p where p.case_id = c.id and p.superseded_at is null and not 'web' = any (p.channels))`
  const bySms = sql`(${hasMobile} and not ${isKnown(['not-mobile', 'stopped'])} and not ${isDead})`
  // Who has answered STOP gets none by mail either.
  const byMail = sql`(not (${hasMobile} and ${isKnown(['stopped'])}) and ${mailAddress} is not null)`
  return sql.begin(async (tx) => {
    const sql = tx as unknown as Sql
    const [row] = await sql<{ queued: number }[]>`
      with marked as (
        insert into message_marks (kind, on_day, case_id)
        select 'report-reminder', ${day}, c.id from watches w join cases c on c.id = w.case_id
         where w.owner_centre_id = ${centre.id} and w.state = 'observing' and w.began_at < ${from} and c.state <> 'withdrawn' and not ${isStopped}
           and not ${withoutWeb} and (${bySms} or ${byMail})
           ${centre.doneHour === hour ? late : sql``}
        on conflict do nothing returning case_id),
      texts as (select * from jsonb_to_recordset(${sql.json(texts)}) as t (language text, subject text, body text)),
      queued as (
        insert into messages (id, created_at, kind, channel, recipient, subject, body, language, case_id, send_after, valid_until, priority, updated_at)
        select uuid_at(${now}), ${now}, 'report-reminder', case when ${bySms} then 'sms' else 'mail' end,
               case when ${bySms} then c.phone else ${mailAddress} end, case when ${bySms} then null else t.subject end,
               replace(t.body, '{hersysId}', c.hersys_id), t.language, c.id, ${now}, ${until}, ${messageKinds['report-reminder'].priority}, ${now}
          from marked join cases c on c.id = marked.case_id
          join texts t on t.language = case when ${language} = any (${Object.keys(languages)}) then ${language} else 'ja' end
        returning 1)
      select count(*)::int as queued from queued`
    await sql`
      insert into reminder_runs (on_day, centre_id, hour) values (${day}, ${centre.id}, ${hour}) on conflict (on_day, centre_id) do update set hour = excluded.hour`
    if (row!.queued > 0) await sql`select pg_notify('messages', '')`
    return row!.queued
  }) as Promise<number>
}
