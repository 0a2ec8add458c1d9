import { expect, test } from 'vitest'
import { turns } from './turns.ts'

/** Work that ends when told. */
function work() {
  let end: (error?: Error) => void = () => {}
  const done = new Promise<void>((resolve, reject) => {
    end = (error) => (error ? reject(error) : resolve())
  })
  return { run: () => done, end }
}

test('two at once, one waits, the fourth is told to come again; an end, also by a fault, lets the next one in', async () => {
  const inTurn = turns({ atOnce: 2, queueLimit: 1 })
  const begun: number[] = []
  const works = [0, 1, 2, 3].map(work)
  const enter = (n: number) =>
    inTurn(() => {
      begun.push(n)
      return works[n]!.run()
    })
  const [first, second, third] = [enter(0), enter(1), enter(2)]
  await expect(enter(3)).rejects.toThrow('busy')
  expect(begun).toEqual([0, 1])
  works[0]!.end(new Error('架空の故障'))
  await expect(first).rejects.toThrow('架空の故障')
  expect(begun).toEqual([0, 1, 2])
  works[1]!.end()
  works[2]!.end()
  await Promise.all([second, third])
  works[3]!.end()
  await enter(3)
  expect(begun).toEqual([0, 1, 2, 3])
})
