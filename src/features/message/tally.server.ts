import type { Sql } from '../../platform/db/sql.server.ts'

/** Counting stays behind by so much: what a worker is just writing down as sent is not passed over. */
const behindMs = 2 * 60_000

/** Adds what was sent since the last time to the count of its centre and Japanese day. A transaction: killed, it begins again. */
export async function tallySms(sql: Sql, now: Date): Promise<void> {
  const until = new Date(now.getTime() - behindMs)
  await sql.begin(async (tx) => {
    const mine = tx as unknown as Sql
    await mine`insert into sms_tally_mark (until) values ('epoch') on conflict do nothing`
    const [mark] = await mine<{ until: string }[]>`select until from sms_tally_mark for update`
    if (new Date(mark!.until) >= until) return
    await mine`
      insert into sms_tallies as t (on_day, centre_id, kind, provider, sent, segments)
      select (m.sent_at at time zone 'Asia/Tokyo')::date, coalesce(w.owner_centre_id, c.notified_centre_id, m.org_id), m.kind, coalesce(m.provider, 'first'), count(*),
             sum(coalesce(m.segments, 1))
        from messages m left join cases c on c.id = m.case_id left join watches w on w.case_id = m.case_id
       where m.channel = 'sms' and m.sent_at >= ${mark!.until} and m.sent_at < ${until}
         and coalesce(w.owner_centre_id, c.notified_centre_id, m.org_id) is not null
       group by 1, 2, 3, 4
      on conflict (centre_id, on_day, kind, provider) do update set sent = t.sent + excluded.sent, segments = t.segments + excluded.segments`
    await mine`update sms_tally_mark set until = ${until}`
  })
}
