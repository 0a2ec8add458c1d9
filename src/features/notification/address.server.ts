import type { Raw } from '../../fields/fields.ts'
import { readPostalCode } from '../../lib/postal-code.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { listPlacesOfPostalCode } from '../organisation/queries.server.ts'

const questions = {
  address: { postal: 'postalCode', prefecture: 'prefecture', municipality: 'municipality', street: 'street' },
  'residence-address': {
    postal: 'residencePostalCode',
    prefecture: 'residencePrefecture',
    municipality: 'residenceMunicipality',
    street: 'residenceStreet',
  },
} as const

/**
 * 住所検索: prefecture and municipality from the postal code, and the town where there is only one and no street was typed.
 * `found` false leaves everything as it was.
 */
export async function fillAddress(sql: Sql, raw: Raw, which: keyof typeof questions): Promise<{ raw: Raw; found: boolean }> {
  const names = questions[which]
  const typed = raw[names.postal]
  const code = typeof typed === 'string' ? readPostalCode(typed) : null
  const places = code === null ? [] : await listPlacesOfPostalCode(sql, code)
  const first = places[0]
  if (!first || places.some((place) => place.municipalityCode !== first.municipalityCode)) return { raw, found: false }
  const street = raw[names.street] || (places.length === 1 ? first.town : undefined)
  const filled = {
    [names.prefecture]: first.prefectureName,
    [names.municipality]: first.municipalityName,
    ...(street ? { [names.street]: street } : {}),
  }
  return { raw: { ...raw, ...filled }, found: true }
}
