import { type Context, type Route, route, type Staff } from '../../../platform/http/route.server.ts'
import { listCentres } from '../../organisation/queries.server.ts'
import { institutionStaff } from '../can.ts'
import { BackToSearch } from '../ListPage.tsx'
import { readSearch } from '../list-search.ts'
import { isPrintable, mostPrinted } from '../PrintForms.tsx'
import { print, printedOf } from '../pdf/print.server.ts'
import { chosenCases, isIdWanted, printMany } from '../print-reply.server.tsx'
import { listLines } from '../queries/list.server.ts'
import { openCase } from './case.server.tsx'

/** 「PDF（印刷用）」 of the newest revision, or of several cases at once (D40). The name of the file names nobody. */
export const pdfRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/institution/notifications/:caseId/pdf',
    who: institutionStaff,
    audit: 'notification.print',
    handle: async (c) => {
      const { found, revisions } = await openCase(c)
      const sheet = printedOf({ ...found, ...revisions[0]! }, isIdWanted(c.query))
      return { file: () => print([sheet], c.now), type: 'application/pdf', name: 'hasseitodoke.pdf' }
    },
  }),
  route({
    method: 'POST',
    url: '/institution/notifications/print',
    who: institutionStaff,
    audit: 'notification.print-many',
    handle: async (c) => {
      if (c.body.from === 'filed') return printMany(c, chosenCases(c.body), <BackToFiled />)
      if (c.body.which !== 'all') return printMany(c, chosenCases(c.body), <BackToSearch search={readSearch(c.body, [])} />)
      const search = readSearch(c.body, await listCentres(c.sql))
      return printMany(c, await foundBy(c, search), <BackToSearch search={search} />)
    },
  }),
]

const BackToFiled = () => (
  <p>
    <a class="button" href="/institution/filed">
      一覧に戻る
    </a>
  </p>
)

/** Everybody a search finds who has a 発生届; one more than can be printed tells that there are too many. */
async function foundBy({ sql, actor }: Context<Staff>, { wanted, sort, faults }: ReturnType<typeof readSearch>): Promise<string[]> {
  // Conditions that are not understood would find everybody.
  if (Object.keys(faults).length > 0) return []
  const lines = await listLines(sql, { orgId: actor.orgId, wanted, sort, size: mostPrinted, after: null })
  return lines.length > mostPrinted ? lines.map(({ id }) => id) : lines.filter(isPrintable).map(({ id }) => id)
}
