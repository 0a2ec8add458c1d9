import { expect, test } from 'vitest'
import { clockFaults } from './check-clock.ts'

test.each([
  ['a.ts', 'const a = new Date()', true],
  ['a.ts', 'const a = new Date( )', true],
  ['a.ts', 'const a = Date.now()', true],
  ['a.ts', 'list.map(Date.now)', true],
  ['a.ts', 'await sql`select now()`', true],
  ['a.ts', 'await sql`select 1 where on_day = current_date`', true],
  ['a.ts', 'const a = new Date(now)', false],
  ['a.ts', 'const age = ageAt(birthOn, now)', false],
  ['a.ts', '// never new Date() here', false],
  ['a.ts', ' * not Date.now() either', false],
  ['a.ts', 'const a = performance.now()', false],
  ['a.ts', "const url = 'https://example.jp' + new Date()", true],
  ['a.sql', 'at timestamptz default NOW()', true],
  ['a.sql', 'select clock_timestamp()', true],
  ['a.sql', 'p_now timestamptz -- instead of now()', false],
])('%s: %s', (path, line, isFault) => {
  expect(clockFaults(path, `\n${line}`)).toHaveLength(isFault ? 1 : 0)
})

test('a fault names its line', () => {
  expect(clockFaults('src/x.ts', 'const a = 1\nconst b = new Date()')).toEqual(['src/x.ts:2: new Date(): take now as an argument'])
})
