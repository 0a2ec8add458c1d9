import type { ComponentChildren } from 'preact'
import { Form } from '../../ui/Form.tsx'
import type { Thing } from './kind.ts'

/** A bulk action as a list offers it: its name in the table of kinds, and what the button says. */
export type Offer = { kind: string; label: string }

type Props = {
  /** Id of the form: the ticks of the list name it (`form=`). */
  id: string
  thing: Thing
  offers: Offer[]
  /** Where to come back to. */
  back: string
  /** "All that this filter finds": the list's name in the table of lists, its filter, and how it is said. */
  all?: { list: string; fields: Record<string, string>; label: string }
  /** How many ticks the page has: with none there is nothing to choose. */
  count: number
  children?: ComponentChildren
}

/** Below a list with ticks: what to do with those chosen. Works without script; with it, "all of this page" and the number chosen. */
export function BulkBar({ id, thing, offers, back, all, count, children }: Props) {
  if (offers.length === 0 || count === 0) return null
  return (
    <Form action="/centre/selection" class="bulk-bar" id={id} label="選んだものをまとめて操作">
      <input type="hidden" name="thing" value={thing} />
      <input type="hidden" name="back" value={back} />
      <span data-choose-all={id} hidden>
        <label class="tick">
          <input type="checkbox" data-all /> このページの{count}件を選ぶ
        </label>
        <span class="minor" data-chosen role="status" />
      </span>
      {all && (
        <label class="tick">
          <input type="checkbox" name="all" value={all.list} /> {all.label}
        </label>
      )}
      {all && Object.entries(all.fields).map(([name, value]) => <input key={name} type="hidden" name={`all.${name}`} value={value} />)}
      <label>
        操作
        <select name="action">
          {offers.map(({ kind, label }) => (
            <option key={kind} value={kind}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <button>選んだものに行う…</button>
      {children}
    </Form>
  )
}

/** One tick of a list. `label` says whose, for those who do not see the line. */
export function Tick({ form, name, value, label }: { form: string; name: 'case' | 'item' | 'handOver'; value: string; label: string }) {
  return (
    <label class="tick row-tick">
      <input type="checkbox" form={form} name={name} value={value} data-tick />
      <span class="visually-hidden">{label}を選ぶ</span>
    </label>
  )
}
