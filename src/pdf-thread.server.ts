import { parentPort } from 'node:worker_threads'
import { notificationsPdf } from './features/notification/pdf/notification-pdf.server.ts'
import { type PrintJob, sheetsOf } from './features/notification/pdf/print.server.ts'
import type { ThreadAnswer } from './platform/pdf/thread.server.ts'

/** Entry of the thread that makes documents: one job in, one answer out. What failed is told by its kind alone: its text could name somebody. */
parentPort!.on('message', async ({ reports, now }: PrintJob) => {
  const make = async () => notificationsPdf(sheetsOf(reports), now)
  const answer: ThreadAnswer = await make().then(
    (made) => ({ made: new Uint8Array(made) }),
    (error: Error) => ({ failed: error.name }),
  )
  parentPort!.postMessage(answer, 'made' in answer ? [answer.made.buffer as ArrayBuffer] : [])
})
