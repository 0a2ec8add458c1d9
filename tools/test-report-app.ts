import { seedPlaces } from '../db/seed/places.server.ts'
import { cookieNames } from '../src/platform/http/session.server.ts'
import type { Settings } from '../src/platform/settings.server.ts'
import { type Session, testApp, testNow } from './test-app.ts'
import { testDatabase } from './test-database.ts'
import { makeFamily, type TestFamily } from './test-patients.ts'

export const sessionOf = (family: TestFamily): Session => ({ cookies: new Map([[cookieNames.patient, family.token]]) })

export type TestReportApp = Awaited<ReturnType<typeof testReportApp>>

/** The application over a database of its own with the invented centres, and patients who report. `close()` it at the end. */
export async function testReportApp(settings: Partial<Settings> = {}) {
  const db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  const app = await testApp(db, { settings })
  return {
    db,
    app,
    /** An account with a live session, its clock at `testNow`. */
    async patient(wish: Partial<Parameters<typeof makeFamily>[1]> = {}) {
      app.setNow(testNow)
      const family = await makeFamily(db.sql, { now: testNow, ...wish })
      const person = family.people[0]!
      return { family, person, session: sessionOf(family), url: `/report/${person.registrationId}` }
    },
    reportsOf: (caseId: string) => db.sql`select * from daily_reports where case_id = ${caseId} order by reported_at, id`,
    openItem: async (caseId: string, kind: string) =>
      (await db.sql`select * from attention_items where case_id = ${caseId} and kind = ${kind} and closed_at is null`)[0],
    close: async () => {
      await app.close()
      await db.drop()
    },
  }
}
