import { readFileSync } from 'node:fs'
import { toKatakana } from '../../lib/kana.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { readCsv } from '../../platform/excel/csv.server.ts'
import { readPostalCodes } from './postal-codes.ts'

const atOnce = 5000

/**
 * Takes the list of postal codes that 日本郵便 publishes in the place of the one before; municipalities it names are added or renamed, and keep
 * the health centre they have. All or nothing: throws an Error that names the lines which are no records of such a list.
 */
export async function importPostalCodes(sql: Sql, path: string): Promise<{ codes: number; municipalities: number }> {
  const records = readCsv(readFileSync(path))
  if (!records) throw new Error('The file is no CSV in UTF-8 or Shift_JIS')
  const { codes, municipalities, faults } = readPostalCodes(records, toKatakana)
  if (faults.length > 0)
    throw new Error([...faults.slice(0, 20), ...(faults.length > 20 ? [`… and ${faults.length - 20} more`] : [])].join('\n'))
  if (codes.length === 0) throw new Error('The file is empty')
  await sql.begin(async (tx) => {
    await tx`insert into municipalities ${tx(municipalities)}
      on conflict (code) do update set prefecture_code = excluded.prefecture_code, prefecture_name = excluded.prefecture_name, name = excluded.name, kana = excluded.kana`
    await tx`delete from postal_codes`
    for (let at = 0; at < codes.length; at += atOnce) await tx`insert into postal_codes ${tx(codes.slice(at, at + atOnce))}`
  })
  return { codes: codes.length, municipalities: municipalities.length }
}
