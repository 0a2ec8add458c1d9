import type { Sql } from '../../../platform/db/sql.server.ts'
import { findMunicipality, type Municipality } from '../municipality.ts'

type Address = { prefecture: string | null; municipality: string | null; postalCode: string | null }

/** The municipality of an address as typed, else the one its postal code can only mean; null when neither says. */
export async function municipalityOf(sql: Sql, { prefecture, municipality, postalCode }: Address): Promise<Municipality | null> {
  const near = await sql<Municipality[]>`
    select code, prefecture_name, name, centre_id from municipalities where prefecture_name = ${prefecture ?? ''}`
  const byName = findMunicipality(near, prefecture, municipality)
  if (byName || postalCode === null) return byName
  const byCode = await sql<Municipality[]>`
    select distinct m.code, m.prefecture_name, m.name, m.centre_id
      from postal_codes p join municipalities m on m.code = p.municipality_code where p.postal_code = ${postalCode}`
  return byCode.length === 1 ? byCode[0]! : null
}
