import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { whyNotMany } from './bulk-rule.ts'
import { type AttentionKind, attentionKinds, bulkOf, isBulkClosable, kindsByRank, outcomeLabel } from './kinds.ts'
import { nextStepOf } from './next-steps.ts'
import { hasSection, kindsOf, type Section, sectionOf, sections } from './sections.ts'

test('every kind of item has its place on the page of the day: none is left to そのほか by forgetting', () => {
  expect(kindsByRank.filter((kind) => !hasSection(kind))).toEqual([])
})

test('the parts of the page hold every kind exactly once, worst first', () => {
  const shown = (Object.keys(sections) as Section[]).flatMap(kindsOf)
  expect(shown.toSorted()).toEqual(kindsByRank.toSorted())
  for (const section of Object.keys(sections) as Section[]) {
    const places = kindsOf(section).map((kind) => kindsByRank.indexOf(kind))
    expect(places).toEqual(places.toSorted((a, b) => a - b))
  }
})

test('a kind that nobody has placed yet still shows', () => {
  expect(sectionOf('架空の種類' as AttentionKind)).toBe('other')
})

test('whatever cannot be closed by hand leads to the page where it is decided', () => {
  const without = kindsByRank.filter(
    (kind) => Object.keys(attentionKinds[kind].outcomes).length === 0 && nextStepOf({ kind, caseId: 'x', detail: {} }) === null,
  )
  expect(without).toEqual([])
})

test('nothing urgent is ever closed together with others, whatever its kind allows', () => {
  const now = new Date('2022-07-20T10:00:00+09:00')
  const item = { kind: 'not-registered', urgent: false, answeredAt: null, acknowledgedAt: null, againAt: null } as const
  expect(whyNotMany(item, now)).toBeNull()
  expect(whyNotMany({ ...item, urgent: true }, now)).toBe('緊急の項目は1件ずつ対応します')
  expect(kindsByRank.filter((kind) => attentionKinds[kind].urgent && (isBulkClosable(kind) || bulkOf(kind) !== null))).toEqual([])
})

test('silence is closed with others only where a report has come since, and only while that counts', () => {
  const now = new Date('2022-07-20T18:00:00+09:00')
  const item = { kind: 'no-report', urgent: false, answeredAt: null, acknowledgedAt: null, againAt: null } as const
  const answered = { ...item, answeredAt: '2022-07-20T08:00:00Z' }
  expect(whyNotMany(item, now)).toContain('まだ報告がありません')
  expect(whyNotMany(answered, now)).toBeNull()
  expect(whyNotMany({ ...answered, againAt: new Date(now.getTime() + 1).toISOString() }, now)).toBeNull()
  expect(whyNotMany({ ...answered, againAt: now.toISOString() }, now)).toContain('まだ報告がありません')
  expect(whyNotMany({ ...item, kind: 'release-due' }, now)).toBe('療養解除の判断は1件ずつ対応します')
})

test('whatever the database writes as the outcome of an item has its words: nobody reads a code', () => {
  const schema = readFileSync(new URL('../../../db/schema.sql', import.meta.url), 'utf8')
  const written = [
    ...schema.matchAll(/update attention_items[\s\S]{0,160}?outcome = '([a-z-]+)'|'outcome', '([a-z-]+)'|"outcome": "([a-z-]+)"/g),
  ]
  const codes = [...new Set(written.map(([, a, b, c]) => (a ?? b ?? c)!))]
  expect(codes.length).toBeGreaterThan(6)
  expect(codes.filter((code) => kindsByRank.every((kind) => outcomeLabel(kind, code) === code))).toEqual([])
})
