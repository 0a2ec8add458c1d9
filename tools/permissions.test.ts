import { expect, test } from 'vitest'
import { cellOf, routeTables } from './permissions-of-routes.ts'
import { functionTables, readTables, tableTables } from './permissions-of-tables.ts'

test.each([
  ['anyone', 'anyone', '●'],
  ['anyone', 'centre', ''],
  ['half-staff', 'half-staff', '●'],
  [{ org: ['centre', 'prefecture'] }, 'centre', '●'],
  [{ org: ['centre'], roles: ['nurse', 'manager'] }, 'centre', '保健師・管理者'],
  [{ org: ['institution'], institutionKinds: ['inpatient'] }, 'institution', '入院'],
  [{ org: ['centre'] }, 'ministry', ''],
] as const)('%j in the column %s is "%s"', (who, column, cell) => {
  expect(cellOf(who, column)).toBe(cell)
})

test('each route stands once, in the table of its portal, with its audit action', () => {
  const text = routeTables(
    [
      { method: 'POST', url: '/centre/x', who: { org: ['centre'], roles: ['manager'] }, audit: 'x.save' },
      { method: 'GET', url: '/centre/x', who: { org: ['centre'] }, audit: 'x.page' },
      { method: 'GET', url: '/home', who: 'patient', audit: 'home.page' },
    ],
    [{ method: 'POST', url: '/api/v1/x', scope: 'notifications:write', audit: 'api.x' }],
  )
  expect(text).toContain(
    '### 保健所\n\n|  | address | audit | 保健所 |\n| --- | --- | --- | --- |\n| GET | `/centre/x` | `x.page` | ● |\n| POST | `/centre/x` | `x.save` | 管理者 |',
  )
  expect(text).toContain('| GET | `/home` | `home.page` | ● |')
  expect(text).toContain('`notifications:write`')
  expect(text.match(/\/centre\/x/g)).toHaveLength(2)
})

const schema = `create table a ( -- owner hersys_system
  id uuid
);
alter table a enable, force row level security;
create policy own on a for select to hersys_web
  using (true);
create policy system on a for all to hersys_system, hersys_worker
  using (true);
grant select (id), update on a to hersys_web;
grant insert, select on a to hersys_worker;

create table b ( -- owner hersys_system
);
grant select on b to hersys_ministry;
-- f(uuid) may be called by hersys_web, hersys_worker
-- g() may be called by its owner alone
`

test('a table says its row-level security, grants by column, and which policies let which rows through', () => {
  expect(readTables(schema).map(({ name, security }) => [name, security])).toEqual([
    ['a', 'forced'],
    ['b', ''],
  ])
  const text = tableTables(schema)
  expect(text).toContain('| `a` | forced |  | select (id), update<br>rows: own (select) | insert, select<br>rows: system (all) |')
  expect(text).toContain('| `b` | — | select |  |  |')
  expect(functionTables(schema)).toBe('**`hersys_web`**: `f`\n\n**`hersys_worker`**: `f`')
})
