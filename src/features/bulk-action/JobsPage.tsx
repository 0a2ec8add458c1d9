import { shortWhen } from '../../lib/staff-time.ts'
import { Notice, Table } from '../../ui/bits.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import type { BulkKinds } from './kind.ts'
import type { Counts, Job } from './queries.server.ts'
import { countText, jobStates } from './words.ts'

/** 一括処理の一覧: what this centre did to many at once, newest first. */
export function JobsPage({ jobs, kinds }: { jobs: (Job & { counts: Counts })[]; kinds: BulkKinds }) {
  return (
    <StaffLayout title="一括処理の一覧" wide>
      {jobs.length === 0 ? (
        <p class="calm">一括処理はまだありません。健康観察一覧や要対応で対象を選ぶと始められます。</p>
      ) : (
        <Table caption="一括処理の一覧" head={['操作', '始めた人', '開始', '状態', '結果']}>
          {jobs.map((job) => (
            <tr key={job.id}>
              <td>
                <a href={`/centre/bulk/${job.id}`}>
                  {kinds[job.kind]?.label ?? '一括処理'}（{job.counts.all.toLocaleString('ja-JP')}）
                </a>
              </td>
              <td>{job.createdByName}</td>
              <td class="nowrap">{shortWhen(job.startedAt!)}</td>
              <td>{jobStates[job.state]}</td>
              <td>{countText(job.counts)}</td>
            </tr>
          ))}
        </Table>
      )}
    </StaffLayout>
  )
}

/** Nothing was ticked, or more than one action takes. */
export function NothingChosenPage({ back, text }: { back: string; text: string }) {
  return (
    <StaffLayout title="まとめて操作">
      <Notice tone="warning" title={text} />
      <p>
        <a class="button" href={back}>
          一覧へ戻って選ぶ
        </a>
      </p>
    </StaffLayout>
  )
}
