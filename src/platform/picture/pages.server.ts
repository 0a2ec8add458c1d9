import { startThread } from '../thread.server.ts'
import { turns } from '../turns.ts'
import type { Drawn, Refusal } from './redraw.server.ts'
import { type PaperType, sniffPaper } from './sniff.ts'

const longestMs = 60_000

/** One file after the other: whoever sends a hundred at once waits, and nobody else does. */
const inTurn = turns({ atOnce: 1, queueLimit: 20 })

export type Paper = { type: PaperType; pages: Drawn[] }

/**
 * What came by fax, as pictures that are safe to show. The type is what the bytes say. Decoding runs in a thread of its own with nothing of ours in
 * its environment, which ends with the file: what crashes it, or takes a minute, is 'unreadable'. Throws 'busy' when many wait.
 */
export async function pagesOf(bytes: Buffer): Promise<Paper | Refusal | 'wrong-type'> {
  const type = sniffPaper(bytes)
  if (!type) return 'wrong-type'
  const said = await inTurn(() => drawInThread(bytes, type))
  return typeof said === 'string' ? said : { type, pages: said }
}

function drawInThread(bytes: Buffer, type: PaperType): Promise<Drawn[] | Refusal> {
  const thread = startThread('picture-thread', { env: {}, resourceLimits: { maxOldGenerationSizeMb: 512 }, workerData: { bytes, type } })
  return new Promise<Drawn[] | Refusal>((settle) => {
    const late = setTimeout(() => settle('unreadable'), longestMs).unref()
    const done = (said: Drawn[] | Refusal) => {
      clearTimeout(late)
      settle(said)
    }
    thread.once('message', done)
    thread.once('error', () => done('unreadable'))
    thread.once('exit', () => done('unreadable'))
  }).finally(() => thread.terminate())
}
