import type { Sql } from '../../platform/db/sql.server.ts'
import type { Channel, Counted, Line } from './measures.ts'

type Row = Counted & { orgId: string | null; name: string | null; channel: Channel | null; ofAllOrgs: boolean; ofAllChannels: boolean }

/**
 * Reports of the institutions whose 届出保健所 this centre is, since that instant: by institution and way, and all together. One range of one index.
 * A report from before the measures began counts as a report, and tells nothing of its questions.
 */
export async function measureReports(sql: Sql, centreId: string, since: Date): Promise<{ lines: Line[]; total: Line }> {
  const rows = await sql<Row[]>`
    select f.org_id, o.name, f.channel, grouping(f.org_id) = 1 as of_all_orgs, grouping(f.channel) = 1 as of_all_channels, count(*)::int as reports,
           coalesce(sum(f.asked), 0)::int as asked, coalesce(sum(f.asked - f.gaps), 0)::int as filled, count(f.delay_days)::int as dated,
           percentile_disc(0.5) within group (order by f.delay_days) as median, percentile_disc(0.9) within group (order by f.delay_days) as nine_of_ten
      from case_forms f left join organisations o on o.id = f.org_id
     where f.centre_id = ${centreId} and f.filed_at >= ${since}
     group by grouping sets ((f.org_id, o.name, f.channel), (f.org_id, o.name), (f.channel), ())`
  const lineOf = (row: Row): Line => ({
    ...row,
    name: row.name ?? '一覧に無い医療機関（FAX）',
    byChannel: Object.fromEntries(
      rows
        .filter((each) => !each.ofAllChannels && each.ofAllOrgs === row.ofAllOrgs && each.orgId === row.orgId)
        .map((each) => [each.channel!, each]),
    ),
  })
  const whole = rows.filter(({ ofAllChannels }) => ofAllChannels)
  const total = whole.find(({ ofAllOrgs }) => ofAllOrgs)
  return {
    lines: whole.filter(({ ofAllOrgs }) => !ofAllOrgs).map(lineOf),
    total: total ? { ...lineOf(total), name: '合計' } : nothing,
  }
}

const nothing: Line = { orgId: null, name: '合計', reports: 0, asked: 0, filled: 0, dated: 0, median: null, nineOfTen: null, byChannel: {} }
