import { addDays, japaneseDay } from '../../lib/japanese-day.ts'
import { shortDay, shortWhen } from '../../lib/staff-time.ts'
import { Facts, Notice } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { endLabels } from '../watch/labels.ts'
import type { CasePageProps } from './CasePage.tsx'
import { deathPlaces } from './death-places.ts'
import { ReopenForm, Reopenings, RestoreForm } from './Reopening.tsx'

/** What only a named person decides: release, death, another period, hand-over, withdrawal. */
export function Decisions(props: CasePageProps) {
  const { file, may, reopenings } = props
  if (file.watchState === 'ended')
    return (
      <>
        <section aria-labelledby="end">
          <h2 id="end">健康観察の終了</h2>
          <p>
            {file.endedAt && shortWhen(file.endedAt)} {file.endedByName}：{file.endKind && endLabelOf(file)}
            {file.endNote && <span class="as-typed">「{file.endNote}」</span>}
          </p>
          {file.endKind === 'death' && <DeathFacts file={file} />}
          {may.reopen && <ReopenForm caseId={file.id} typed={props.typed} />}
          {may.restore && <RestoreForm caseId={file.id} typed={props.typed} />}
        </section>
        <Reopenings reopenings={reopenings} />
      </>
    )
  if (!may.decide) return <Reopenings reopenings={reopenings} />
  return (
    <>
      <Reopenings reopenings={reopenings} />
      <WithdrawalAsked {...props} />
      <Period {...props} />
      <HandOver {...props} />
    </>
  )
}

const endLabelOf = ({ endKind, state }: CasePageProps['file']) =>
  endKind === 'release' && state === 'contact' ? '待機解除' : endKind && endLabels[endKind]

function DeathFacts({ file }: Pick<CasePageProps, 'file'>) {
  return (
    <Facts
      rows={[
        ['死亡日', file.diedOn && shortDay(file.diedOn)],
        ['死亡場所', file.deathPlace && deathPlaces[file.deathPlace]],
      ]}
    />
  )
}

/** What the rule says; the button below is a person's. */
function ReleaseProposal({ proposal }: Pick<CasePageProps, 'proposal'>) {
  if (!proposal) return null
  const { releaseOn, rule, hindrances } = proposal
  return (
    <Notice tone={hindrances.length > 0 ? 'info' : 'success'} title={`療養解除の目安：${shortDay(releaseOn)}`}>
      <p>{rule}。</p>
      {hindrances.length > 0 ? (
        <ul>
          {hindrances.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      ) : (
        <p>報告の上では、解除の目安を満たしています。</p>
      )}
      <p class="hint">目安は届出の内容と報告から計算しています。解除は担当者が決めます。</p>
    </Notice>
  )
}

function Period({ file, now, items, typed, proposal, may }: CasePageProps) {
  const release = file.state === 'contact' ? '待機解除' : '療養解除'
  const own = `/centre/cases/${file.id}`
  const urgent = items.filter(({ closedAt, urgent }) => closedAt === null && urgent)
  const tomorrow = addDays(japaneseDay(now), 1)
  return (
    <section aria-labelledby="end">
      <h2 id="end">{release}・期間</h2>
      <ReleaseProposal proposal={proposal} />
      {!may.end && <p class="minor">{release}と死亡の記録は、保健師または管理者が行います。</p>}
      {urgent.length > 0 && <Notice tone="warning">緊急の項目が残っています。終了しても、その項目は対応完了にするまで残ります。</Notice>}
      <div class="decisions">
        {may.end && (
          <details>
            <summary class="button">{release}…</summary>
            <Form class="small-form" action={`${own}/end`} label={release}>
              <input type="hidden" name="kind" value="release" />
              <label>
                メモ（任意）
                <textarea name="note" rows={2} maxLength={1000} />
              </label>
              <button class="primary">{release}を記録する</button>
            </Form>
          </details>
        )}
        <details open={typed.form === 'period'}>
          <summary class="button">期間の変更…</summary>
          <Form class="small-form" action={`${own}/period`} label="健康観察期間の変更">
            <p>
              いまの期間：{file.periodFrom && shortDay(file.periodFrom)}～{file.periodTo && shortDay(file.periodTo)}
            </p>
            <label>
              最終日
              <input
                type="date"
                name="periodTo"
                min={japaneseDay(now)}
                value={typed.periodTo ?? (file.periodTo && file.periodTo > tomorrow ? file.periodTo : tomorrow)}
              />
            </label>
            <label>
              理由
              <textarea name="note" rows={2} maxLength={1000}>
                {typed.form === 'period' && typed.note}
              </textarea>
            </label>
            <button class="primary">期間を変更する</button>
          </Form>
        </details>
        {may.end && (
          <details open={typed.form === 'death'}>
            <summary class="button">死亡…</summary>
            <Form class="small-form" action={`${own}/end`} label="死亡の記録">
              <input type="hidden" name="kind" value="death" />
              <label>
                死亡日
                <input type="date" name="diedOn" max={japaneseDay(now)} value={typed.form === 'death' ? typed.diedOn : undefined} />
              </label>
              <label>
                死亡場所
                <select name="deathPlace">
                  <option value="">未記入</option>
                  {Object.entries(deathPlaces).map(([value, text]) => (
                    <option key={value} value={value} selected={typed.form === 'death' && typed.deathPlace === value}>
                      {text}
                    </option>
                  ))}
                </select>
              </label>
              <label>
                メモ（必須）
                <textarea name="note" rows={2} maxLength={1000}>
                  {typed.form === 'death' && typed.note}
                </textarea>
              </label>
              <button class="primary">死亡を記録し、健康観察を終える</button>
            </Form>
          </details>
        )}
      </div>
    </section>
  )
}

function HandOver({ file, handOvers, centres, typed }: CasePageProps) {
  const pending = handOvers.find(({ state }) => state === 'pending')
  return (
    <section aria-labelledby="hand-over">
      <h2 id="hand-over">移管</h2>
      {pending ? (
        <>
          <p>
            {pending.toName}へ依頼中です（{shortWhen(pending.askedAt)} {pending.askedByName}）。受け入れられるまで、担当は当保健所です。
          </p>
          <Form action={`/centre/hand-overs/${pending.id}/withdraw`} label="移管の依頼を取り下げる">
            <button>依頼を取り下げる</button>
          </Form>
        </>
      ) : (
        <details class="closing" open={typed.form === 'hand-over'}>
          <summary class="button">ほかの保健所へ移管…</summary>
          <Form class="small-form" action={`/centre/cases/${file.id}/hand-over`} label="移管の依頼">
            <label>
              移管先
              <select name="to">
                <option value="">選択してください</option>
                {centres.map(({ id, name }) => (
                  <option key={id} value={id} selected={typed.to === id}>
                    {name}
                  </option>
                ))}
              </select>
            </label>
            <label>
              理由
              <textarea name="reason" rows={2} maxLength={1000}>
                {typed.reason}
              </textarea>
            </label>
            <button class="primary">移管を依頼する</button>
          </Form>
        </details>
      )}
    </section>
  )
}

function WithdrawalAsked({ file, withdrawals }: CasePageProps) {
  const asked = withdrawals.find(({ state }) => state === 'asked')
  if (!asked) return null
  return (
    <section aria-labelledby="withdrawal">
      <h2 id="withdrawal">発生届の取り下げ依頼</h2>
      <p>
        {shortWhen(asked.askedAt)} {asked.askedByName} <span class="as-typed">「{asked.reason}」</span>
      </p>
      <p>承認すると健康観察を終え、この症例の要対応もすべて対応完了になります。</p>
      <Form class="small-form" action={`/centre/cases/${file.id}/withdrawal`} label="取り下げ依頼への回答">
        <label>
          メモ
          <textarea name="note" rows={2} maxLength={1000} />
        </label>
        <div class="actions">
          <button name="answer" value="agree">
            取り下げを承認する
          </button>
          <button name="answer" value="refuse">
            承認しない
          </button>
        </div>
      </Form>
    </section>
  )
}
