import { formatInstant } from '../../i18n/format.ts'
import { wordsIn } from '../../i18n/t.ts'
import { Badge, Facts, Notice } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import type { ApiKey, Institution } from './queries.server.ts'
import { scopeWords } from './scope-words.ts'

const at = (instant: string) => formatInstant(wordsIn('ja'), new Date(instant))

type Props = { institutions: Institution[]; keys: ApiKey[]; isRevoked: boolean }

/** Every key of the centre's institutions, by institution: what it is for, who gave it, when it was last used. */
export function ApiKeysPage({ institutions, keys, isRevoked }: Props) {
  const withKeys = institutions.filter(({ id }) => keys.some((key) => key.institutionId === id))
  return (
    <StaffLayout title="電子カルテ連携">
      {isRevoked && (
        <Notice tone="success">
          <p>APIキーを失効しました。このキーによる送信は、すでに受け付けていません。</p>
        </Notice>
      )}
      <p>
        管内の医療機関が電子カルテ等から発生届を送るためのAPIキーを発行・失効します。接続の仕様は<a href="/api/docs">API仕様</a>
        をご案内ください。
      </p>
      <p class="actions">
        <a class="button primary" href="/centre/api-keys/new">
          APIキーの発行
        </a>
      </p>
      {keys.length === 0 && <p class="blank">APIキーはまだありません。</p>}
      {withKeys.map(({ id, name }) => (
        <section key={id}>
          <h2>{name}</h2>
          {keys
            .filter((key) => key.institutionId === id)
            .map((key) => (
              <KeyCard key={key.id} apiKey={key} />
            ))}
        </section>
      ))}
    </StaffLayout>
  )
}

function KeyCard({ apiKey }: { apiKey: ApiKey }) {
  const { id, name, revokedAt } = apiKey
  return (
    <article class="api-key" aria-labelledby={`key-${id}`}>
      <h3 id={`key-${id}`}>
        {name} <Badge tone={revokedAt ? 'plain' : 'success'}>{revokedAt ? '失効' : '有効'}</Badge>
      </h3>
      <KeyFacts apiKey={apiKey} />
      {!revokedAt && (
        <p class="actions">
          <a class="button" href={`/centre/api-keys/${id}`}>
            失効する<span class="visually-hidden">（{name}）</span>
          </a>
        </p>
      )}
    </article>
  )
}

function KeyFacts({ apiKey }: { apiKey: ApiKey }) {
  const { prefix, scopes, issuedAt, issuedBy, lastUsedAt, revokedAt, revokedBy } = apiKey
  return (
    <Facts
      rows={[
        ['キーの先頭', <code key="prefix">hersys_{prefix}_…</code>],
        ['できること', scopes.map((scope) => scopeWords[scope].label).join('、')],
        ['発行', `${at(issuedAt)} ${issuedBy}`],
        ['最後の利用', lastUsedAt ? at(lastUsedAt) : 'まだ使われていません'],
        ...(revokedAt ? [['失効', `${at(revokedAt)} ${revokedBy}`] as [string, string]] : []),
      ]}
    />
  )
}

/** Asked once more: what an institution sends with this key from then on is refused. */
export function RevokePage({ apiKey, institution, unsure }: { apiKey: ApiKey; institution: string; unsure: boolean }) {
  const { id, name, revokedAt } = apiKey
  return (
    <StaffLayout title="APIキーの失効">
      {unsure && (
        <Notice tone="danger">
          <p>失効するには「失効してよい」にチェックを入れてください。</p>
        </Notice>
      )}
      <h2>
        {institution} {name}
      </h2>
      <KeyFacts apiKey={apiKey} />
      {revokedAt ? (
        <p>このキーは失効しています。</p>
      ) : (
        <Form action={`/centre/api-keys/${id}`}>
          <p>失効すると、このキーを使う電子カルテ等からの発生届は直ちに受け付けなくなります。元には戻せません。</p>
          <p>
            <label class="tick">
              <input type="checkbox" name="sure" value="yes" /> 失効してよい
            </label>
          </p>
          <p class="actions">
            <button class="danger">失効する</button>
            <a class="button" href="/centre/api-keys">
              戻る
            </a>
          </p>
        </Form>
      )}
      {revokedAt && (
        <p>
          <a href="/centre/api-keys">APIキーの一覧へ戻る</a>
        </p>
      )}
    </StaffLayout>
  )
}
