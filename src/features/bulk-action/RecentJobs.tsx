import type { RecentJob } from './queries.server.ts'
import { countText, jobStates } from './words.ts'

/** One's own bulk actions that are under way, or that left something undone lately. */
export function RecentJobs({ jobs }: { jobs: RecentJob[] }) {
  if (jobs.length === 0) return null
  return (
    <ul class="recent-jobs">
      {jobs.map((job) => (
        <li key={job.id}>
          <a href={`/centre/bulk/${job.id}`}>一括処理 {job.counts.all.toLocaleString('ja-JP')}件</a>：{jobStates[job.state]}（
          {countText(job.counts)}）
        </li>
      ))}
    </ul>
  )
}
