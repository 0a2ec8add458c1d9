import type { Worker } from 'node:worker_threads'
import { startThread } from '../thread.server.ts'
import { turns } from '../turns.ts'

/** What the thread (src/pdf-thread.server.ts) answers. */
export type ThreadAnswer = { made: Uint8Array } | { failed: string }

const longestMs = 5 * 60_000
/** Beginning anew costs a second: whoever prints now and then should not pay it each time. */
const idleMs = 30 * 60_000
const mostWaiting = 7

/** A document that runs away ends its thread, not the process that answers requests; and the thread knows none of its settings. */
const pdfThread = () => startThread('pdf-thread', { env: {}, resourceLimits: { maxOldGenerationSizeMb: 1024 } })

/**
 * A queue of documents that are made one after the other in a thread, so that nobody else's request waits for them. The thread begins with
 * the first and gives its memory back half an hour after the last. A job is what the entry understands. Throws 'busy' when one is made and seven wait.
 */
export function pdfQueue<Job>(): (job: Job) => Promise<Buffer> {
  let thread: Worker | null = null
  let idle: NodeJS.Timeout | undefined
  const inTurn = turns({ atOnce: 1, queueLimit: mostWaiting })

  const stop = async () => {
    const ended = thread
    thread = null
    await ended?.terminate()
  }
  async function make(job: Job): Promise<Buffer> {
    clearTimeout(idle)
    thread ??= pdfThread()
    try {
      const made = await answerOf(thread, job)
      thread.unref()
      idle = setTimeout(stop, idleMs).unref()
      return made
    } catch (error) {
      // Whatever state it is in: the next document gets a new one.
      await stop()
      throw error
    }
  }

  return (job) => inTurn(() => make(job))
}

function answerOf(thread: Worker, job: unknown): Promise<Buffer> {
  const heard = new AbortController()
  const late = AbortSignal.timeout(longestMs)
  return new Promise<Buffer>((settle, fail) => {
    late.addEventListener('abort', () => fail(new Error('the PDF took too long')), { signal: heard.signal })
    const failed = (error: Error) => fail(error)
    const ended = (code: number) => fail(new Error(`the PDF thread ended (${code})`))
    const answered = (answer: ThreadAnswer) => {
      if ('failed' in answer) fail(new Error(`the PDF failed: ${answer.failed}`))
      else settle(Buffer.from(answer.made.buffer, answer.made.byteOffset, answer.made.byteLength))
    }
    thread.on('error', failed).on('exit', ended).on('message', answered)
    heard.signal.addEventListener('abort', () => thread.off('error', failed).off('exit', ended).off('message', answered))
    thread.ref()
    thread.postMessage(job)
  }).finally(() => heard.abort())
}
