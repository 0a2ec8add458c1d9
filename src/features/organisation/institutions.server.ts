import { toKatakana } from '../../lib/kana.ts'
import type { Sql } from '../../platform/db/sql.server.ts'

export type FoundInstitution = { id: string; code: string; name: string; address: string | null; phone: string | null }

export const foundAtMost = 30

/**
 * Medical institutions whose name, reading (hiragana too) or code holds the text, one more than is shown; none for a blank. Reads through all of
 * them: some 40,000 short rows in the whole country, a few times a day for an institution; an index would not serve a part of a word under
 * row-level security.
 */
export async function searchInstitutions(sql: Sql, typed: string): Promise<FoundInstitution[]> {
  const text = typed.replace(/\s/g, '')
  if (text === '') return []
  return sql<FoundInstitution[]>`
    select id, code, name, address, phone from organisations
     where kind = 'institution'
       and (position(${text} in replace(name, ' ', '')) > 0 or position(${toKatakana(text)} in kana) > 0 or starts_with(code, ${text}))
     order by kana, id limit ${foundAtMost + 1}`
}

export async function findInstitution(sql: Sql, id: string): Promise<FoundInstitution | null> {
  const [row] = await sql<FoundInstitution[]>`
    select id, code, name, address, phone from organisations where id = ${id} and kind = 'institution'`
  return row ?? null
}
