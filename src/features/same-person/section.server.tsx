import type { JSX } from 'preact'
import { shortWhen } from '../../lib/staff-time.ts'
import type { Sql } from '../../platform/db/sql.server.ts'
import { Notice } from '../../ui/bits.tsx'
import { listMergesOfCase } from './merges.server.ts'
import { listPairsOfCase } from './pairs.server.ts'

/** On the case page: pairs that wait for a decision, and what became part of this case. Null where there is neither. */
export async function samePersonSection(sql: Sql, caseId: string, base: string): Promise<JSX.Element | null> {
  const pairs = base === '/centre' ? await listPairsOfCase(sql, caseId) : []
  const merges = (await listMergesOfCase(sql, caseId)).filter(({ undoneAt, kind }) => undoneAt === null && kind === 'same-case')
  if (pairs.length === 0 && merges.length === 0) return null
  return (
    <section aria-label="同一人物の可能性と統合">
      {pairs.length > 0 && (
        <Notice tone="info" title="同じ人または同じ症例かもしれない登録があります">
          <ul>
            {pairs.map(({ id, foundAt }) => (
              <li key={id}>
                <a href={`/centre/same-person/${id}`}>{shortWhen(foundAt)}に見つかった候補を比べる</a>
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {merges.length > 0 && (
        <Notice tone="info" title="この症例には、別の症例が統合されています">
          <ul>
            {merges.map((merge) => (
              <li key={merge.id}>
                {shortWhen(merge.mergedAt)} HER-SYS ID {merge.absorbedWas.hersysId}（電話 {merge.absorbedWas.phone ?? '未記入'}）{' '}
                {base === '/centre' && <a href={`/centre/same-person/merges/${merge.id}`}>内容・取り消し</a>}
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </section>
  )
}
