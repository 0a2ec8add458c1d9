// Every list can be taken along; accounts by file. What each entry means: tools/faults.mjs.
const lists = { test: 'src/features/export/lists.db.test.ts', project: 'database' }
const jobs = { test: 'src/features/export/export.db.test.ts', project: 'database' }
const file = { test: 'src/features/account/staff/file.db.test.ts', project: 'database' }
export const faults = [
  {
    name: 'export: a hand-over that was refused goes on naming the patient',
    file: 'src/features/export/lists/work.server.ts',
    find: 'left join cases c on c.id = h.case_id and ${sees(sql, sql`h.case_id`, wanted)}',
    put: 'left join cases c on c.id = h.case_id',
    ...lists,
  },
  {
    name: 'export: who was given another role gets the file that waits',
    file: 'src/features/export/jobs.server.ts',
    find: ' || !mayTake(order)',
    put: '',
    ...lists,
  },
  {
    name: 'export: who was given another role fetches the file that was made',
    file: 'src/features/export/routes.server.tsx',
    find: 'if (!listsOf(c.actor).some(([name]) => name === found.list)) return',
    put: 'if (false) return',
    ...lists,
  },
  {
    name: 'export: nurses take the audit along',
    file: 'src/features/export/lists/house.server.ts',
    find: "label: '監査記録',\n    who: { centre: managers,",
    put: "label: '監査記録',\n    who: { centre,",
    ...lists,
  },
  {
    name: 'export: a centre’s audit is everybody’s',
    file: 'src/features/export/lists/house.server.ts',
    find: ': sql`${org} = ${orgId}`',
    put: ': sql`true`',
    ...lists,
  },
  {
    name: 'export: an operator takes along the accounts of nurses',
    file: 'src/features/export/lists/house.server.ts',
    find: " and (${wanted.orgKind} <> 'operator' or o.kind <> 'centre' or s.role = 'manager')",
    put: '',
    ...lists,
  },
  {
    name: 'export: a sheet has no end',
    file: 'src/platform/excel/workbook.server.ts',
    find: '    maxRowsPerSheet: rowsPerSheet,\n',
    put: '',
    test: 'src/platform/excel/stream-table.test.ts',
  },
  {
    name: 'export: the prefecture’s contacts are not named in the audit',
    file: 'src/features/oversight/contacts.server.tsx',
    find: '  c.shows(...lines.map(({ caseId }) => caseId))\n',
    put: '',
    test: 'src/features/oversight/contacts.db.test.ts',
    project: 'database',
  },
  {
    name: 'export: the thread is not told to stop',
    file: 'src/features/export/jobs.server.ts',
    find: "  signal.addEventListener('abort', stop)\n",
    put: '',
    ...jobs,
  },
  {
    name: 'export: a thread is begun though nothing waits',
    file: 'src/features/export/jobs.server.ts',
    find: '!(await isAnyFree(sql, now)) || ',
    put: '',
    ...jobs,
  },
  {
    name: 'accounts by file: a list with a fault is issued as far as it goes',
    file: 'src/features/account/staff/file-routes.server.tsx',
    find: 'if (faults.length > 0) return page(',
    put: 'if (faults.length > 0 && accounts.length === 0) return page(',
    ...file,
  },
  {
    name: 'accounts by file: a wrong password makes its letter all the same',
    file: 'src/features/account/staff/file-routes.server.tsx',
    find: 'if (letter && (await verifyPassword(letter.passwordHash, password)))',
    put: 'if (letter)',
    ...file,
  },
  {
    name: 'accounts by file: one login ID stands in two lines',
    file: 'src/features/account/staff/account-file.ts',
    find: 'if (twin !== undefined) say(`ログインIDが${twin}行目と同じです`)\n    else if',
    put: 'if',
    test: 'src/features/account/staff/account-file.test.ts',
  },
]
