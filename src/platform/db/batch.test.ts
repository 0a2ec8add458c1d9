import { expect, test } from 'vitest'
import { batched } from './batch.server.ts'

const refusal = () => Object.assign(new Error('refused'), { code: '22P02' })

function recorded(fails: (rows: number[]) => unknown = () => null) {
  const batches: number[][] = []
  let inFlight = 0
  let most = 0
  const run = async (rows: number[]) => {
    batches.push(rows)
    most = Math.max(most, ++inFlight)
    await new Promise((done) => setTimeout(done, 2))
    inFlight--
    const error = fails(rows)
    if (error) throw error
    return rows.map((row) => row * 10)
  }
  return { batches, run, most: () => most }
}

test('rows that arrive together share a statement, and each gets its own answer', async () => {
  const { batches, run } = recorded()
  const one = batched(run)
  expect(await Promise.all([1, 2, 3].map(one))).toEqual([10, 20, 30])
  expect(batches).toEqual([[1, 2, 3]])
})

test('no batch is larger than the limit and no more are under way than allowed', async () => {
  const { batches, run, most } = recorded()
  const one = batched(run, { maxRows: 4, maxInFlight: 2 })
  const rows = Array.from({ length: 50 }, (_, n) => n)
  expect(await Promise.all(rows.map(one))).toEqual(rows.map((row) => row * 10))
  expect(Math.max(...batches.map((batch) => batch.length))).toBe(4)
  expect(most()).toBe(2)
})

test('a row the database refuses fails alone', async () => {
  const { run } = recorded((rows) => (rows.includes(2) ? refusal() : null))
  const answers = await Promise.allSettled([1, 2, 3].map(batched(run)))
  expect(answers.map((answer) => answer.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})

test('a database out of reach fails the batch at once, without asking row by row', async () => {
  const { batches, run } = recorded(() => Object.assign(new Error('gone'), { code: 'CONNECTION_CLOSED' }))
  const answers = await Promise.allSettled([1, 2, 3].map(batched(run)))
  expect(answers.every((answer) => answer.status === 'rejected')).toBe(true)
  expect(batches).toHaveLength(1)
})

test('after a failure the next rows are served', async () => {
  const { run } = recorded((rows) => (rows.includes(2) ? refusal() : null))
  const one = batched(run, { maxInFlight: 1 })
  await expect(one(2)).rejects.toThrow()
  expect(await one(3)).toBe(30)
})

test('a batch that PostgreSQL chose to end a deadlock is done again, one row or many; a fifth deadlock is told', async () => {
  let left = 1
  const deadlock = () => (left-- > 0 ? Object.assign(new Error('deadlock'), { code: '40P01' }) : null)
  const { batches, run } = recorded(deadlock)
  const one = batched(run)
  expect(await Promise.all([1, 2].map(one))).toEqual([10, 20])
  expect(batches).toEqual([
    [1, 2],
    [1, 2],
  ])
  left = 4
  expect(await one(3)).toBe(30)
  left = 5
  await expect(one(4)).rejects.toMatchObject({ code: '40P01' })
})
