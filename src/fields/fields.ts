import type { Day } from '../lib/japanese-day.ts'

/**
 * When a question is asked: the value itself, one of several, none of several, or an age below so many years on the first of these days
 * that is known. All conditions of a question must hold. While the other question is unanswered the matter is open: the question is
 * shown, its answer kept, and nobody is asked to fill it in.
 */
export type Condition = string | true | { in: readonly string[] } | { not: readonly string[] } | { ageBelow: number; on: readonly string[] }

/** What every question has, whatever its type. Labels are Japanese here; other languages live in i18n/ under form and field name. */
type Common = {
  label: string
  hint?: string
  section?: string
  /** Without an answer the form cannot be sent. */
  required?: true
  /** Yellow frame (D25): asked for once more, never a hindrance. On a required name it means its reading. */
  recommended?: true
  showWhen?: Record<string, Condition>
}

export type Options = Record<string, string>

export type Field = Common &
  (
    | { type: 'text'; max?: number }
    | { type: 'textarea'; max?: number }
    | { type: 'number'; min: number; max: number; step: number; unit: string }
    /** A 西暦 or 和暦 date (D31). `max: 'today'` refuses days to come, `min` days before. */
    | { type: 'date'; min?: Day; max?: 'today' }
    | { type: 'postalCode' }
    /** Up to nine capital letters and digits. */
    | { type: 'passport' }
    /** A wrong number is kept as typed and only doubted (see `doubtsOf`), unless `strict`. */
    | { type: 'phone'; strict?: true }
    /** はい, いいえ, わからない. */
    | { type: 'yesNoUnknown' }
    /** あり, なし, わからない. */
    | { type: 'presence' }
    | { type: 'choice'; options: Options; as: 'radio' | 'select' }
    /**
     * `giveWay`: 'none' and the like; ticked together with anything after them in `giveWay` or with any other option they do not count.
     * `spokenUnder`: by telephone the options are asked in groups, each under a question of presence, which it answers at the same time.
     */
    | { type: 'choices'; options: Options; giveWay?: readonly string[]; spokenUnder?: Readonly<Record<string, readonly string[]>> }
    /** Years, for babies months. Left blank it follows from the birth date `of` on the first known of the days `on`. */
    | { type: 'age'; of?: string; on?: readonly string[] }
    | { type: 'name'; kana?: false }
    /** An organisation out of the list that the page brings along. */
    | { type: 'facility'; list: string }
    /** One box. `copies` fills each key from its value ("same as above"); `besides` stands beside a question and yields to its answer. */
    | { type: 'tick'; copies?: Record<string, string>; besides?: string }
  )
export type FieldType = Field['type']
export type FieldOf<T extends FieldType> = Extract<Field, { type: T }>
export type Fields = Record<string, Field>

export type PersonName = { family: string; given: string | null; familyKana: string | null; givenKana: string | null }
export type Age = { years: number; months: number | null }
/** The name is kept with the id: a document shows it as it was on that day. */
export type Facility = { id: string; name: string }
/** What each list offers today, by the name of the list. */
export type Facilities = Record<string, readonly Facility[]>

export type ValueOf<F extends Field> = F extends { type: 'number' }
  ? number
  : F extends { type: 'yesNoUnknown' | 'presence' }
    ? 'yes' | 'no' | 'unknown'
    : F extends { type: 'choice'; options: infer O }
      ? keyof O
      : F extends { type: 'choices'; options: infer O }
        ? (keyof O)[]
        : F extends { type: 'age' }
          ? Age
          : F extends { type: 'name' }
            ? PersonName
            : F extends { type: 'facility' }
              ? Facility
              : F extends { type: 'tick' }
                ? true
                : string

/** A hidden or unanswered question is null, never absent and never "no": blank is not none. */
export type Answers<Fs extends Fields> = {
  [K in keyof Fs]: Fs[K] extends { required: true; showWhen?: undefined } ? ValueOf<Fs[K]> : ValueOf<Fs[K]> | null
}
export type AnyAnswers = Record<string, unknown>
/** Input as it arrives: a posted form with 'name.family' keys, or JSON with `name: { family }`. */
export type Raw = Record<string, unknown>

export type Form<Fs extends Fields = Fields> = {
  /** 'covid-19.daily': also the beginning of its i18n keys. */
  id: string
  /** A changed label, option or order is a new version: stored documents re-render from their own. */
  version: string
  title: string
  /** Said at the head of the form. */
  notice?: string
  /** Patients' forms are translated, staff forms are Japanese. */
  audience: 'patient' | 'staff'
  sections?: Record<string, { label: string; hint?: string }>
  fields: Fs
  /** The form laid out as its paper (FAX様式): columns out of twelve that each question takes, in the order of the form. */
  paper?: Partial<Record<keyof Fs, number>>
  /** One of these must be answered, or there is nothing to send. */
  atLeastOne?: readonly string[]
  /** What programs call groups and questions (FHIR): numbers of the paper. Without them a question goes by its own name. */
  linkIds?: LinkIds
}
export type LinkIds = { sections: Record<string, string>; questions: Record<string, string> }
export type AnswersOf<F extends Form> = Answers<F['fields']>

/** 'covid-19.daily/1': what is stored with every submission. */
export function formRef(form: Form): string {
  return `${form.id}/${form.version}`
}

/** Keeps the literal types, and refuses at load what names no earlier question or no section. Throws Error. */
export function defineForm<const Fs extends Fields>(form: Form<Fs>): Form<Fs> {
  const seen = new Set<string>()
  for (const [name, field] of Object.entries<Field>(form.fields)) {
    for (const other of namedBy(field))
      if (!seen.has(other)) throw new Error(`${form.id}: ${name} names ${other}, which is no earlier question`)
    if (field.section !== undefined && !form.sections?.[field.section]) throw new Error(`${form.id}: ${name} is in no section of the form`)
    if (!/^[a-z][A-Za-z0-9]*$/.test(name)) throw new Error(`${form.id}: ${name} is no plain name`)
    seen.add(name)
  }
  for (const name of [...(form.atLeastOne ?? []), ...Object.values<Field>(form.fields).flatMap(ageSources)])
    if (!seen.has(name)) throw new Error(`${form.id}: no question ${name}`)
  return form
}

const ageSources = (field: Field) => (field.type === 'age' && field.of ? [field.of, ...(field.on ?? [])] : [])

function namedBy(field: Field): string[] {
  const conditions = Object.entries(field.showWhen ?? {})
  const days = conditions.flatMap(([, condition]) => (typeof condition === 'object' && 'on' in condition ? condition.on : []))
  const own = field.type === 'tick' ? [...Object.values(field.copies ?? {}), ...(field.besides ? [field.besides] : [])] : []
  return [...conditions.map(([name]) => name), ...days, ...own]
}
