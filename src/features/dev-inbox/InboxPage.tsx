import { withLinks } from '../../lib/links.ts'
import { Badge } from '../../ui/bits.tsx'
import { DevLayout } from './DevLayout.tsx'
import type { Shown } from './queries.server.ts'

type Channel = Shown['channel']
type Props = { messages: (Shown & { at: string; isCode: boolean })[]; channel: Channel | null; leaves: boolean }

const channels: Record<Channel, string> = { sms: 'SMS', mail: 'メール', voice: '電話の音声' }
const states: Record<string, { word: string; tone: 'plain' | 'success' | 'danger' | 'warning' | 'info' }> = {
  queued: { word: '送信待ち', tone: 'info' },
  sending: { word: '送信中', tone: 'info' },
  sent: { word: '送信済み', tone: 'success' },
  delivered: { word: '到達', tone: 'success' },
  failed: { word: '送信失敗', tone: 'danger' },
  suppressed: { word: '送信取りやめ', tone: 'plain' },
  unknown: { word: '結果不明', tone: 'warning' },
}

/** What would have left the house: every text, mail and spoken code, newest first. `leaves`: an operator gave the demo a way out. */
export function InboxPage({ messages, channel, leaves }: Props) {
  return (
    <DevLayout title="受信箱" here="/dev/inbox" scripts={['dev-inbox']}>
      <p>
        {leaves
          ? 'このデモが送ったSMS・メール・電話の音声です。送信の設定があるため、実際に送られています。'
          : 'このデモが送ったことにしたSMS・メール・電話の音声です。実際には、この機械の外へは何も送られません。'}
      </p>
      <div class="inbox-bar">
        <nav aria-label="種類で絞り込む">
          <ul class="inbox-filter">
            <FilterLink href="/dev/inbox" label="すべて" isHere={channel === null} />
            {(Object.keys(channels) as Channel[]).map((key) => (
              <FilterLink key={key} href={`/dev/inbox?channel=${key}`} label={channels[key]} isHere={key === channel} />
            ))}
          </ul>
        </nav>
        <label class="inbox-live" id="live" hidden>
          <input type="checkbox" checked /> 自動で更新する
        </label>
      </div>
      <section id="inbox" aria-label="届いたもの">
        {messages.length === 0 ? (
          <p class="inbox-empty">まだ何も届いていません。発生届を報告すると、患者へのSMSがここに現れます。</p>
        ) : (
          <ol class="inbox">
            {messages.map((message) => (
              <li key={message.id}>
                <Message {...message} />
              </li>
            ))}
          </ol>
        )}
      </section>
    </DevLayout>
  )
}

function FilterLink({ href, label, isHere }: { href: string; label: string; isHere: boolean }) {
  return (
    <li>
      <a href={href} aria-current={isHere ? 'page' : undefined}>
        {label}
      </a>
    </li>
  )
}

function Message({ channel, at, recipient, subject, body, language, state, stateReason, isCode }: Props['messages'][number]) {
  const { word, tone } = states[state] ?? { word: state, tone: 'plain' as const }
  return (
    <article class={`letter ${channel}`}>
      <header>
        <span class="channel">{channels[channel]}</span>
        <span class="to">{recipient}</span>
        <time>{at}</time>
        <Badge tone={tone}>{word}</Badge>
        {stateReason && <span class="reason">{stateReason}</span>}
      </header>
      {subject && <h2>{subject}</h2>}
      <p class="words" lang={language}>
        {withLinks(body).map(({ text, href }, n) => (
          <Words key={n} text={text} href={href} isCode={isCode} />
        ))}
      </p>
    </article>
  )
}

function Words({ text, href, isCode }: { text: string; href: string | null; isCode: boolean }) {
  if (href) return <a href={href}>{text}</a>
  if (!isCode) return <>{text}</>
  return <>{text.split(/(\d{6})/).map((part) => (/^\d{6}$/.test(part) ? <strong class="code">{part}</strong> : part))}</>
}
