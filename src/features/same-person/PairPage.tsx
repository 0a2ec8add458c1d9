import { shortWhen } from '../../lib/staff-time.ts'
import { Badge, Notice, Table } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { comparison, decisionLabel, decisions, isWholly, type Pair, type Side } from './pair.ts'
import type { Said } from './pairs.server.ts'
import { reasonWords } from './words.ts'

type Props = {
  pair: Pair
  said: Said[]
  orgId: string
  mayDecide: boolean
  faults?: string[]
  typed?: { decision?: string; survivor?: string; reason?: string }
}

/** Two cases side by side, what differs marked; masked until one of the two centres has asked. */
export function PairPage({ pair, said, orgId, mayDecide, faults = [], typed = {} }: Props) {
  const title = (side: Side) => side.hersysId ?? '相手側'
  return (
    <StaffLayout title="2件の登録の比較" wide>
      {faults.length > 0 && (
        <Notice tone="danger">
          <ul>
            {faults.map((fault) => (
              <li key={fault}>{fault}</li>
            ))}
          </ul>
        </Notice>
      )}
      {pair.state !== 'open' && (
        <Notice tone="info">
          <p>この2件は「{decisionLabel[pair.state]}」と判断済みです。</p>
        </Notice>
      )}
      <p>
        {pair.reasons.map((reason) => (
          <>
            <Badge tone="info">{reasonWords[reason]}</Badge>{' '}
          </>
        ))}
      </p>
      <Table caption="2件の比較" head={['項目', title(pair.one), title(pair.other), '']}>
        {comparison(pair).map((row) => (
          <tr key={row.label} class={row.differs ? 'watch' : undefined}>
            <th scope="row">{row.label}</th>
            <td>{row.one ?? <span class="blank">未記入</span>}</td>
            <td>{row.other ?? <span class="blank">未記入</span>}</td>
            <td>{row.differs ? <Badge tone="warning">相違</Badge> : ''}</td>
          </tr>
        ))}
      </Table>
      {pair.asks.length > 0 && (
        <section aria-labelledby="asks">
          <h2 id="asks">照会の記録</h2>
          <ul>
            {pair.asks.map((ask) => (
              <li key={ask.at}>
                {shortWhen(ask.at)} {ask.centre} {ask.by} <span class="as-typed">「{ask.reason}」</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {isWholly(pair) ? (
        <>
          <ul>
            {[pair.one, pair.other].flatMap((side) =>
              side.centreId === orgId && side.caseId
                ? [
                    <li key={side.caseId}>
                      <a href={`/centre/cases/${side.caseId}`}>{side.hersysId}の症例を開く</a>
                    </li>,
                  ]
                : [],
            )}
          </ul>
          {pair.state === 'open' && (mayDecide ? <Decide pair={pair} typed={typed} /> : <p>判断は保健師または管理者が行います。</p>)}
        </>
      ) : (
        <Ask pair={pair} typed={typed} />
      )}
      {said.length > 0 && (
        <section aria-labelledby="said">
          <h2 id="said">これまでの判断</h2>
          <ul>
            {said.map((each) => (
              <li key={`${each.at} ${each.decision}`}>
                {shortWhen(each.at)} {decisionLabel[each.decision]}：{each.centre} {each.byName}{' '}
                <span class="as-typed">「{each.reason}」</span>{' '}
                {each.mergeId && <a href={`/centre/same-person/merges/${each.mergeId}`}>内容</a>}
              </li>
            ))}
          </ul>
        </section>
      )}
      <p>
        <a href="/centre/same-person">一覧へ戻る</a>
      </p>
    </StaffLayout>
  )
}

function Ask({ pair, typed }: { pair: Pair; typed: Props['typed'] }) {
  return (
    <section aria-labelledby="ask">
      <h2 id="ask">相手の保健所に照会する</h2>
      <p>
        照会すると、双方の保健所が2件とも見られるようになります。照会した人と理由は、相手の保健所の要対応に届き、双方の監査記録に残ります。
      </p>
      <Form class="small-form" action={`/centre/same-person/${pair.id}/ask`} label="相手の保健所に照会する">
        <label>
          照会の理由
          <textarea name="reason" rows={2} maxLength={1000} value={typed?.reason ?? ''} />
        </label>
        <button class="primary">照会して表示する</button>
      </Form>
    </section>
  )
}

function Decide({ pair, typed }: { pair: Pair; typed: NonNullable<Props['typed']> }) {
  return (
    <section aria-labelledby="decide">
      <h2 id="decide">判断</h2>
      <Form class="small-form" action={`/centre/same-person/${pair.id}/decide`} label="2件についての判断">
        <fieldset>
          <legend>この2件は</legend>
          {Object.entries(decisions).map(([value, [label, hint]]) => (
            <label class="box" key={value}>
              <input type="radio" name="decision" value={value} checked={typed.decision === value} />
              <span>
                {label}
                <span class="hint">（{hint}）</span>
              </span>
            </label>
          ))}
        </fieldset>
        <fieldset>
          <legend>同一の症例のとき、残す症例</legend>
          {[pair.one, pair.other].map((side) => (
            <label class="box" key={side.caseId}>
              <input type="radio" name="survivor" value={side.caseId} checked={typed.survivor === side.caseId} />
              <span>
                {side.hersysId}
                <span class="hint">（担当は{side.centre}）</span>
              </span>
            </label>
          ))}
          <p class="hint">
            残す症例の保健所が担当を続けます。期間は長いほう、状態は重いほうになり、要対応はすべて残ります。もう一方のHER-SYS
            IDと登録済みのスマートフォンは、そのまま使えます。
          </p>
        </fieldset>
        <label>
          理由
          <textarea name="reason" rows={2} maxLength={1000} value={typed.reason ?? ''} />
        </label>
        <button class="primary">判断を記録する</button>
      </Form>
    </section>
  )
}
