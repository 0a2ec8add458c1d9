import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationOf, staff } from '../../../../db/seed/organisations.ts'
import { seedPlaces } from '../../../../db/seed/places.server.ts'
import { type TestApp, testApp, testNow } from '../../../../tools/test-app.ts'
import { type TestDatabase, testDatabase } from '../../../../tools/test-database.ts'
import { makeFamily } from '../../../../tools/test-patients.ts'

let db: TestDatabase
let app: TestApp
const address = 'helpdesk@her-sys.example'

beforeAll(async () => {
  db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  app = await testApp(db)
  await makeFamily(db.sql, { now: testNow, centre: 'aoba' })
  await db.sql`update organisations set email = ${address} where kind = 'helpdesk'`
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const closedDoor = ['/staff/help/sign-in', '/staff/help/password']
const manuals = ['/institution/manual', '/institution/faq']
const pageOf = async (path: string) =>
  (await app.get(path, manuals.includes(path) ? await app.signedInAs('doctor@aoba-clinic') : undefined)).text
/** What one reads, without the mark-up. */
const read = (html: string) => html.replace(/<script.*?<\/script>|<[^>]+>/gs, '').replace(/\s+/g, ' ')

test.each([...closedDoor, ...manuals])(
  'D44 %s: whom to ask, by telephone, mail and hours, and that patients are not answered there',
  async (path) => {
    const said = read(await pageOf(path))
    const { name, phone } = organisationOf('helpdesk')
    for (const words of [
      name,
      phone,
      address,
      '月～金（土日祝を除く）9:00-18:00',
      '自治体・医療機関専用',
      '医療機関名等を確認させていただきます',
    ])
      expect(said).toContain(words)
  },
)

test.each([...closedDoor, ...manuals])('D44 %s: no mail is begun for anybody, and nobody is named but the helpdesk', async (path) => {
  const html = await pageOf(path)
  // A link that fills in a subject or a text would put it into histories and logs.
  expect(html).not.toContain('mailto:')
  expect(html.match(/[\w.+-]+@[\w-]+(\.[\w-]+)+/g)).toEqual([address])
  for (const { familyName, givenName, phone } of await db.sql<{ familyName: string; givenName: string; phone: string }[]>`
    select family_name, given_name, phone from cases`)
    for (const secret of [`${familyName} ${givenName}`, phone].filter(Boolean)) expect(html).not.toContain(secret)
  // Whoever is signed in reads their own name at the head of the page.
  const own = staff.find(({ loginId }) => loginId === 'doctor@aoba-clinic')!
  const others = staff.filter(({ name }) => !manuals.includes(path) || name !== own.name)
  for (const { name, loginId } of others) for (const secret of [name, loginId]) expect(read(html)).not.toContain(secret)
})

test('D44 a helpdesk without an address of its own is shown with what there is', async () => {
  await db.sql`update organisations set email = null, phone = null where kind = 'helpdesk'`
  const said = read(await pageOf(closedDoor[0]!))
  expect(said).toContain(organisationOf('helpdesk').name)
  expect(said).not.toMatch(/メール\s|電話\s+月～金/)
  await db.sql`delete from organisations where kind = 'helpdesk' and not exists (select from staff_accounts a where a.org_id = organisations.id)`
})
