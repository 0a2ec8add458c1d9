import type { Form, PersonName, Raw } from '../../fields/fields.ts'
import { type Posted, refill } from '../../fields/refill.ts'
import type { Day } from '../../lib/japanese-day.ts'
import { tidy } from '../../lib/kana.ts'

/** Inputs of the pages around the form, kept with the draft: the patient's language, and why a filed one is corrected. */
export const besideTheForm = ['invitationLanguage', 'reason'] as const

/** What was posted for one of these forms, as typed; anything else that came along is dropped. */
export function typedOf(forms: readonly Form[], body: Raw): Raw {
  const isOurs = (key: string) =>
    forms.some(({ fields }) => Object.hasOwn(fields, key.split('.')[0]!)) || (besideTheForm as readonly string[]).includes(key)
  return Object.fromEntries(Object.entries(body).filter(([key, value]) => isOurs(key) && value !== undefined && value !== ''))
}

type Institution = { name: string; address: string | null; phone: string | null; parentId: string | null }

/** The header of a new 発生届 (D18): the institution, today's date, its health centre, and the doctor where there is only one to think of. */
export function prefill(
  form: Form,
  { institution, doctor, today }: { institution: Institution; doctor: string | null; today: Day },
): Posted {
  return refill(form, {
    reportedOn: today,
    institutionName: institution.name,
    institutionAddress: institution.address,
    institutionPhone: institution.phone,
    doctor: doctor === null ? null : splitName(doctor),
    notifiedCentre: institution.parentId === null ? null : { id: institution.parentId, name: '' },
  })
}

/** 連続登録(引継ぎ) (D29): doctor, institution and 入院医療機関 of the 発生届 just filed. */
export function carryOver(form: Form, answers: Raw): Posted {
  const kept = ['doctor', 'institutionName', 'institutionAddress', 'institutionPhone', 'admittedInstitution', 'notifiedCentre']
  return refill(form, Object.fromEntries(kept.map((name) => [name, answers[name] ?? null])))
}

/** The same answers for another version of the form: a choice that it does not offer is left out, everything else stays. */
export function forVersion(form: Form, raw: Raw): Raw {
  const entries = Object.entries(raw).map(([key, value]): [string, unknown] => {
    const field = form.fields[key]
    if (!field || !('options' in field)) return [key, value]
    const offered = [value].flat().filter((each) => Object.hasOwn(field.options, String(each)))
    return [key, field.type === 'choices' ? offered : offered[0]]
  })
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0)))
}

/** A name out of the 医師マスタ: family name, space, given name. */
export function splitName(name: string): PersonName {
  const [family = '', ...rest] = tidy(name).split(' ')
  return { family, given: rest.length > 0 ? rest.join(' ') : null, familyKana: null, givenKana: null }
}

/** The doctor chosen from the list goes into the name, over what stood there. */
export function withChosenDoctor(form: Form, raw: Raw, chosen: unknown): Raw {
  if (typeof chosen !== 'string' || tidy(chosen) === '') return raw
  return { ...raw, ...refill(form, { doctor: splitName(chosen) }) }
}

/** What a list of drafts calls it: the patient's name as far as it was typed. */
export function draftTitle(raw: Raw): string {
  const parts = ['name.family', 'name.given'].map((key) => raw[key]).filter((part) => typeof part === 'string' && part !== '')
  return parts.length > 0 ? parts.join(' ') : '氏名未入力'
}
