import { levelLabels } from '../../lib/level-labels.ts'
import { shortWhen } from '../../lib/staff-time.ts'
import { Badge, Table } from '../../ui/bits.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { type AttentionKind, kindLabel, outcomeLabel } from '../attention/kinds.ts'
import { callStateLabel } from '../auto-call/labels.ts'
import { channelLabels } from '../watch/labels.ts'
import { directionLabels, timelineLimit } from './labels.ts'
import type { Happening } from './timeline.server.ts'

type Props = { caseId: string; name: string; happenings: Happening[]; placeOf: (place: string) => string }

const sources: Record<Happening['source'], string> = {
  report: '報告',
  call: '電話',
  message: 'お知らせ',
  staff: '保健所',
  'hand-over': '移管',
}
const media: Record<string, string> = { sms: 'SMS', mail: 'メール', voice: '音声' }
const sendings: Record<string, string> = {
  queued: '送信待ち',
  sending: '送信中',
  sent: '送信済',
  delivered: '到達',
  failed: '不達',
  suppressed: '送信せず',
  unknown: '結果不明',
}
const deeds: Record<string, string> = {
  raised: '発生',
  again: '再発生',
  taken: '引き受け',
  acknowledged: '確認',
  answered: '遅れて報告あり',
  moved: '移管',
  closed: '対応完了',
  note: 'メモ',
}
const handOvers: Record<string, string> = { pending: '受け入れ待ち', accepted: '受け入れ', refused: '受け入れず', withdrawn: '取り下げ' }

/** Everything between the house and one patient in one line of time: My HER-SYS, telephone, texts, staff. The newest first. */
export function TimelinePage({ caseId, name, happenings, placeOf }: Props) {
  return (
    <StaffLayout title={`${name}さんとの連絡の経過`} wide>
      <p>
        <a href={`/centre/cases/${caseId}`}>症例のページへ戻る</a>
      </p>
      {happenings.length === 0 ? (
        <p class="calm">まだ連絡はありません。</p>
      ) : (
        <Table caption="連絡の経過" head={['日時', '種類', '方法', '内容']} id="timeline">
          {happenings.map((one) => (
            <tr key={`${one.source}${one.id}`}>
              <td>{shortWhen(one.at)}</td>
              <td>{sources[one.source]}</td>
              <td>{channelOf(one)}</td>
              <td>
                <What one={one} placeOf={placeOf} />
              </td>
            </tr>
          ))}
        </Table>
      )}
      {happenings.length === timelineLimit && <p>新しいものから{timelineLimit}件を表示しています。</p>}
    </StaffLayout>
  )
}

function channelOf({ source, channel, by }: Happening): string {
  if (source === 'report') return channelLabels[channel] ?? channel
  if (source === 'call') return directionLabels[channel as 'in' | 'out']
  if (source === 'message') return media[channel] ?? channel
  return by ?? '自動'
}

function What({ one, placeOf }: { one: Happening; placeOf: (place: string) => string }) {
  if (one.source === 'report') {
    const measured = [
      one.temperature === null ? '' : `体温 ${one.temperature.toFixed(1)}℃`,
      one.spo2 === null ? '' : `SpO2 ${one.spo2}%`,
    ].filter(Boolean)
    const tone = one.level === 'urgent' ? 'danger' : one.level === 'watch' ? 'warning' : 'success'
    const isWeak = one.channel === 'call' || one.channel === 'inbound'
    return (
      <>
        <Badge tone={tone}>{levelLabels[one.level!]}</Badge> {one.what === 'correction' && '訂正 '}
        {measured.join('　')}
        {isWeak && '（本人確認は電話の番号入力のみ）'}
      </>
    )
  }
  if (one.source === 'call')
    return (
      <a href={`/centre/calls/${one.id}`}>
        {callStateLabel(one.what)}
        {one.more && `：${placeOf(one.more)}`}
      </a>
    )
  if (one.source === 'message') return <>{sendings[one.what] ?? one.what}</>
  if (one.source === 'hand-over') return <>{handOvers[one.what] ?? one.what}</>
  const kind = one.channel as AttentionKind
  const outcome =
    one.what === 'closed' && one.more ? `（${outcomeLabel(kind, one.more)}）` : one.what === 'note' && one.more ? `「${one.more}」` : ''
  return (
    <>
      {kindLabel(kind)} {deeds[one.what] ?? one.what}
      {outcome}
    </>
  )
}
