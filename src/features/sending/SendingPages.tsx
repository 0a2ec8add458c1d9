import { languages } from '../../i18n/t.ts'
import { shortDay, shortWhen } from '../../lib/staff-time.ts'
import { Badge, Notice, Table } from '../../ui/bits.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { reasonInWords } from '../message/reason-words.ts'
import { templates } from './compose.ts'
import type { Line, StoredSending, Tally } from './queries.server.ts'
import { states } from './words.ts'

type SendingProps = { sending: StoredSending; counts: Record<string, number>; lines: Line[]; next: string | null; isNew: boolean }

/** One sending: what was sent, by whom, and what became of each message. */
export function SendingPage({ sending, counts, lines, next, isNew }: SendingProps) {
  return (
    <StaffLayout title="メッセージの送信" wide>
      {isNew && (
        <Notice tone="success">
          <p>送信を始めました。このページを開き直すと、到達の状況がわかります。</p>
        </Notice>
      )}
      <p>
        {shortWhen(sending.startedAt)} {sending.startedByName}：{templates[sending.template]}
        {sending.isUrgent && '（緊急）'} <a href={`/centre/bulk/${sending.id}`}>一括処理としての経過</a>
      </p>
      {Object.entries(sending.texts).map(([language, text]) => (
        <p key={language}>
          <span class="minor">{languages[language as keyof typeof languages]}：</span>
          <span class="as-typed">「{text}」</span>
        </p>
      ))}
      <Table caption="状態ごとの人数" head={['状態', '人数']}>
        {Object.entries(states).flatMap(([state, label]) =>
          counts[state]
            ? [
                <tr key={state}>
                  <td>{label}</td>
                  <td class="number">{counts[state]!.toLocaleString('ja-JP')}人</td>
                </tr>,
              ]
            : [],
        )}
      </Table>
      <h2>一人ずつ</h2>
      <Table caption="一人ずつの到達" head={['番号', '患者名', 'HER-SYS ID', '言語', '状態', '日時']}>
        {lines.map((line) => (
          <tr key={line.n}>
            <td>{line.n}</td>
            <td>
              <a href={`/centre/cases/${line.caseId}`}>
                {line.familyName} {line.givenName}
              </a>
            </td>
            <td>{line.hersysId}</td>
            <td>{line.language ? languages[line.language as keyof typeof languages] : ''}</td>
            <td>
              <State line={line} />
            </td>
            <td>{line.updatedAt ? shortWhen(line.updatedAt) : ''}</td>
          </tr>
        ))}
      </Table>
      {next && (
        <p class="pages">
          <a class="button" href={next}>
            次の100件
          </a>
        </p>
      )}
    </StaffLayout>
  )
}

function State({ line: { state, stateReason, rowState, rowReason } }: { line: Line }) {
  if (state === null)
    return (
      <>
        {rowState === 'waiting' ? states.waiting : states['not-queued']} {rowReason && <span class="minor">（{rowReason}）</span>}
      </>
    )
  const tone = state === 'delivered' ? 'success' : state === 'failed' || state === 'unknown' ? 'warning' : 'plain'
  return (
    <>
      <Badge tone={tone}>{states[state] ?? state}</Badge>
      {stateReason && <span class="minor"> {reasonInWords(stateReason)}</span>}
    </>
  )
}

type ListProps = { sendings: (StoredSending & { n: number })[]; tallies: Tally[]; yen: number }

/** Every sending of the centre, and what its SMS of each day cost. */
export function SendingsPage({ sendings, tallies, yen }: ListProps) {
  return (
    <StaffLayout title="メッセージと費用" wide>
      <h2>送ったメッセージ</h2>
      {sendings.length === 0 ? (
        <p class="calm">まだ送っていません。健康観察一覧で選ぶか、一人ひとりのページから送れます。</p>
      ) : (
        <Table caption="送ったメッセージ" head={['日時', '内容', '人数', '送った職員']}>
          {sendings.map((one) => (
            <tr key={one.id}>
              <td>
                <a href={`/centre/messages/${one.id}`}>{shortWhen(one.startedAt)}</a>
              </td>
              <td>
                {templates[one.template]}
                {one.isUrgent && '（緊急）'}
              </td>
              <td class="number">{one.n.toLocaleString('ja-JP')}人</td>
              <td>{one.startedByName}</td>
            </tr>
          ))}
        </Table>
      )}
      <h2>SMSの数と費用（毎日のお知らせなども含む）</h2>
      {tallies.length === 0 ? (
        <p class="calm">まだ数えたものがありません。</p>
      ) : (
        <Table caption="SMSの数と費用" head={['日', '送った数', 'SMSの通数', `費用（1通分 ${yen}円）`]}>
          {tallies.map((day) => (
            <tr key={day.onDay}>
              <td>{shortDay(day.onDay)}</td>
              <td class="number">{day.sent.toLocaleString('ja-JP')}</td>
              <td class="number">{day.segments.toLocaleString('ja-JP')}</td>
              <td class="number">{Math.ceil(day.segments * yen).toLocaleString('ja-JP')}円</td>
            </tr>
          ))}
        </Table>
      )}
    </StaffLayout>
  )
}
