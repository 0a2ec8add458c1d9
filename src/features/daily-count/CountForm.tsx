import type { Band } from '../../programmes/covid-19/daily-count.ts'
import { Form } from '../../ui/Form.tsx'
import type { Typed } from './check.ts'
import type { Source } from './reconcile.ts'

type Props = {
  action: string
  onDay: string
  source: Source
  bands: Band[]
  typed: Typed
  faults: Record<string, string>
  revision: number
  /** The count of another than one's own organisation. */
  institutionId?: string
  /** After 24:00 of the day: asked, and kept in the log. */
  reason: { typed: string; fault: string | null } | null
}

/** One box for each age band; blank is nobody. */
export function CountForm({ action, onDay, source, bands, typed, faults, revision, institutionId, reason }: Props) {
  const of = `count-${source}`
  return (
    <Form action={action} class="count-form" label={source === 'institution' ? '医療機関による人数' : '保健所による人数'}>
      <input type="hidden" name="day" value={onDay} />
      <input type="hidden" name="source" value={source} />
      <input type="hidden" name="revision" value={revision} />
      {institutionId && <input type="hidden" name="institution" value={institutionId} />}
      <div class="count-boxes">
        {bands.map(({ key, label }) => (
          <label key={key} class={faults[key] ? 'wrong' : undefined}>
            {label}
            <input
              class="control"
              name={`n.${key}`}
              value={typed[key] ?? ''}
              inputMode="numeric"
              autocomplete="off"
              maxLength={7}
              aria-invalid={faults[key] ? 'true' : undefined}
              aria-describedby={faults[key] ? `${of}-faults` : undefined}
            />
          </label>
        ))}
      </div>
      {Object.keys(faults).length > 0 && (
        <ul class="faults" id={`${of}-faults`}>
          {Object.values(faults).map((fault) => (
            <li key={fault}>{fault}</li>
          ))}
        </ul>
      )}
      {reason && (
        <label>
          訂正の理由（24:00を過ぎた日は必須。記録に残ります）
          <input class="control" name="reason" value={reason.typed} maxLength={200} aria-invalid={reason.fault ? 'true' : undefined} />
          {reason.fault && <span class="fault">{reason.fault}</span>}
        </label>
      )}
      <p class="actions">
        <button class="primary">{revision === 0 ? '報告する' : '訂正する'}</button>{' '}
        {revision > 0 && (
          <button name="go" value="delete">
            この日の報告を取り消す
          </button>
        )}
      </p>
    </Form>
  )
}
