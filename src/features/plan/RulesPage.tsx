import { levelLabels } from '../../lib/level-labels.ts'
import { shortWhen } from '../../lib/staff-time.ts'
import { Notice, Table } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { channelNames, planChannels } from './channels.ts'
import { Fault, Times } from './PlanFields.tsx'
import { conditionsOf, phoneLabels, type RuleFaults, riskLabels, type TypedRule } from './rule-form.ts'
import type { Rule } from './rules.server.ts'

type Props = {
  rules: Rule[]
  /** By rule: how many it wins now, and how many of those somebody planned by hand. */
  counts: Map<string | null, { n: number; byHand: number }>
  typed: TypedRule
  faults: RuleFaults
  done: string | null
}

/** Saved rules: conditions as a table, tried from the top, the first that fits wins; with how many fit now. */
export function RulesPage({ rules, counts, typed, faults, done }: Props) {
  const rest = counts.get(null)?.n ?? 0
  return (
    <StaffLayout title="健康観察の方法のルール" wide>
      {done && (
        <Notice tone="success">
          <p>{done}</p>
        </Notice>
      )}
      <p>
        上から順に当てはめ、最初に合ったルールの方法にします。健康観察が始まるときに自動で当てはめます。未記入の項目は、どの条件にも合いません（リスク因子が未記入の方は「なし」に含めません）。
      </p>
      {rules.length === 0 ? (
        <p class="calm">ルールはまだありません。はじめは全員、My HER-SYSで観察します。</p>
      ) : (
        <Table caption="ルール" head={['順', '名前', '条件', '方法', 'いま合う人数', '保存', '操作']}>
          {rules.map((rule, n) => (
            <tr key={rule.id}>
              <td>{n + 1}</td>
              <td>{rule.name}</td>
              <td>{conditionsOf(rule)}</td>
              <td>
                {rule.channels.map((each) => channelNames[each]).join('、')}
                {rule.callTimes.length > 0 && `（${rule.callTimes.join('、')}）`}
              </td>
              <td class="number">
                {counts.get(rule.id)?.n ?? 0}人
                {(counts.get(rule.id)?.byHand ?? 0) > 0 && <span class="minor">（うち{counts.get(rule.id)!.byHand}人は職員が決定済）</span>}
              </td>
              <td>
                {shortWhen(rule.createdAt)} {rule.createdByName}
              </td>
              <td>
                {n > 0 && (
                  <Form action={`/centre/plan-rules/${rule.id}/up`} class="inline" label={`${rule.name}を上へ`}>
                    <button>上へ</button>
                  </Form>
                )}
                <Form action={`/centre/plan-rules/${rule.id}/end`} class="inline" label={`${rule.name}をやめる`}>
                  <button>やめる</button>
                </Form>
              </td>
            </tr>
          ))}
        </Table>
      )}
      {rules.length > 0 && (
        <>
          <p>どのルールにも合わない方：{rest}人</p>
          <Form action="/centre/plan-rules/apply" label="いまの方に当てはめる">
            <p class="actions">
              <button>いま健康観察中の方に当てはめる</button>
            </p>
          </Form>
        </>
      )}
      <h2 id="new">ルールを加える</h2>
      <RuleForm typed={typed} faults={faults} />
    </StaffLayout>
  )
}

function RuleForm({ typed, faults }: Pick<Props, 'typed' | 'faults'>) {
  return (
    <Form action="/centre/plan-rules" label="ルールを加える">
      <div class={faults.name ? 'question wrong' : 'question'}>
        <label class="question-label" for="name">
          名前
        </label>
        <p class="hint" id="name-hint">
          例：50歳未満でリスク因子なし：Webのみ
        </p>
        <Fault name="name" text={faults.name} />
        <input
          id="name"
          name="name"
          value={typed.name}
          maxLength={60}
          aria-describedby={faults.name ? 'name-hint name-fault' : 'name-hint'}
        />
      </div>
      <fieldset class={faults.age ? 'question age wrong' : 'question age'}>
        <legend class="question-label">年齢</legend>
        <Fault name="age" text={faults.age} />
        <input name="ageFrom" inputmode="numeric" class="tiny" value={typed.ageFrom} aria-label="年齢：以上" /> 歳以上{' '}
        <input name="ageBelow" inputmode="numeric" class="tiny" value={typed.ageBelow} aria-label="年齢：未満" /> 歳未満
      </fieldset>
      <Choice name="risk" label="リスク因子" table={riskLabels} value={typed.risk} />
      <Choice name="level" label="最新の報告の状態" table={levelLabels} value={typed.level} />
      <Choice name="phoneKind" label="電話番号" table={phoneLabels} value={typed.phone} />
      <fieldset class={faults.channels ? 'question wrong' : 'question'}>
        <legend class="question-label">方法（いくつでも）</legend>
        <Fault name="channels" text={faults.channels} />
        <span class="boxes">
          {Object.entries(planChannels).map(([value, label]) => (
            <label key={value} class="box">
              <input type="checkbox" name="channel" value={value} checked={typed.channels.includes(value)} />
              <span>{label}</span>
            </label>
          ))}
        </span>
      </fieldset>
      <Times typed={typed} fault={faults.times} shared />
      <p class="actions">
        <button class="primary">ルールを保存する</button>
      </p>
    </Form>
  )
}

function Choice({ name, label, table, value }: { name: string; label: string; table: Record<string, string>; value: string }) {
  return (
    <div class="question">
      <label class="question-label" for={name}>
        {label}
      </label>
      <select id={name} name={name} class="short">
        <option value="">問わない</option>
        {Object.entries(table).map(([each, text]) => (
          <option key={each} value={each} selected={each === value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  )
}
