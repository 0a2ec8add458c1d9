// The centre's work on 発生届, contacts and places. What each entry means: tools/faults.mjs.
const contacts = { test: 'src/features/case/centre-cases.db.test.ts', project: 'database' }
const notifications = { test: 'src/features/case/centre-notifications.db.test.ts', project: 'database' }
const fax = { test: 'src/features/fax/fax.db.test.ts', project: 'database' }
export const faults = [
  {
    name: 'a contact who falls ill gets a second watch at the centre of the address',
    file: 'src/features/notification/file.server.ts',
    find: 'const taken = contact?.observed ?',
    put: 'const taken = contact === undefined ?',
    ...contacts,
  },
  {
    name: 'the telephone does not matter for who is a contact',
    file: 'db/migrations/0024_places_contacts.sql',
    find: 'where c.phone = p_phone and c.birth_on = p_birth',
    put: 'where c.phone is not null and c.birth_on = p_birth',
    ...contacts,
  },
  {
    name: 'a contact waits for a confirmation that nobody can give',
    file: 'src/features/watch/begin.server.ts',
    find: '...(watch.isContact ? []',
    put: '...(watch.ownerCentreId === "" ? []',
    ...contacts,
  },
  {
    name: 'a corrected birth date leaves the lock of the ID',
    file: 'src/features/case/correct.server.ts',
    find: 'const wasLocked = await unlockClaim(sql, caseId, now)',
    put: 'const wasLocked = false',
    ...contacts,
  },
  {
    name: 'whoever leaves a place keeps the bed',
    file: 'db/migrations/0024_places_contacts.sql',
    find: "and (w.state is distinct from 'ended' or",
    put: 'and (true or',
    ...contacts,
  },
  {
    name: 'the shorter quarantine begins a day late',
    file: 'src/programmes/covid-19/quarantine.ts',
    find: 'findLast(({ from }) => from <= on)',
    put: 'findLast(({ from }) => from < on)',
    test: 'src/programmes/covid-19/quarantine.test.ts',
  },
  {
    name: 'an answer of the institution waits for the next day',
    file: 'src/features/inquiry/ask.server.ts',
    find: "await raise(sql, { kind: 'inquiry', caseId, detail: { answered: true }, now })",
    put: 'void raise',
    ...notifications,
  },
  {
    name: 'a restored 発生届 is confirmed by nobody',
    file: 'src/features/watch/reopen.server.ts',
    find: "...(watch.endKind === 'withdrawal' && watch.isUnconfirmed",
    put: "...(watch.endKind === 'death' && watch.isUnconfirmed",
    ...notifications,
  },
  {
    name: 'a fax is shown without its sandbox',
    file: 'src/platform/http/serve.server.tsx',
    find: "result.inline ? { 'content-security-policy': sandbox } : {}",
    put: '{}',
    ...fax,
  },
  {
    name: 'another centre looks at a fax',
    file: 'db/migrations/0023_centre_notification.sql',
    find: 'create policy own on faxes for select to hersys_web using (centre_id = (select (current_actor()).org_id));',
    put: "create policy own on faxes for select to hersys_web using ((select (current_actor()).org_kind) = 'centre');",
    ...fax,
  },
  {
    name: 'what a scanner wrote into a picture is kept',
    file: 'src/platform/picture/redraw.server.ts',
    find: '    .webp({ quality: 72 })',
    put: '    .keepMetadata()\n    .webp({ quality: 72 })',
    test: 'src/platform/picture/pages.test.ts',
  },
  {
    name: 'a bed too many counts as a full house',
    file: 'src/features/place/fullness.ts',
    find: 'if (occupied > beds)',
    put: 'if (occupied > beds + 1)',
    test: 'src/features/place/fullness.test.ts',
  },
]
