import { createHash } from 'node:crypto'

/** SHA-256 of a question-and-answer document in UTF-8, as lower-case hex. */
export function documentHash(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}
