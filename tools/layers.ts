/**
 * The architecture as tables: what may import what, and who may write which table of the database. `check-imports.ts` holds the code to
 * them. Each line says why, and each is read by a person before it is added.
 */
export const layers: Record<string, { mayUse: string[]; why: string }> = {
  lib: { mayUse: [], why: 'lib is tiny pure functions that know nothing of this system' },
  i18n: { mayUse: ['lib'], why: 'words know nothing of the screens that show them' },
  ui: { mayUse: ['lib', 'i18n'], why: 'the look knows no questions, diseases or features: what it shows comes by props' },
  fields: { mayUse: ['lib', 'i18n', 'ui'], why: 'the question engine carries any form, so it knows none' },
  programmes: { mayUse: ['lib', 'i18n', 'ui', 'fields'], why: 'a disease is data and pure rules: no database, no pages' },
  platform: { mayUse: ['lib'], why: 'plumbing knows nothing of patients' },
  features: { mayUse: ['lib', 'i18n', 'ui', 'fields', 'programmes', 'platform'], why: 'portals gather features, never the reverse' },
  portals: {
    mayUse: ['lib', 'i18n', 'ui', 'fields', 'programmes', 'platform', 'features'],
    why: 'an entry starts portals, never the reverse',
  },
  entries: { mayUse: ['lib', 'i18n', 'ui', 'fields', 'programmes', 'platform', 'features', 'portals', 'seed'], why: '' },
  seed: {
    mayUse: ['lib', 'i18n', 'fields', 'programmes', 'platform', 'features'],
    why: 'invented people live through the real rules, without screens',
  },
}

/** The few imports across layers that are right all the same. Both sides are beginnings of paths below src/. */
export const exceptions: { from: string; to: string; why: string }[] = [
  { from: 'platform/http/', to: 'ui/', why: 'the HTTP kernel renders the error page in the shell every page stands in' },
  { from: 'platform/http/', to: 'i18n/', why: 'the HTTP kernel chooses the language of the request' },
  { from: 'ui/ErrorPage.tsx', to: 'platform/http/errors.ts', why: 'the table of error codes: each has its words on this page' },
]

/** Which feature may import which. There is no way round: the arrows never lead back to where they began. */
export const arrows: { from: string; to: string; why: string }[] = [
  { from: 'account', to: 'organisation', why: 'the first operator belongs to an organisation' },
  { from: 'account', to: 'message', why: 'codes to prove an address or a telephone leave through the outbox' },
  { from: 'attention', to: 'hand-over', why: 'the prefecture sees hand-overs that wait too long among its escalated items' },
  { from: 'attention', to: 'message', why: 'an unacknowledged urgent item texts the roster' },
  { from: 'attention', to: 'organisation', why: 'deadlines and alert times are settings of the centre' },
  { from: 'attention', to: 'roster', why: 'escalation asks who is on duty' },
  { from: 'case', to: 'attention', why: 'the case page shows and settles the items of its case' },
  { from: 'case', to: 'daily-report', why: 'the case page shows the reports' },
  { from: 'case', to: 'hand-over', why: 'the case page asks for a hand-over and shows where it stands' },
  { from: 'case', to: 'notice-stop', why: 'the case page shows and decides a request to stop the daily notice' },
  { from: 'case', to: 'notification', why: 'the case page shows, corrects and withdraws the notification it grew from' },
  { from: 'case', to: 'organisation', why: 'names of centres and institutions; who works there' },
  { from: 'case', to: 'registration', why: 'the case page unlocks, unlinks and re-issues the HER-SYS ID' },
  { from: 'case', to: 'survey', why: 'the case page shows what the patient said about themselves' },
  { from: 'case', to: 'same-person', why: 'a person corrected by the centre is found and compared by the new name at once' },
  { from: 'case', to: 'watch', why: 'the case page begins, extends and ends the observation' },
  { from: 'case', to: 'case-record', why: 'the case page stands among the tabs of its case' },
  { from: 'case-record', to: 'account', why: 'a record names the role of who wrote it' },
  { from: 'case-record', to: 'attention', why: 'somebody gravely ill outside a hospital, or a death, is told to the centre' },
  { from: 'case-record', to: 'daily-report', why: 'the tab 健康観察 shows the reports' },
  { from: 'case-record', to: 'organisation', why: 'the centres and hospitals to choose from; who works where' },
  { from: 'case-record', to: 'treatment', why: 'the tab 医療 shows who treats the patient' },
  { from: 'case-record', to: 'watch', why: 'levels and channels of reports have their words there' },
  { from: 'daily-report', to: 'attention', why: 'a red report, or a request to correct one, stands in the queue' },
  { from: 'daily-report', to: 'organisation', why: 'the deadline a report meets is a setting of the centre' },
  { from: 'dev-inbox', to: 'account', why: 'what people call each role' },
  { from: 'dev-inbox', to: 'message', why: 'the demo shows what the outbox holds' },
  { from: 'hand-over', to: 'organisation', why: 'who works in a centre' },
  { from: 'help', to: 'account', why: 'whose mails must pass the filters is said as on the sign-up page' },
  { from: 'message', to: 'organisation', why: 'the hour of the daily notice is a setting of the centre' },
  { from: 'manual', to: 'account', why: 'whom to ask stands in the manual as on the pages of the sign-in' },
  { from: 'manual', to: 'notification', why: 'the cautions of the home are the cautions of the manual; who works in an institution' },
  { from: 'my-home', to: 'certificate', why: 'the home screen offers the certificate to whom it is given' },
  { from: 'my-home', to: 'passport', why: 'the home screen asks for the passport number of whom it is asked' },
  { from: 'institution-list', to: 'case-record', why: 'each line of a list opens its tab' },
  { from: 'institution-list', to: 'notification', why: '発生届一覧 prints what is ticked as 登録情報一覧 does' },
  { from: 'institution-list', to: 'organisation', why: 'who works in an institution, and in one with beds' },
  { from: 'institution-list', to: 'watch', why: 'levels of observation have their words there' },
  { from: 'my-home', to: 'daily-report', why: 'the home screen shows whom one reports for, and when last' },
  { from: 'my-home', to: 'survey', why: 'the home screen offers the survey until it is answered' },
  { from: 'notice-stop', to: 'daily-report', why: 'whom one reports for is whose notices one may ask to stop' },
  { from: 'notification', to: 'attention', why: 'filing and correcting raise items: unconfirmed, owner to settle, withdrawal asked' },
  { from: 'notification-import', to: 'notification', why: 'a row is judged and filed by the same functions as the form' },
  { from: 'notification-import', to: 'organisation', why: 'the institution that imports, and who works there' },
  { from: 'notification-import', to: 'same-person', why: 'a row that is likely the person of a case of the institution is pointed out' },
  {
    from: 'notification',
    to: 'case-record',
    why: 'the 発生届 is one of the tabs of its case; before it is filed, the tabs hold what it will take over',
  },
  { from: 'notification', to: 'message', why: 'the report mails and the invitation of the patient leave through the outbox' },
  { from: 'notification', to: 'organisation', why: 'the institution that files, the centres that receive' },
  {
    from: 'notification',
    to: 'same-person',
    why: 'a report that is typed is compared with the institution’s own; what is filed is found and compared by its keys',
  },
  { from: 'notification', to: 'watch', why: 'observation begins in the transaction that accepts the notification' },
  { from: 'operations', to: 'message', why: 'alerts of the system are mailed to the operator' },
  { from: 'registration', to: 'account', why: 'a claimed case joins the patient account that is signed in' },
  { from: 'registration', to: 'message', why: 'whoever loses a registration is told by mail' },
  { from: 'roster', to: 'organisation', why: 'who works in a centre' },
  { from: 'survey', to: 'daily-report', why: 'whom one reports for is for whom one answers' },
  { from: 'watch', to: 'attention', why: 'the list is ranked by the worst open item' },
  { from: 'watch', to: 'organisation', why: 'who works in a centre; its settings' },
]

/** A library with a large surface is touched in one folder, so that it can be replaced there. */
export const keptIn: Record<string, { folder: string; why: string }> = {
  postgres: { folder: 'platform/db/', why: 'values are converted once, in platform/db' },
  nodemailer: { folder: 'platform/mail/', why: 'mail leaves by platform/mail' },
  twilio: { folder: 'platform/twilio/', why: 'SMS and voice leave by platform/twilio' },
  'preact-render-to-string': { folder: 'platform/http/', why: 'pages are rendered in one place, escaped' },
  pdfmake: { folder: 'platform/pdf/', why: 'documents are made with one set of fonts' },
  fontkit: { folder: 'platform/pdf/', why: 'what the font lacks is known where it is kept' },
  jose: { folder: 'platform/signing/', why: 'keys are made, sealed and used in one place' },
  '@node-rs/argon2': { folder: 'features/account/', why: 'hashing is bounded and queued in one place' },
}

/** What runs in the browser too may use these packages and no others. */
export const purePackages = [
  'preact',
  'preact/hooks',
  'zod',
  'libphonenumber-js',
  'libphonenumber-js/max',
  'libphonenumber-js/min',
  'uqr',
  'tweetnacl',
  'jsqr',
]

/** Who writes each table. Reading by a join is free; functions of the database (db/migrations) write what their comments say. */
export const tableOwners: Record<string, string[]> = {
  'features/account': ['patient_accounts', 'staff_accounts', 'one_time_codes', 'throttles', 'sessions'],
  'features/attention': ['attention_items', 'attention_events'],
  'features/audit': ['audit_blocks', 'audit_chains'],
  'features/certificate': ['certificates', 'certificate_keys'],
  'features/case-record': ['case_records'],
  'features/daily-report': ['daily_reports', 'correction_requests'],
  'features/hand-over': ['hand_overs'],
  'features/message': ['messages', 'message_marks', 'reminder_runs', 'call_attempts'],
  'features/notification': [
    'cases',
    'case_forms',
    'persons',
    'doctors',
    'notifications',
    'notification_drafts',
    'staff_preferences',
    'withdrawals',
  ],
  'features/notice-stop': ['notice_stops'],
  'features/operations': ['system_alerts'],
  'features/organisation': ['organisations'],
  'features/outage': ['outage_notices'],
  'features/registration': ['registration_drafts'],
  'features/roster': ['duty_roster'],
  'features/notification-import': ['imports', 'import_files', 'import_rows'],
  'features/survey': ['surveys'],
  'features/treatment': ['treatments'],
  'features/same-person': ['likeness_answers', 'likeness_candidates', 'key_queue'],
  'features/watch': ['watches', 'watch_reopenings'],
  'platform/db': ['schema_migrations', 'demo_marker'],
  'platform/http': ['audits'],
  portals: ['heartbeats'],
}

/** The few writes to another's table, each because two things must happen in one statement or one transaction. */
export const foreignWrites: { from: string; table: string; why: string }[] = [
  { from: 'features/watch', table: 'attention_items', why: 'a decision about the observation settles its items in the same transaction' },
  { from: 'features/watch', table: 'attention_events', why: 'each item so settled keeps who and when' },
  { from: 'features/roster', table: 'attention_items', why: 'a roster that is set settles the item that there was none' },
  { from: 'features/roster', table: 'attention_events', why: 'each item so settled keeps who and when' },
  { from: 'features/case', table: 'cases', why: 'the centre confirms a case and corrects whose it is on the case page' },
  { from: 'features/case-record', table: 'cases', why: 'the centre gives a case its own number on the tab ID管理' },
  { from: 'features/notification', table: 'hand_overs', why: 'a withdrawn case is no longer on offer to another centre' },
  {
    from: 'features/notification',
    table: 'watches',
    why: 'a withdrawn or corrected notification ends or moves the observation in the same transaction',
  },
  { from: 'platform/http', table: 'sessions', why: 'each request slides the life of its session' },
  { from: 'features/account', table: 'system_alerts', why: 'too many failed sign-ins alert the operator' },
  { from: 'features/audit', table: 'system_alerts', why: 'an audit that does not add up alerts the operator' },
  {
    from: 'features/message',
    table: 'attention_events',
    why: 'a text that did not reach who is on duty stands in the item’s history: the next is rung',
  },
  { from: 'features/message', table: 'system_alerts', why: 'a provider that is down alerts the operator' },
  { from: 'cli.server.ts', table: 'demo_marker', why: 'the seed command notes that the demo is filled' },
]
