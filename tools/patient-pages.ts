import { type Session, stranger, type TestApp, testNow } from './test-app.ts'
import { certifiedPatient } from './test-certificates.ts'
import type { TestDatabase } from './test-database.ts'
import { makeFamily } from './test-patients.ts'
import { storeReport } from './test-reports.ts'
import { signUps, testPatientPassword } from './test-sign-up.ts'

/** Somebody in each state in which a patient meets a page. */
type Visitor = 'stranger' | 'signingUp' | 'resetting' | 'proved' | 'newMail' | 'family' | 'certified' | 'empty' | 'ended'

/** A page and how one comes to it. `url` is its route; a form sent wrongly has `post`. */
export type PatientPage = {
  name: string
  url: string
  as: Visitor
  /** Where `url` holds a parameter. */
  path?: (world: PatientWorld) => string
  post?: Record<string, string>
  /** What the page shows: the status. */
  status?: number
}

const family = (name: string, url: string, more: Partial<PatientPage> = {}): PatientPage => ({ name, url, as: 'family', ...more })
const person = (name: string, folder: string, more: Partial<PatientPage> = {}) =>
  family(name, `/${folder}/:registrationId`, { path: (world) => `/${folder}/${world.registrationId}`, ...more })
const open = (name: string, url: string, more: Partial<PatientPage> = {}): PatientPage => ({ name, url, as: 'stranger', ...more })

/** Every page that a patient can meet. A GET route for patients that stands neither here nor in `noPages` fails a test. */
export const patientPages: PatientPage[] = [
  open('top', '/'),
  open('centres', '/centres'),
  open('leaflet', '/portal'),
  ...['', '/code', '/registration', '/report', '/phone', '/certificate', '/notices', '/browser', '/centre'].map((topic) =>
    open(`help${topic.replace('/', '-')}`, `/help${topic}`),
  ),
  family('help-signed-in', '/help/report'),
  open('not-found', '/no-such-page', { status: 404 }),
  open('verify', '/verify'),
  open('sign-in', '/sign-in'),
  open('sign-in-blank', '/sign-in', { post: { email: '', password: '' }, status: 422 }),
  open('sign-in-unknown', '/sign-in', { post: { email: 'kakuu-nobody@example.jp', password: 'Kakuu-Mihon-8' }, status: 422 }),
  open('sign-up', '/sign-up'),
  open('sign-up-fault', '/sign-up', { post: { email: 'kakuu' }, status: 422 }),
  { name: 'sign-up-code', url: '/sign-up/code', as: 'signingUp' },
  { name: 'sign-up-code-wrong', url: '/sign-up/code', as: 'signingUp', post: { code: 'abc' }, status: 422 },
  { name: 'sign-up-password', url: '/sign-up/password', as: 'proved' },
  { name: 'sign-up-password-fault', url: '/sign-up/password', as: 'proved', post: { password: 'abc' }, status: 422 },
  open('password-reset', '/password-reset'),
  { name: 'password-reset-code', url: '/password-reset/code', as: 'resetting' },
  { name: 'home-nobody', url: '/home', as: 'empty' },
  family('home', '/home'),
  person('home-person', 'home'),
  { name: 'home-certified', url: '/home', as: 'certified' },
  { name: 'home-ended', url: '/home', as: 'ended' },
  family('account', '/account'),
  family('email', '/account/email'),
  { name: 'email-code', url: '/account/email/code', as: 'newMail' },
  family('delete', '/account/delete'),
  family('devices', '/devices'),
  family('registration', '/registrations/new'),
  family('registration-faults', '/registrations/new', { post: { hersysId: '12' }, status: 422 }),
  family('registration-wrong', '/registrations/new', {
    post: {
      'name.family': '架空',
      'name.given': '次男',
      'birthOn.year': '1999',
      'birthOn.month': '9',
      'birthOn.day': '9',
      hersysId: '99999999',
    },
    status: 422,
  }),
  person('report', 'report'),
  person('report-faults', 'report', { post: { temperature: '99', spo2: 'x' }, status: 422 }),
  family('sent-urgent', '/report/:registrationId/sent/:reportId', { path: (world) => world.sent.urgent }),
  family('sent-watch', '/report/:registrationId/sent/:reportId', { path: (world) => world.sent.watch }),
  family('sent-stable', '/report/:registrationId/sent/:reportId', { path: (world) => world.sent.stable }),
  family('family', '/family'),
  family('family-faults', '/family', { post: {}, status: 422 }),
  person('history', 'history'),
  { name: 'history-empty', url: '/history/:registrationId', as: 'ended', path: (world) => `/history/${world.endedRegistrationId}` },
  person('survey', 'survey'),
  family('notices', '/notices'),
  family('notices-blank', '/notices', { post: {}, status: 422 }),
  { name: 'certificate', url: '/certificate/:registrationId', as: 'certified', path: (world) => `/certificate/${world.certifiedId}` },
  person('certificate-none', 'certificate'),
  person('passport', 'passport'),
  person('passport-fault', 'passport', { post: { number: 'x'.repeat(10) }, status: 422 }),
  { name: 'passport-none', url: '/passport/:registrationId', as: 'certified', path: (world) => `/passport/${world.certifiedId}` },
  family('my-data', '/my-data'),
]

/** Addresses for patients and everybody that answer with no page of their own, and why. */
export const noPages: Record<string, string> = {
  '/healthz': 'for machines',
  '/readyz': 'for machines',
  '/language/:code': 'leads back',
  '/account/email/code/again': 'leads back to the code',
  '/sign-up/code/again': 'leads back to the code',
  '/password-reset/code/again': 'leads back to the code',
  '/password-reset/password': 'the same page as /sign-up/password under another title',
  '/registrations/new/confirm': 'shown only between two forms: e2e/patient-sign-up.test.ts looks at it',
  '/report': 'leads to a person',
  '/history': 'leads to a person',
  '/family/sent/:key': 'shown only after sending: e2e/family.test.ts looks at it',
  '/certificate/:registrationId/pdf': 'a file',
  '/my-data/my-data.json': 'a file',
  '/my-data/my-data.pdf': 'a file',
  '/verify/keys.json': 'for the page /verify',
  '/verify/revoked.json': 'for the page /verify',
  '/dev': 'beside the product',
  '/dev/inbox': 'beside the product',
  '/dev/phone': 'beside the product',
  '/dev/phone/ringing': 'for the page /dev/phone',
}

export type PatientWorld = Awaited<ReturnType<typeof patientWorld>>

/** People in every state of `Visitor`, with long names. Seed the places before. */
export async function patientWorld(db: TestDatabase, app: TestApp) {
  const { startSignUp, makeAccount } = signUps(db, app)
  const ago = (days: number) => new Date(testNow.getTime() - days * 86_400_000)
  const longNames: [string, string][] = [
    ['架空寿限無寿限無五劫', 'アレクサンドリーナ・マリア・テレジア・フォン・ミホン'],
    ['架空', '長男'],
  ]
  const household = await makeFamily(db.sql, { now: ago(3), names: longNames })
  const { caseId, registrationId } = household.people[0]!
  await db.sql`update cases set nationality = '架空国', entered_japan_on = '2022-07-10', diagnosed_on = '2022-07-17' where id = ${caseId}`
  const sentPath = async (level: 'urgent' | 'watch' | 'stable', days: number, reasons: string[]) => {
    const given = { now: ago(days), level, reasons, temperature: 38.6, spo2: level === 'urgent' ? 92 : 96 }
    return `/report/${registrationId}/sent/${await storeReport(db.sql, caseId, given)}`
  }
  const sent = {
    stable: await sentPath('stable', 0.1, []),
    watch: await sentPath('watch', 0.05, ['fever']),
    urgent: await sentPath('urgent', 0.01, ['urgent-sign', 'spo2-93-or-lower']),
  }
  const certified = await certifiedPatient(db, app)
  const over = await makeFamily(db.sql, { now: ago(2) })
  await db.sql`update watches set state = 'ended', ended_at = ${testNow}, end_kind = 'release',
    ended_by = (select id from staff_accounts where login_id = 'manager@aoba') where case_id = ${over.people[0]!.caseId}`
  const proved = await startSignUp()
  await app.post('/sign-up/code', { code: proved.code }, proved.session)
  const resetting = stranger()
  const account = await makeAccount()
  await app.post('/password-reset', { email: account.email }, resetting)
  const mover = await makeAccount()
  await app.post('/account/email', { email: 'kakuu-moved@example.jp', password: testPatientPassword }, mover.session)
  const as = async (accountId: string) => app.patientSession(accountId)
  const visitors: Record<Visitor, Session> = {
    stranger: stranger(),
    signingUp: (await startSignUp()).session,
    resetting,
    proved: proved.session,
    newMail: mover.session,
    family: await as(household.accountId),
    certified: certified.session,
    empty: (await makeAccount()).session,
    ended: await as(over.accountId),
  }
  return { visitors, registrationId, sent, certifiedId: certified.registrationId, endedRegistrationId: over.people[0]!.registrationId }
}

export const pathOf = (page: PatientPage, world: PatientWorld) => page.path?.(world) ?? page.url

/** The page as that visitor gets it in that language. */
export async function visit(app: TestApp, world: PatientWorld, page: PatientPage, lang: string) {
  const session = inLanguage(world.visitors[page.as], lang)
  const path = pathOf(page, world)
  if (!page.post) return app.get(path, session)
  return app.post(path, { ...hiddenOf((await app.get(path, session)).text), ...page.post }, session)
}

/** What the form of a page sends along unseen. */
function hiddenOf(html: string): Record<string, string> {
  const main = html.slice(html.indexOf('<main'))
  return Object.fromEntries(
    [...main.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name!, value!]),
  )
}

export const inLanguage = ({ cookies }: Session, lang: string): Session => ({ cookies: new Map([...cookies, ['lang', lang]]) })
