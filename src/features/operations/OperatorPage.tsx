import { formatInstant } from '../../i18n/format.ts'
import { wordsIn } from '../../i18n/t.ts'
import { Badge, Table } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { alertLabel } from './alert-kinds.ts'
import type { MessageCount, SystemAlert } from './queries.server.ts'

const states: Record<string, string> = { queued: '送信待ち', sending: '送信中', failed: '送信できなかった', unknown: '結果不明' }
const time = (instant: string) => formatInstant(wordsIn('ja'), new Date(instant))

type Props = { alerts: SystemAlert[]; heartbeats: { name: string; at: string }[]; messages: MessageCount[]; now: Date }

export function OperatorPage({ alerts, heartbeats, messages, now }: Props) {
  return (
    <StaffLayout title="システム警報">
      {alerts.length === 0 ? <p>警報はありません。</p> : <Alerts alerts={alerts} />}
      <h2>自動処理</h2>
      {heartbeats.length === 0 ? (
        <p>まだ一度も動いていません。</p>
      ) : (
        <Table caption="自動処理" head={['名前', '最後の動作', '状態']}>
          {heartbeats.map((beat) => (
            <tr key={beat.name}>
              <td>{beat.name}</td>
              <td>{time(beat.at)}</td>
              <td>
                {now.getTime() - Date.parse(beat.at) > 120_000 ? <Badge tone="danger">停止</Badge> : <Badge tone="success">動作中</Badge>}
              </td>
            </tr>
          ))}
        </Table>
      )}
      <h2>通知の送信（7日間）</h2>
      {messages.length === 0 ? (
        <p>送信待ち、送信できなかった通知はありません。</p>
      ) : (
        <Table caption="通知の送信" head={['状態', '件数', '最も古いもの']}>
          {messages.map((message) => (
            <tr key={message.state}>
              <td>{states[message.state] ?? message.state}</td>
              <td>{message.n}</td>
              <td>{time(message.oldest)}</td>
            </tr>
          ))}
        </Table>
      )}
    </StaffLayout>
  )
}

function Alerts({ alerts }: { alerts: SystemAlert[] }) {
  return (
    <Table caption="システム警報" head={['時刻', '内容', '詳細', '確認']}>
      {alerts.map((alert) => (
        <tr key={alert.id} class={alert.seenAt ? undefined : 'watch'}>
          <td>{time(alert.at)}</td>
          <td>{alertLabel(alert.kind)}</td>
          <td>
            {Object.entries(alert.detail).map(([name, value]) => (
              <div key={name}>
                {name}: {String(value)}
              </div>
            ))}
          </td>
          <td>
            {alert.seenAt ? (
              `${alert.seenBy ?? ''} ${time(alert.seenAt)}`
            ) : (
              <Form action={`/operator/alerts/${alert.id}/seen`}>
                <button>確認済みにする</button>
              </Form>
            )}
          </td>
        </tr>
      ))}
    </Table>
  )
}
