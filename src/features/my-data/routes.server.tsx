import { wordsIn } from '../../i18n/t.ts'
import { type Context, type Patient, type Route, route } from '../../platform/http/route.server.ts'
import { exportOf } from './document.ts'
import { accessLines, kindsOf } from './kind.ts'
import { MyDataPage } from './MyDataPage.tsx'
import { myDataPdf } from './pdf.server.ts'
import { collectMyData, listAccesses, listPersons } from './queries.server.ts'

const onPage = 300

/** My data: who looked at or changed my record, and all of it to take away. `routes`: every other route of the product, by which actions are sorted. */
export function myDataRoutes(routes: () => readonly Route[]): Route[] {
  const all = async (c: Context<Patient>) => {
    const data = await collectMyData(c.sql, c.actor.accountId)
    c.shows(...data.people.map(({ caseId }) => caseId))
    return data
  }
  return [
    route({
      method: 'GET',
      url: '/my-data',
      who: 'patient',
      audit: 'my-data.show',
      handle: async (c) => {
        const kindOf = kindsOf(routes())
        const persons = await listPersons(c.sql, c.actor.accountId)
        c.shows(...persons.map(({ caseId }) => caseId))
        const people = persons.map(async ({ registrationId, caseId, registeredName: name }) => {
          const accesses = await listAccesses(c.sql, caseId, onPage)
          return { registrationId, name, lines: accessLines(accesses, kindOf, wordsIn(c.lang)), isCut: accesses.length === onPage }
        })
        return { page: <MyDataPage people={await Promise.all(people)} /> }
      },
    }),
    route({
      method: 'GET',
      url: '/my-data/my-data.json',
      who: 'patient',
      audit: 'my-data.download',
      handle: async (c) => {
        const file = JSON.stringify(exportOf(await all(c), c.lang, kindsOf(routes()), c.now), null, 2)
        return { file: Buffer.from(file), type: 'application/json; charset=utf-8', name: 'my-data.json' }
      },
    }),
    route({
      method: 'GET',
      url: '/my-data/my-data.pdf',
      who: 'patient',
      audit: 'my-data.download',
      handle: async (c) => {
        return { file: await myDataPdf(await all(c), c.lang, kindsOf(routes()), c.now), type: 'application/pdf', name: 'my-data.pdf' }
      },
    }),
  ]
}
