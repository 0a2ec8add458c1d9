import { levelLabels } from '../../lib/level-labels.ts'
import { shortDay, shortWhen } from '../../lib/staff-time.ts'
import { triageReasonsOfAll } from '../../programmes/registry-reasons.ts'
import { Badge, Table } from '../../ui/bits.tsx'
import { Chart } from '../../ui/Chart.tsx'
import type { StoredReport } from '../daily-report/queries.server.ts'
import { channelLabels } from '../watch/labels.ts'

/** Reports in force, newest first, with the two curves above them. `correctAt`: where the owner's staff correct one. */
export function ReportSection({ reports, correctAt }: { reports: StoredReport[]; correctAt: string | null }) {
  const measured = (of: 'temperature' | 'spo2') =>
    reports.flatMap(({ reportedAt, [of]: value }) => (value === null ? [] : [{ at: reportedAt, value }]))
  if (reports.length === 0) return <p class="calm">まだ報告がありません。</p>
  return (
    <>
      <div class="charts">
        <Chart
          title="体温"
          unit="℃"
          points={measured('temperature')}
          range={[35, 40]}
          step={1}
          decimals={1}
          limit={{ value: 38, label: '38.0℃' }}
        />
        <Chart
          title="SpO2"
          unit="％"
          points={measured('spo2')}
          range={[90, 100]}
          step={2}
          decimals={0}
          limit={{ value: 93, label: '93％' }}
        />
      </div>
      <Table caption="報告の一覧" head={['報告', '入力', '状態', '体温', 'SpO2', '理由', '']}>
        {reports.map((report) => (
          <tr key={report.id} class={report.level === 'stable' ? undefined : report.level}>
            <td>{shortWhen(report.reportedAt)}</td>
            <td>
              {channelLabels[report.channel]}
              {report.revisesId && '（訂正）'}
            </td>
            <td>
              <Badge tone={report.level === 'urgent' ? 'danger' : report.level === 'watch' ? 'warning' : 'success'}>
                {levelLabels[report.level]}
              </Badge>
            </td>
            <td class="number">{report.temperature === null ? '－' : `${report.temperature.toFixed(1)}℃`}</td>
            <td class="number">{report.spo2 === null ? '－' : `${report.spo2}％`}</td>
            <td>
              {report.reasons.map((reason) => triageReasonsOfAll[reason] ?? reason).join('、')}
              {typeof report.answers.note === 'string' && report.answers.note !== '' && (
                <span class="as-typed">「{report.answers.note}」</span>
              )}
            </td>
            <td>{correctAt && <a href={`${correctAt}/${report.id}/correct`}>{shortDay(report.reportedOn)}の報告を訂正</a>}</td>
          </tr>
        ))}
      </Table>
    </>
  )
}
