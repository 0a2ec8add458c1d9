// The former release beside this one, and this one beside the next. What each entry means: tools/faults.mjs.
const project = 'database'
export const faults = [
  {
    name: 'upgrade: a plan that went stale is everybody’s error',
    file: 'src/platform/db/sql.server.ts',
    find: 'if (n > timesAgain(error, connections)) throw error',
    put: 'throw error',
    test: 'src/platform/db/stale-plan.db.test.ts',
    project,
  },
  {
    name: 'upgrade: whatever fails is done again',
    file: 'src/platform/db/sql.server.ts',
    find: "code === '40P01' ? connections + 5 : 0",
    put: "code === '40P01' ? connections + 5 : 5",
    test: 'src/platform/db/stale-plan.db.test.ts',
    project,
  },
  {
    name: 'upgrade: a migration gives up at the first table in use',
    file: 'src/platform/db/migrate.server.ts',
    find: "if (!inTheWay.has(code ?? '') || n >= way.tries) throw error",
    put: 'throw error',
    test: 'src/platform/db/migrate.db.test.ts',
    project,
  },
  {
    name: 'upgrade: a kind of item that only the next release knows breaks the page of the day',
    file: 'src/features/attention/kinds.ts',
    find: '(Object.hasOwn(attentionKinds, kind) ? attentionKinds[kind] : ofNewerRelease)',
    put: '(attentionKinds[kind])',
    test: 'src/features/attention/newer-release.db.test.ts',
    project,
  },
  {
    name: 'upgrade: a kind of item that only the next release knows is in no part of the day',
    file: 'src/features/attention/queries.server.ts',
    find: 'from open o left join unnest(',
    put: 'from open o join unnest(',
    test: 'src/features/attention/newer-release.db.test.ts',
    project,
  },
  {
    name: 'upgrade: anybody lists the accounts by the former release’s function',
    file: 'db/migrations/0047_former_release.sql',
    find: "from current_actor() a join staff_accounts s on may_keep_account(s.org_id, s.role, a) where s.role <> 'record-system'",
    put: "from staff_accounts s where s.role <> 'record-system'",
    test: 'src/features/account/staff/former-release.db.test.ts',
    project,
  },
]
