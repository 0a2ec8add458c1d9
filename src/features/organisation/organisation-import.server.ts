import { readFileSync } from 'node:fs'
import { uuidv7 } from '../../lib/uuid.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { readCsv } from '../../platform/excel/csv.server.ts'
import { parentKinds, readJurisdictions, readOrganisations } from './organisation-list.ts'

/**
 * Adds the organisations of a list and brings known ones up to date, by kind and code; nobody is taken away, since cases and accounts hang on
 * them. As administrator, all or nothing. Throws an Error that names every faulty line.
 */
export async function importOrganisations(sql: Sql, path: string, now: Date): Promise<{ added: number; changed: number }> {
  const { organisations, faults } = readOrganisations(recordsOf(path))
  refuse(faults)
  return sql.begin(async (tx) => {
    const counts = { added: 0, changed: 0 }
    // Parents come before those who belong to them, in whatever order the list has them.
    const inOrder = [...organisations].sort((a, b) => depth(a.kind) - depth(b.kind))
    const missing: string[] = []
    for (const o of inOrder) {
      const parentKind = parentKinds[o.kind]
      const [parent] = parentKind
        ? await tx<{ id: string }[]>`select id from organisations where kind = ${parentKind} and code = ${o.parentCode}`
        : []
      if (parentKind && !parent) {
        missing.push(`${o.code}: there is no ${parentKind} with the code ${o.parentCode}`)
        continue
      }
      const [row] = await tx<{ added: boolean }[]>`
        insert into organisations (id, kind, code, name, kana, prefecture_code, parent_id, institution_kind, phone, email, postal_code, address, created_at)
        values (${uuidv7(now)}, ${o.kind}, ${o.code}, ${o.name}, ${o.kana}, ${o.prefectureCode}, ${parent?.id ?? null}, ${o.institutionKind}, ${o.phone},
                ${o.email}, ${o.postalCode}, ${o.address}, ${now})
        on conflict (kind, code) do update set name = excluded.name, kana = excluded.kana, prefecture_code = excluded.prefecture_code,
          parent_id = excluded.parent_id, institution_kind = excluded.institution_kind, phone = excluded.phone, email = excluded.email,
          postal_code = excluded.postal_code, address = excluded.address
        returning xmax = 0 as added`
      counts[row!.added ? 'added' : 'changed']++
    }
    refuse(missing)
    return counts
  }) as Promise<{ added: number; changed: number }>
}

/** Says which centre is responsible for which municipality from now on; patients whom somebody watches already stay with them. As above. */
export async function importJurisdictions(sql: Sql, path: string): Promise<number> {
  const { jurisdictions, faults } = readJurisdictions(recordsOf(path))
  refuse(faults)
  return sql.begin(async (tx) => {
    const missing: string[] = []
    for (const { municipalityCode, centreCode } of jurisdictions) {
      const [centre] = await tx<{ id: string }[]>`select id from organisations where kind = 'centre' and code = ${centreCode}`
      if (centreCode && !centre) missing.push(`${municipalityCode}: there is no centre with the code ${centreCode}`)
      const { count } = await tx`update municipalities set centre_id = ${centre?.id ?? null} where code = ${municipalityCode}`
      if (count === 0) missing.push(`${municipalityCode}: no such municipality; the postal codes bring them`)
    }
    refuse(missing)
    return jurisdictions.length
  }) as Promise<number>
}

const depth = (kind: string) => (kind === 'institution' ? 2 : kind === 'centre' ? 1 : 0)

function recordsOf(path: string): string[][] {
  const records = readCsv(readFileSync(path))
  if (!records) throw new Error('The file is no CSV in UTF-8 or Shift_JIS')
  return records
}

function refuse(faults: string[]): void {
  if (faults.length > 0)
    throw new Error([...faults.slice(0, 20), ...(faults.length > 20 ? [`… and ${faults.length - 20} more`] : [])].join('\n'))
}
