import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Catalogue, type Row, takenAway } from './upgrade/catalogue.mjs'

const rows = (given: Record<string, string>) => new Map<string, Row>(Object.entries(given).map(([name, type]) => [name, { type }]))
const catalogue = (more: Partial<Catalogue>): Catalogue => ({
  columns: rows({ 'cases.id': 'uuid', 'cases.name': 'text' }),
  functions: rows({ 'asked(p uuid)': 'TABLE(id uuid, name text)', 'done(p uuid)': 'boolean' }),
  rights: rows({ 'hersys_web select cases.name': 'granted' }),
  deletes: rows({}),
  calls: rows({}),
  words: rows({ 'cases.cases_state_check filed': 'allowed' }),
  constraints: rows({ 'cases.cases_state_check': '' }),
  ...more,
})
const former = catalogue({})

test('what a newer release adds takes nothing away', () => {
  const wider = catalogue({
    columns: rows({ 'cases.id': 'uuid', 'cases.name': 'text', 'cases.more': 'text', 'added.id': 'uuid' }),
    functions: rows({
      'asked(p uuid)': 'TABLE(id uuid, name text, more text)',
      'done(p uuid)': 'boolean',
      'done(p uuid, q text)': 'boolean',
    }),
    words: rows({ 'cases.cases_state_check filed': 'allowed', 'cases.cases_state_check merged': 'allowed' }),
  })
  expect(takenAway(former, wider)).toEqual([])
  expect(takenAway(former, catalogue({ words: rows({}), constraints: rows({}) }))).toEqual([])
})

test('what the former release would miss is named: columns, functions, answers, rights, words, and what it would have to give', () => {
  const demanded = new Map<string, Row>([
    ...former.columns,
    ['cases.more', { type: 'text', demanded: true }],
    ['added.id', { type: 'uuid', demanded: true }],
  ])
  demanded.delete('cases.name')
  const narrower = catalogue({
    columns: demanded,
    functions: rows({ 'asked(p uuid)': 'TABLE(id uuid)' }),
    rights: rows({}),
    words: rows({}),
  })
  expect(takenAway(former, narrower)).toEqual([
    'asked(p uuid) was TABLE(id uuid, name text), is TABLE(id uuid)',
    'column cases.more must be given, which the former release does not know',
    'column cases.name is gone',
    'function done(p uuid) is gone',
    'right hersys_web select cases.name is gone',
    'word cases.cases_state_check filed is gone',
  ])
})

test('a clone without the former release is told so, and what to do', () => {
  const drill = spawnSync(process.execPath, [join(import.meta.dirname, 'upgrade-drill.mjs'), '--from=0000000'], { encoding: 'utf8' })
  expect(drill.status).toBe(3)
  expect(drill.stderr).toMatch(/does not hold the commit 0000000 .*git fetch --unshallow|no clone of the sources/)
})
