import type { AnyAnswers, Form, PersonName, Raw } from '../../../fields/fields.ts'
import { subjectOf } from '../../../programmes/subject.ts'

/** JP Core: which writing a name is in. IDE is kanji, SYL kana. */
export const representation = 'http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation'

type HumanName = { use?: string; text?: string; family?: string; given?: string[]; extension?: { url?: string; valueCode?: string }[] }
type Address = { postalCode?: string; state?: string; city?: string; line?: string[]; country?: string }
export type Patient = {
  resourceType: 'Patient'
  id: string
  name?: HumanName[]
  gender?: string
  birthDate?: string
  telecom?: { system?: string; value?: string }[]
  address?: Address[]
}

/** Whom the 発生届 is about, by the rules of JP Core for names: text is 姓 + half-width space + 名. */
export function patientOf(answers: AnyAnswers): Patient {
  const { name, sex, birthOn, phone, postalCode, prefecture, municipality, street } = subjectOf(answers)
  const place = present({ postalCode, state: prefecture, city: municipality, line: street === null ? null : [street] })
  return {
    resourceType: 'Patient',
    id: 'subject',
    ...(name ? { name: namesOf(name) } : {}),
    ...present({ gender: sex, birthDate: birthOn }),
    ...(phone ? { telecom: [{ system: 'phone', value: phone }] } : {}),
    ...(Object.keys(place).length > 0 ? { address: [{ ...place, country: 'JP' }] } : {}),
  }
}

function namesOf({ family, given, familyKana, givenKana }: PersonName): HumanName[] {
  const written = (code: string, family: string | null, given: string | null): HumanName[] =>
    family === null && given === null
      ? []
      : [
          {
            extension: [{ url: representation, valueCode: code }],
            use: 'official',
            text: [family, given].filter((part) => part !== null).join(' '),
            ...present({ family, given: given === null ? null : [given] }),
          },
        ]
  return [...written('IDE', family, given), ...written('SYL', familyKana, givenKana)]
}

/** What a Patient says, as the form would post it. Never throws, whatever arrives; what it does not say is left out. */
export function readPatient(form: Form, given: unknown): Raw {
  const { name, gender, birthDate, telecom, address } = recordOf(given)
  const names = listOf(name) as HumanName[]
  const inScript = (code: string) =>
    names.find((each) => extensionsOf(each).some(({ url, valueCode }) => url === representation && valueCode === code))
  const written = inScript('IDE') ?? names.find((each) => extensionsOf(each).every(({ url }) => url !== representation))
  const { line, ...place } = recordOf(listOf(address)[0])
  const phone = (listOf(telecom) as { system?: string; value?: string }[]).find(({ system }) => system === 'phone')
  const raw = present({
    ...named(written, 'family', 'given'),
    ...named(inScript('SYL'), 'familyKana', 'givenKana'),
    sex: gender === 'unknown' ? null : text(gender),
    birthOn: text(birthDate),
    phone: text(phone?.value),
    postalCode: text(place.postalCode),
    prefecture: text(place.state),
    municipality: text(place.city),
    street: listOf(line).map(text).filter(Boolean).join(' ') || null,
  })
  return Object.fromEntries(Object.entries(raw).filter(([key]) => Object.hasOwn(form.fields, key.split('.')[0]!)))
}

/** Family and given name; out of the text where a system sends no parts. */
function named(name: HumanName | undefined, familyPart: string, givenPart: string): Record<string, string | null> {
  if (!name) return {}
  const [first = null, ...rest] = (text(name.text) ?? '').split(/[\s　]+/).filter(Boolean)
  const family = text(name.family)
  const given = listOf(name.given).map(text).filter(Boolean).join(' ')
  return { [`name.${familyPart}`]: family ?? first, [`name.${givenPart}`]: given || (family === null ? rest.join(' ') : '') || null }
}

const extensionsOf = (name: HumanName) => listOf(name.extension).map(recordOf)
const text = (given: unknown) => (typeof given === 'string' && given !== '' ? given : null)
const listOf = (given: unknown): unknown[] => (Array.isArray(given) ? given : [given]).filter((each) => each !== null && each !== undefined)
const recordOf = (given: unknown) =>
  (typeof given === 'object' && given !== null && !Array.isArray(given) ? given : {}) as Record<string, unknown>
const present = <T extends Record<string, unknown>>(given: T) =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null && value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>
  }
