import { formatInstant } from '../../i18n/format.ts'
import { wordsIn } from '../../i18n/t.ts'
import { Badge, Facts, Notice, Table } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { actionLabel } from './action-words.ts'
import type { AuditState, Entry, Unusual } from './search.server.ts'
import { unusualKinds } from './unusual.ts'

export type Asked = { from: string; to: string; hersysId: string; loginId: string; orgId: string }
type Props = {
  /** '/centre/audit' and the like. */
  at: string
  asked: Asked
  /** Null before anything was asked. */
  entries: Entry[] | null
  next: { at: string; id: string } | null
  state: AuditState
  unusual: Unusual[]
  orgs: { id: string; name: string }[]
  /** The operator searches by no case. */
  byCase: boolean
  /** Which of `unusual` the reader may mark as seen. */
  markable: ReadonlySet<string>
  faults?: string[]
  done?: string | null
}

const time = (instant: string) => formatInstant(wordsIn('ja'), new Date(instant))
const outcomes: Record<Entry['outcome'], string> = { ok: '実行', refused: '拒否', failed: '不成立' }
const actors: Record<string, string> = { patient: '本人', system: '自動処理', nobody: 'サインイン前', 'record-system': '電子カルテ等' }

/** 監査記録: search, state of the chain, access out of the ordinary. */
export function AuditPage({ at, asked, entries, next, state, unusual, orgs, byCase, markable, faults = [], done }: Props) {
  return (
    <StaffLayout title="監査記録" wide>
      {done && <Notice tone="success">{done}</Notice>}
      {faults.length > 0 && (
        <Notice tone="danger">
          <ul>
            {faults.map((fault) => (
              <li key={fault}>{fault}</li>
            ))}
          </ul>
        </Notice>
      )}
      <Form action={at} class="filters" label="監査記録の検索">
        {byCase && (
          <label>
            HER-SYS ID
            <input type="text" name="hersysId" inputMode="numeric" autocomplete="off" value={asked.hersysId} />
          </label>
        )}
        <label>
          操作した人のログインID
          <input type="text" name="loginId" autocomplete="off" value={asked.loginId} />
        </label>
        {orgs.length > 0 && (
          <label>
            組織
            <select name="orgId">
              <option value="">すべて</option>
              {orgs.map(({ id, name }) => (
                <option key={id} value={id} selected={id === asked.orgId}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )}
        <label>
          期間の初日
          <input type="date" name="from" value={asked.from} />
        </label>
        <label>
          期間の最終日（初日から31日以内）
          <input type="date" name="to" value={asked.to} />
        </label>
        <button class="primary">検索</button>
      </Form>
      {entries && <Entries at={at} asked={asked} entries={entries} next={next} />}
      <h2 id="unusual">通常と異なる閲覧</h2>
      <p>
        1時間ごとに自動で調べます。同じ氏名・姓は登録者とアカウントの氏名を比べます。職員の住所は持っていないため、近所の方かどうかは調べられません。
      </p>
      {unusual.length === 0 ? (
        <p class="calm">90日以内にはありません。</p>
      ) : (
        <Table caption="通常と異なる閲覧" head={['時間帯', '内容', '件数', '職員', '確認']}>
          {unusual.map((each) => (
            <tr key={each.id} class={each.seenAt ? undefined : 'watch'}>
              <td>{time(each.hour)}～</td>
              <td>{unusualKinds[each.kind].label}</td>
              <td>{each.n}件</td>
              <td>
                {each.actorName}（{each.loginId}）
                <br />
                <span class="hint">{each.orgName}</span>
              </td>
              <td>
                {each.seenAt ? (
                  <>
                    {each.seenByName} {time(each.seenAt)} <span class="as-typed">{each.note}</span>
                  </>
                ) : markable.has(each.id) ? (
                  <Form action={`${at}/unusual/${each.id}`} label={`${each.actorName}の閲覧を確認済みにする`}>
                    <label>
                      <span class="visually-hidden">確認した内容</span>
                      <input type="text" name="note" maxLength={500} placeholder="確認した内容" />
                    </label>
                    <button>確認済みにする</button>
                  </Form>
                ) : (
                  '未確認'
                )}
              </td>
            </tr>
          ))}
        </Table>
      )}
      <State state={state} />
    </StaffLayout>
  )
}

function Entries({ at, asked, entries, next }: { at: string; asked: Asked; entries: Entry[]; next: Props['next'] }) {
  if (entries.length === 0) return <p class="calm">該当する記録はありません。</p>
  return (
    <>
      <Table caption="監査記録" head={['日時', '操作した人', '操作', '結果', '登録の数']}>
        {entries.map((entry) => (
          <tr key={entry.id}>
            <td>{time(entry.at)}</td>
            <td>
              {entry.actorKind === 'staff'
                ? `${entry.actorName ?? ''}${entry.loginId ? `（${entry.loginId}）` : ''}`
                : actors[entry.actorKind]}
              {entry.orgName && (
                <>
                  <br />
                  <span class="hint">{entry.orgName}</span>
                </>
              )}
            </td>
            <td>{actionLabel(entry.action)}</td>
            <td>{entry.outcome === 'ok' ? outcomes.ok : <Badge tone="warning">{outcomes[entry.outcome]}</Badge>}</td>
            <td>{entry.cases}件</td>
          </tr>
        ))}
      </Table>
      {next && (
        <Form action={at} label="次の50件">
          {Object.entries({ ...asked, beforeAt: next.at, beforeId: next.id }).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <button>次の50件</button>
        </Form>
      )}
    </>
  )
}

function State({ state }: { state: AuditState }) {
  const isWhole = state.faults.length === 0 && !state.alertedAt
  return (
    <section aria-labelledby="state">
      <h2 id="state">封印の状態</h2>
      {!isWhole && (
        <Notice tone="danger" title="監査記録のつながりに問題があります">
          <p>システム担当へ連絡してください。</p>
        </Notice>
      )}
      <Facts
        rows={[
          ['つながり', !isWhole ? '問題あり' : state.height ? '新しい100個の封印はつながっています' : 'まだありません'],
          ['最後の封印', state.height ? `${state.height}番・${time(state.sealedAt!)}・${state.rows}行` : 'まだありません'],
          ['最後の封印のハッシュ', state.hash && <code class="hash">{state.hash}</code>],
          ['封印を待つ記録', state.unsealed > 10_000 ? '10,000件以上' : `${state.unsealed}件`],
        ]}
      />
      <p class="hint">すべての行との照合は、システム担当が npm run audit:verify で行います。</p>
    </section>
  )
}
