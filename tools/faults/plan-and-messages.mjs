// How a patient is observed and what is written to them. What each entry means: tools/faults.mjs.
const plan = { test: 'src/features/plan/plan.db.test.ts', project: 'database' }
const sending = { test: 'src/features/sending/sending.db.test.ts', project: 'database' }
const callbacks = { test: 'src/features/message/callbacks.db.test.ts', project: 'database' }
const fallOver = { test: 'src/features/message/fall-over.db.test.ts', project: 'database' }
const notice = { test: 'src/features/message/notice-today.db.test.ts', project: 'database' }

export const faults = [
  {
    name: 'messages: the ID comes from the neighbour of the one row',
    file: 'src/features/sending/queries.server.ts',
    find: "replace(t.body, '{hersysId}', c.hersys_id)",
    put: "replace(t.body, '{hersysId}', (select x.hersys_id from cases x where x.id >= c.id and x.id <> c.id order by x.id limit 1))",
    ...sending,
  },
  {
    name: 'messages: a text with another’s ID passes the door',
    file: 'src/features/message/hindrance.server.ts',
    find: "when ${mixedUp} then 'id-mixed-up'",
    put: '',
    ...sending,
  },
  {
    name: 'messages: the number of before its correction is still texted',
    file: 'src/features/message/hindrance.server.ts',
    find: "when ${strangers} then 'number-corrected' when ${outdated} then 'id-reissued' when ${mixedUp}",
    put: "when ${outdated} then 'id-reissued' when ${mixedUp}",
    ...sending,
  },
  {
    name: 'messages: nine in the evening is still day',
    file: 'db/migrations/0029_delivery.sql',
    find: 'when f > t and at::time >= f then',
    put: 'when f > t and at::time > f then',
    ...sending,
  },
  {
    name: 'delivery: a callback is believed without its signature',
    file: 'src/features/message/hooks.server.ts',
    find: 'return provider && isSigned(',
    put: 'return provider && signature !== undefined || isSigned(',
    ...callbacks,
  },
  {
    name: 'delivery: a late arrival overwrites a failure',
    file: 'src/features/message/callbacks.server.ts',
    find: "and m.state in ('queued', 'sending', 'sent', 'unknown') returning",
    put: "and m.state in ('queued', 'sending', 'sent', 'unknown', 'failed') returning",
    ...callbacks,
  },
  {
    name: 'delivery: the same reply counts twice',
    file: 'db/migrations/0029_delivery.sql',
    find: 'unique (provider, what, provider_id, status)',
    put: 'unique (provider, what, provider_id, status, id)',
    ...callbacks,
  },
  {
    name: 'delivery: what the first may have goes to the second too',
    file: 'src/features/message/outbox.server.ts',
    find: 'if (carrier.takesKey) return { ...again(rule, m, answer.reason, now), keepProvider: true }',
    put: 'if (carrier.takesKey) return again(rule, m, answer.reason, now)',
    ...fallOver,
  },
  {
    name: 'delivery: the second never takes over',
    file: 'src/features/message/outbox.server.ts',
    find: 'if (!way.gate.isClosed()) break',
    put: 'break',
    ...fallOver,
  },
  {
    name: 'plan: a blank risk factor counts as none',
    file: 'db/migrations/0028_plans.sql',
    find: "when 'none' then c.risk_factors = '{}'",
    put: "when 'none' then coalesce(c.risk_factors, '{}') = '{}'",
    ...plan,
  },
  {
    name: 'plan: a plan without a live channel says nothing',
    file: 'src/features/plan/set.server.ts',
    find: 'await sql`select judge_channels(${uuidv7(now)}, ${caseId}, ${now})`',
    put: 'await sql`select 1`',
    ...plan,
  },
  {
    name: 'plan: a rule changes what a person has set',
    file: 'src/features/plan/rules.server.ts',
    find: "if (hand) return 'by-hand'",
    put: "if (hand && by === null) return 'by-hand'",
    ...plan,
  },
  {
    name: 'notice: the round forgets the plan without My HER-SYS',
    file: 'src/features/message/remind.server.ts',
    find: 'and not ${withoutWeb} and',
    put: 'and',
    ...notice,
  },
  {
    name: 'notice: the words forget a STOP where there is mail',
    file: 'src/features/message/notice-today.ts',
    find: "if (phone === 'mobile' && known === 'stopped') return 'sms-stopped'",
    put: "if (phone === 'mobile' && known === 'stopped' && !hasMail) return 'sms-stopped'",
    ...notice,
  },
]
