import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { actionLabel } from './action-words.ts'

test('every action of a route has its Japanese words', () => {
  const page = readFileSync(new URL('../../../docs/permissions.md', import.meta.url), 'utf8')
  const actions = [...new Set([...page.matchAll(/`([a-z-]+\.[a-z-]+)`/g)].map(([, action]) => action!))]
  expect(actions.length).toBeGreaterThan(200)
  expect(actions.filter((action) => actionLabel(action) === action)).toEqual([])
})

test('what a newer version wrote is shown as it is', () => {
  expect(actionLabel('newer.verb')).toBe('newer.verb')
})
