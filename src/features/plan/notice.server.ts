import { instantOfJapaneseTime, japaneseDay } from '../../lib/japanese-day.ts'
import { phoneKind } from '../../lib/phone-number.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { type NoticeFacts, type NoticeToday, noticeSentences, noticeToday } from '../message/notice-today.ts'
import { latestTime } from '../message/remind.server.ts'
import { centreSettings } from '../organisation/centre-settings.ts'

type Row = {
  state: NoticeFacts['watch']
  caseState: string
  beganAt: string | null
  settings: unknown
  phone: string | null
  hasMail: boolean
  planHasWeb: boolean
  isStopped: boolean
  known: NoticeFacts['known']
  isUndeliverable: boolean
  madeAt: string | null
  madeState: string | null
}
export type Notice = { today: NoticeToday; hour: string; made: { at: string; state: string } | null }

/** What stands about today's notice of this patient. Null: not a case that this actor sees. */
export async function findNotice(sql: Sql, caseId: string, now: Date): Promise<Notice | null> {
  const midnight = instantOfJapaneseTime(japaneseDay(now), '00:00')
  const [row] = await sql<Row[]>`
    select w.state, c.state as case_state, w.began_at, o.settings, c.phone,
           exists (select from registrations r where r.case_id = c.id and r.ended_at is null) as has_mail,
           not exists (select from observation_plans p where p.case_id = c.id and p.superseded_at is null and not 'web' = any (p.channels)) as plan_has_web,
           exists (select from notice_stops s where s.case_id = c.id and s.state = 'accepted') as is_stopped,
           (select f.fact from phone_facts_of(c.id) f where f.ended_at is null and f.fact in ('stopped', 'not-mobile') order by f.fact desc limit 1) as known,
           exists (select from attention_items i where i.case_id = c.id and i.kind = 'sms-undeliverable' and i.closed_at is null) as is_undeliverable,
           m.created_at as made_at, m.state as made_state
      from cases c left join watches w on w.case_id = c.id left join organisations o on o.id = w.owner_centre_id
      left join lateral (select created_at, state from messages where case_id = c.id and kind = 'report-reminder' and created_at >= ${midnight}
                          order by created_at desc, id desc limit 1) m on true
     where c.id = ${caseId}`
  if (!row) return null
  const hour = centreSettings(row.settings).reminderAt
  const from = instantOfJapaneseTime(japaneseDay(now), hour)
  const until = instantOfJapaneseTime(japaneseDay(now), hour < latestTime ? latestTime : '23:59')
  const today = noticeToday({
    watch: row.state,
    isWithdrawn: row.caseState === 'withdrawn',
    beganBefore: row.beganAt !== null && new Date(row.beganAt) < from,
    round: now < from ? 'before' : now < until ? 'open' : 'over',
    planHasWeb: row.planHasWeb,
    isStopped: row.isStopped,
    phone: row.phone === null ? 'absent' : phoneKind(row.phone),
    known: row.known,
    isUndeliverable: row.isUndeliverable,
    hasMail: row.hasMail,
    isMade: row.madeAt !== null,
  })
  return { today, hour, made: row.madeAt ? { at: row.madeAt, state: row.madeState ?? '' } : null }
}

/** In words, why this patient gets, or gets no, notice today. */
export function noticeInWords({ today, hour }: Notice): string {
  if (!today.gets) return noticeSentences[today.reason]
  const way = today.way === 'sms' ? 'SMS' : '登録したメールアドレス'
  return today.when === 'later' ? `今日のお知らせは、${hour}に${way}へ送ります。` : `今日のお知らせを、まもなく${way}へ送ります。`
}
