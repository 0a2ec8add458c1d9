import type { ComponentChildren } from 'preact'
import { shortWhen } from '../../lib/staff-time.ts'
import { Facts, Notice, Table } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import type { BulkKind } from './kind.ts'
import type { Counts, Job, Line } from './queries.server.ts'
import { jobStates, rowStates, things } from './words.ts'

type Props = {
  job: Job
  /** Undefined: a kind that this version no longer knows. */
  kind: BulkKind | undefined
  counts: Counts
  /** Not done as wished: these stand first. */
  wrong: Line[]
  lines: Line[]
  /** Address of the next lines; null on the last page. */
  next: string | null
  /** Whether this person chose it: nobody starts in another's name. */
  isMine: boolean
  /** What the kind asks, with what was typed. */
  asked?: ComponentChildren
  faults?: string[]
}

const n = (count: number) => count.toLocaleString('ja-JP')

/** One bulk action: what it will do to whom, how far it is, and what became of each. */
export function JobPage(props: Props) {
  const { job, kind, counts, wrong, lines, next, isMine } = props
  const thing = things[job.thing]
  const isMoving = job.state === 'running'
  return (
    <StaffLayout
      title={`${kind?.label ?? '一括処理'}（${n(counts.all)}${thing.unit}）`}
      wide
      refresh={isMoving ? 3 : null}
      scripts={isMoving ? ['progress'] : []}
    >
      {job.state === 'chosen' && <Start {...props} unit={thing.unit} />}
      {isMoving && <Progress job={job} counts={counts} unit={thing.unit} />}
      {!isMoving && job.state !== 'chosen' && <Result job={job} counts={counts} unit={thing.unit} />}
      {wrong.length > 0 && !isMoving && (
        <section>
          <h2>行われなかったもの</h2>
          <p>対象はもとの状態のままです。1件ずつ確かめてください。</p>
          <Lines caption="行われなかったもの" lines={wrong} job={job} />
          {counts.refused + counts.failed > wrong.length && <p class="hint">はじめの{n(wrong.length)}件を表示しています。</p>}
        </section>
      )}
      {!isMoving && lines.length > 0 && (
        <section>
          <h2>{job.state === 'chosen' ? '対象' : job.state === 'stopped' ? 'そのほか' : '行われたもの'}</h2>
          <Lines caption="対象" lines={lines} job={job} />
          {next && (
            <p>
              <a class="button" href={next}>
                次の100件
              </a>
            </p>
          )}
        </section>
      )}
      {job.state !== 'chosen' && (
        <Facts
          rows={[
            ['状態', jobStates[job.state]],
            ['始めた人', `${job.createdByName}${isMine ? '（自分）' : ''} ${shortWhen(job.startedAt!)}`],
            ...(job.finishedAt
              ? [
                  [
                    job.state === 'stopped' ? '中止' : '終了',
                    `${shortWhen(job.finishedAt)}${job.stoppedByName ? ` ${job.stoppedByName}` : ''}`,
                  ] as [string, string],
                ]
              : []),
          ]}
        />
      )}
      <p>
        <a href={thing.list}>{thing.listLabel}へ戻る</a>　<a href="/centre/bulk">一括処理の一覧</a>
      </p>
    </StaffLayout>
  )
}

function Start({ job, kind, counts, isMine, asked, faults = [], unit }: Props & { unit: string }) {
  if (!kind || !isMine) return <Notice tone="warning" title="この操作はまだ始められていません。始められるのは、選んだ本人だけです。" />
  return (
    <>
      {faults.length > 0 && (
        <Notice tone="danger" title="まだ始めていません">
          {faults.map((fault) => (
            <p key={fault}>{fault}</p>
          ))}
        </Notice>
      )}
      <p>{kind.about}</p>
      <Form action={`/centre/bulk/${job.id}/start`} class="small-form bulk-start" label={kind.label}>
        {asked}
        <p class="actions">
          <button class="primary">
            {n(counts.all)}
            {unit}：{kind.label}
          </button>
        </p>
      </Form>
      <p class="hint">始めるまで何も変わりません。始めたあとは画面を閉じても続き、結果は「一括処理の一覧」に残ります。</p>
    </>
  )
}

function Progress({ job, counts, unit }: { job: Job; counts: Counts; unit: string }) {
  const done = counts.all - counts.waiting
  return (
    <section class="import-progress" data-progress>
      <p role="status">
        {n(counts.all)}
        {unit}のうち{n(done)}
        {unit}を終えました。
      </p>
      <progress aria-label="進み具合" max={counts.all} value={done} />
      <p class="hint">この画面を閉じても続きます。画面は自動で新しくなります。</p>
      <Form action={`/centre/bulk/${job.id}/stop`} label="中止">
        <button>残りを中止する</button>
      </Form>
    </section>
  )
}

function Result({ job, counts, unit }: { job: Job; counts: Counts; unit: string }) {
  const wrong = counts.refused + counts.failed
  return (
    <Notice tone={wrong + counts.waiting > 0 ? 'warning' : 'success'} title={`${n(counts.done)}${unit}に行いました`}>
      {counts.unchanged > 0 && (
        <p>
          変更の必要がなかったもの：{n(counts.unchanged)}
          {unit}
        </p>
      )}
      {wrong > 0 && (
        <p>
          行われなかったもの：{n(wrong)}
          {unit}
        </p>
      )}
      {job.state === 'stopped' && counts.waiting > 0 && (
        <p>
          中止により行わなかったもの：{n(counts.waiting)}
          {unit}
        </p>
      )}
    </Notice>
  )
}

function Lines({ caption, lines, job }: { caption: string; lines: Line[]; job: Job }) {
  const isBegun = job.state !== 'chosen'
  return (
    <Table caption={caption} head={['対象', 'HER-SYS ID', ...(isBegun ? ['結果', '理由', '日時'] : [])]}>
      {lines.map((line) => (
        <tr key={line.n}>
          <td class="name">
            <Who line={line} />
          </td>
          <td class="number">{line.hersysId ?? <span class="blank">－</span>}</td>
          {isBegun && <td class="nowrap">{line.state === 'waiting' && job.state === 'stopped' ? '中止' : rowStates[line.state]}</td>}
          {isBegun && <td>{line.reason ?? <span class="blank">－</span>}</td>}
          {isBegun && <td class="nowrap">{line.doneAt ? shortWhen(line.doneAt) : <span class="blank">－</span>}</td>}
        </tr>
      ))}
    </Table>
  )
}

function Who({ line }: { line: Line }) {
  if (!line.caseId) return <span class="blank">対象者のない項目</span>
  if (line.hersysId === null) return <span class="blank">この保健所では閲覧できません</span>
  return (
    <a href={`/centre/cases/${line.caseId}`}>
      {line.familyName} {line.givenName}
    </a>
  )
}
