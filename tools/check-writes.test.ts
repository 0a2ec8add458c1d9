import { expect, test } from 'vitest'
import { writeFaults, writesOf } from './check-writes.ts'
import { foreignWrites, tableOwners } from './layers.ts'

const faultsOf = (path: string, text: string) => writeFaults([{ path, text }]).filter((fault) => fault.startsWith('src/'))

test.each([
  ['features/message/x.server.ts', 'sql`update cases set name = 1`', 'belongs to features/notification'],
  ['features/message/x.server.ts', 'sql`insert into cases (id) values (1)`', 'belongs to features/notification'],
  ['features/message/x.server.ts', 'sql`delete from cases where id = 1`', 'belongs to features/notification'],
  ['features/message/x.server.ts', 'sql`with a as (\n  insert\n    into watches values (1)) select 1`', 'belongs to features/watch'],
  ['features/message/x.server.ts', 'sql`insert into nobodys values (1)`', 'no feature owns that table'],
])('%s: %s', (path, text, reason) => {
  expect(faultsOf(path, text)).toEqual([expect.stringContaining(reason)])
})

test.each([
  ['features/message/x.server.ts', 'sql`update messages set state = 1`'],
  ['features/watch/x.server.ts', 'sql`update attention_items set closed_at = 1`'],
  ['features/message/x.server.ts', 'sql`select * from cases for update skip locked`'],
  ['features/message/x.server.ts', 'sql`insert into messages values (1) on conflict (id) do update set state = 1`'],
  ['features/message/x.server.ts', '// never insert into cases'],
])('%s may: %s', (path, text) => {
  expect(faultsOf(path, text)).toEqual([])
})

test('a table has one owner, and a foreign write that is gone is told', () => {
  const tables = Object.values(tableOwners).flat()
  expect(new Set(tables).size).toBe(tables.length)
  expect(writeFaults([])).toHaveLength(foreignWrites.length)
  expect(writesOf({ path: 'features/case/a.server.ts', text: 'update cases set a = 1' })).toHaveLength(1)
})
