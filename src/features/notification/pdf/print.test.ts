import { expect, test } from 'vitest'
import { AppError } from '../../../platform/http/errors.ts'
import { type PrintedRef, print } from './print.server.ts'

const now = new Date('2022-07-20T10:00:00+09:00')
const report: PrintedRef = { formVersion: 'covid-19.notification/2', answers: {}, hersysId: null, revision: 1, isWithdrawn: false }
const nobody = { ...report, formVersion: '架空 花子/1' }
const begins = (pdf: Buffer) => pdf.subarray(0, 5).toString()

test('D40 a document that fails is told by its kind alone, and the next one is made', async () => {
  await expect(print([nobody], now)).rejects.toThrow(/^the PDF failed: Error$/)
  expect(begins(await print([report], now))).toBe('%PDF-')
})

test('D40 eight may wait for one thread, the ninth is told that many wait; a single sheet waits for no large print', async () => {
  const many = Array.from({ length: 8 }, () => print([report, report], now))
  await expect(print([report, report], now)).rejects.toEqual(new AppError('busy'))
  expect(begins(await print([report], now))).toBe('%PDF-')
  for (const made of await Promise.all(many)) expect(begins(made)).toBe('%PDF-')
  expect(begins(await print([report, report], now))).toBe('%PDF-')
})
