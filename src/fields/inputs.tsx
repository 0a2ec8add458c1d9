import type { ComponentChildren } from 'preact'
import type { Words } from '../i18n/t.ts'
import { eraChoices } from '../lib/era.ts'
import type { Facilities, FieldOf, FieldType, Options, Raw } from './fields.ts'
import { type Given, givenFor } from './given.ts'
import type { FormWords } from './words.ts'

/** `describedBy` names hint and fault; `invalid` is the faulty part ('' for the whole question), null when all is well. */
export type InputProps<T extends FieldType = FieldType> = {
  name: string
  field: FieldOf<T>
  raw: Raw
  own: FormWords
  words: Words
  invalid: string | null
  describedBy: string | undefined
  autoComplete: 'off' | undefined
  facilities: Facilities
  suggestions: readonly string[]
}

/** One entry per field type, plain HTML controls: every page works without script. */
export const inputOf: { [T in FieldType]: (props: InputProps<T>) => ComponentChildren } = {
  text: (p) => <Suggested {...p} />,
  textarea: (p) => (
    <textarea {...attributes(p)} rows={4} maxLength={p.field.max ?? 1000}>
      {given(p).text()}
    </textarea>
  ),
  number: (p) => (
    <span class="with-unit">
      <input {...attributes(p)} class="short" inputMode="decimal" value={given(p).text()} /> <span>{p.own.unit(p.name)}</span>
    </span>
  ),
  date: (p) => <DateInput {...p} />,
  postalCode: (p) => <input {...attributes(p)} class="short" inputMode="numeric" value={given(p).text()} />,
  passport: (p) => <input {...attributes(p)} class="short" value={given(p).text()} />,
  phone: (p) => <input {...attributes(p)} class="middle" type="tel" value={given(p).text()} />,
  yesNoUnknown: (p) => <ThreeAnswers {...p} scale="answer" />,
  presence: (p) => <ThreeAnswers {...p} scale="presence" />,
  choice: (p) =>
    p.field.as === 'select' ? <Select {...p} options={optionsOf(p)} /> : <Boxes {...p} type="radio" options={optionsOf(p)} />,
  choices: (p) => <Boxes {...p} type="checkbox" options={optionsOf(p)} />,
  age: (p) => (
    <span class="parts">
      <Part {...p} part="years" label={p.words('fields.years')} unit />
      <Part {...p} part="months" label={p.words('fields.months')} unit />
    </span>
  ),
  name: (p) => (
    <span class="parts">
      <Part {...p} part="family" label={p.words('fields.family')} />
      <Part {...p} part="given" label={p.words('fields.given')} />
      {p.field.kana !== false && <Part {...p} part="familyKana" label={p.words('fields.family-kana')} />}
      {p.field.kana !== false && <Part {...p} part="givenKana" label={p.words('fields.given-kana')} />}
    </span>
  ),
  facility: (p) => <FacilityInput {...p} />,
  tick: (p) => <Boxes {...p} type="checkbox" options={[['yes', p.own.label(p.name)]]} />,
}

/** What every control needs, whatever the type of its question. */
type ControlProps = Omit<InputProps, 'field'>

const given = (p: { raw: Raw; name: string }): Given => givenFor(p.raw, p.name)
const optionsOf = (p: ControlProps & { field: { options: Options } }) =>
  Object.keys(p.field.options).map((value) => [value, p.own.option(p.name, value)])

function attributes(p: ControlProps, part = '') {
  const id = part === '' ? p.name : `${p.name}.${part}`
  const isWrong = p.invalid === '' || p.invalid === part
  return {
    id,
    name: id,
    autoComplete: p.autoComplete,
    'aria-describedby': p.describedBy,
    'aria-invalid': p.invalid !== null && isWrong ? ('true' as const) : undefined,
  }
}

type PartProps = ControlProps & { part: string; label: string; unit?: boolean }

/** One input of several. The label stands before it, a unit after. */
function Part({ part, label, unit, ...p }: PartProps) {
  return (
    <label class={unit ? 'part unit' : 'part'}>
      {!unit && <span>{label}</span>}
      <input
        {...attributes(p, part)}
        class={unit ? 'tiny' : 'middle'}
        inputMode={unit ? 'numeric' : undefined}
        value={given(p).part(part)}
      />
      {unit && <span>{label}</span>}
    </label>
  )
}

/** 西暦 or 和暦, then year, month and day (D31). A whole date given elsewhere ('2022-07-20') is taken apart. */
function DateInput(p: InputProps<'date'>) {
  const [, ...whole] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(given(p).text()) ?? []
  const partOf = (part: string, place: number) => given(p).part(part) || whole[place] || ''
  const eras = eraChoices.map((era) => [era, p.words(`era.${era}`)])
  return (
    <span class="parts date">
      <select {...attributes(p, 'era')} aria-label={p.words('era.choice')}>
        <OptionList options={eras} chosen={given(p).part('era') || 'western'} />
      </select>
      <span class="parts">
        {['year', 'month', 'date'].map((part, place) => (
          <label class="part unit" key={part}>
            <input {...attributes(p, part)} class={part === 'year' ? 'tiny' : 'two'} inputMode="numeric" value={partOf(part, place)} />
            <span>{p.words(`date.${part}`)}</span>
          </label>
        ))}
      </span>
    </span>
  )
}

function ThreeAnswers({ scale, ...p }: ControlProps & { scale: 'answer' | 'presence' }) {
  const options = ['yes', 'no', 'unknown'].map((value) => [value, p.words(`${scale}.${value}`)])
  return <Boxes {...p} type="radio" options={options} row />
}

type BoxesProps = ControlProps & { type: 'radio' | 'checkbox'; options: string[][]; row?: boolean }

/** Radio buttons or check boxes, each in a label big enough for a thumb. The first carries the question's id, for links to it. */
function Boxes({ type, options, row, ...p }: BoxesProps) {
  const chosen = given(p).texts()
  return (
    <span class={row ? 'boxes row' : 'boxes'}>
      {options.map(([value, label], place) => (
        <label class="box" key={value}>
          <input
            {...attributes(p)}
            type={type}
            id={place === 0 ? p.name : `${p.name}-${value}`}
            value={value}
            checked={chosen.includes(value!)}
          />
          <span>{label}</span>
        </label>
      ))}
    </span>
  )
}

function Select({ options, ...p }: ControlProps & { options: string[][] }) {
  return (
    <select {...attributes(p)}>
      <OptionList options={[['', p.words('fields.choose')], ...options]} chosen={given(p).text()} />
    </select>
  )
}

function OptionList({ options, chosen }: { options: string[][]; chosen: string }) {
  return options.map(([value, label]) => (
    <option key={value} value={value} selected={value === chosen}>
      {label}
    </option>
  ))
}

/** A list up to a screenful is a select; a longer one is searched by typing. */
function FacilityInput(p: InputProps<'facility'>) {
  const list = p.facilities[p.field.list] ?? []
  if (list.length <= 30) return <Select {...p} options={list.map(({ id, name }) => [id, name])} />
  const typed = given(p).text()
  const name = list.find(({ id }) => id === typed)?.name ?? typed
  return <Suggested {...p} raw={{ [p.name]: name }} suggestions={list.map((each) => each.name)} />
}

function Suggested(p: ControlProps) {
  const listId = p.suggestions.length > 0 ? `${p.name}-list` : undefined
  return (
    <>
      <input {...attributes(p)} list={listId} value={given(p).text()} />
      {listId && (
        <datalist id={listId}>
          {p.suggestions.map((text) => (
            <option key={text} value={text} />
          ))}
        </datalist>
      )}
    </>
  )
}
