import { createHmac } from 'node:crypto'
import type { AnyAnswers, Form } from '../../fields/fields.ts'

/**
 * What tells a file or a row from every other, and says nothing about anybody: a hash under a key of this installation (`secret`, hex), so that
 * nobody can find out by trying names and birth dates.
 */
const marked = (secret: string, what: string, data: string | Buffer) =>
  createHmac('sha256', Buffer.from(secret, 'hex')).update(`import ${what}\0`).update(data).digest('base64url')

export const contentMark = (secret: string, bytes: Buffer): string => marked(secret, 'file', bytes)

/** The same answers make the same fingerprint, however they were spelt in the file. What is no part of the report does not count. */
export function fingerprintOf(secret: string, { id }: Form, answers: AnyAnswers): string {
  const { rememberDoctor: _not, ...said } = answers
  return marked(secret, 'row', JSON.stringify([id, Object.entries(said).sort(([a], [b]) => (a < b ? -1 : 1))]))
}
