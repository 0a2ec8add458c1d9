import type { ComponentChildren } from 'preact'
import { ago, shortDay, shortWhen } from '../../lib/staff-time.ts'
import { Badge, Count, Notice, Table } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { BulkBar, type Offer, Tick } from '../bulk-action/BulkBar.tsx'
import type { HandOver } from './queries.server.ts'
import { stateLabels } from './states.ts'

type Props = {
  now: Date
  centreId: string
  incoming: HandOver[]
  outgoing: HandOver[]
  decided: HandOver[]
  clash?: HandOver | null
  offers: Offer[]
}

/** 移管: what waits for our answer, what we wait for, and what was decided lately. */
export function HandOversPage({ now, centreId, incoming, outgoing, decided, clash, offers }: Props) {
  return (
    <StaffLayout title="移管" wide scripts={['bulk-ticks']}>
      {clash && (
        <Notice tone="warning" title="この移管はすでに決まっていました。あなたの操作は反映していません。">
          <p>
            {clash.decidedAt && shortWhen(clash.decidedAt)} {clash.decidedByName}：{stateLabels[clash.state]}
          </p>
        </Notice>
      )}
      <h2>
        受け入れを求められているもの <Count n={incoming.length} />
      </h2>
      {incoming.length === 0 ? (
        <p class="calm">受け入れ待ちの移管はありません。</p>
      ) : (
        <>
          <BulkBar
            id="ticks"
            thing="hand-over"
            offers={offers}
            count={incoming.length}
            back="/centre/hand-overs"
            all={{ list: 'incoming', fields: {}, label: '受け入れ待ちのすべて' }}
          />
          <ul class="items">
            {incoming.map((h) => (
              <Waiting key={h.id} h={h} now={now} from>
                <Form action={`/centre/hand-overs/${h.id}/accept`} label={`${h.hersysId}の移管を受け入れる`}>
                  <button class="primary">受け入れる</button>
                </Form>
                <Refusal h={h} />
              </Waiting>
            ))}
          </ul>
        </>
      )}
      <h2 id="outgoing">
        依頼しているもの <Count n={outgoing.length} />
      </h2>
      {outgoing.length === 0 ? (
        <p class="calm">依頼中の移管はありません。</p>
      ) : (
        <>
          <p>受け入れられるまで、担当は当保健所のままです。</p>
          <ul class="items">
            {outgoing.map((h) => (
              <Waiting key={h.id} h={h} now={now}>
                <Form action={`/centre/hand-overs/${h.id}/withdraw`} label={`${h.hersysId}の移管を取り下げる`}>
                  <button>取り下げる</button>
                </Form>
              </Waiting>
            ))}
          </ul>
        </>
      )}
      <h2>最近決まったもの（7日間）</h2>
      {decided.length === 0 ? (
        <p class="calm">最近決まった移管はありません。</p>
      ) : (
        <Table caption="最近決まった移管" head={['決定', '結果', '移管元 → 移管先', '対象者', '決めた人']}>
          {decided.map((h) => (
            <tr key={h.id}>
              <td>{h.decidedAt && shortWhen(h.decidedAt)}</td>
              <td>{stateLabels[h.state]}</td>
              <td>
                {h.fromName} → {h.toName}
              </td>
              <td>
                {h.hersysId ? (
                  <a href={`/centre/cases/${h.caseId}`}>
                    {h.familyName} {h.givenName} {h.hersysId}
                  </a>
                ) : (
                  <span class="blank">{h.toCentreId === centreId ? '閲覧できません' : '移管先で閲覧'}</span>
                )}
              </td>
              <td>
                {h.decidedByName} {h.decisionNote && <span class="as-typed">「{h.decisionNote}」</span>}
              </td>
            </tr>
          ))}
        </Table>
      )}
    </StaffLayout>
  )
}

function Waiting({ h, now, from = false, children }: { h: HandOver; now: Date; from?: boolean; children: ComponentChildren }) {
  return (
    <li class="item" id={`hand-over-${h.id}`}>
      {from && <Tick form="ticks" name="handOver" value={h.id} label={`${h.familyName} ${h.givenName}`} />}
      <div class="item-what">
        <p class="item-head">
          {h.level === 'urgent' && <Badge tone="danger">緊急</Badge>}
          <a class="item-name" href={`/centre/cases/${h.caseId}`}>
            {h.familyName} {h.givenName}
          </a>
          <span class="item-id">{h.hersysId}</span>
        </p>
        <p>
          {from ? `${h.fromName}から` : `${h.toName}へ`}・{shortWhen(h.askedAt)} {h.askedByName}（{ago(h.askedAt, now)}）
          {h.periodTo && `・健康観察期間 ${shortDay(h.periodTo)}まで`}
        </p>
        <p class="as-typed">理由：{h.reason}</p>
      </div>
      <div class="item-acts">{children}</div>
    </li>
  )
}

function Refusal({ h }: { h: HandOver }) {
  return (
    <details class="closing">
      <summary class="button">断る…</summary>
      <Form class="small-form" action={`/centre/hand-overs/${h.id}/refuse`} label={`${h.hersysId}の移管を断る`}>
        <label>
          断る理由
          <textarea name="note" rows={2} maxLength={500} />
        </label>
        <button>断る</button>
      </Form>
    </details>
  )
}
