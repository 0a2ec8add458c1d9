import { parentPort } from 'node:worker_threads'
import { notificationsPdf } from './features/notification/pdf/notification-pdf.server.ts'
import { type PrintJob, sheetsOf } from './features/notification/pdf/print.server.ts'
import { todayPdf } from './features/paper/paper-pdf.server.ts'
import type { TodayJob } from './features/paper/print.server.ts'
import type { ThreadAnswer } from './platform/pdf/thread.server.ts'

/** Entry of the thread that makes documents: one job in, one answer out. What failed is told by its kind alone: its text could name somebody. */
parentPort!.on('message', async (job: PrintJob | TodayJob) => {
  const make = async () => ('today' in job ? todayPdf(job.today) : notificationsPdf(sheetsOf(job.reports), job.now))
  const answer: ThreadAnswer = await make().then(
    (made) => ({ made: new Uint8Array(made) }),
    (error: Error) => ({ failed: error.name }),
  )
  parentPort!.postMessage(answer, 'made' in answer ? [answer.made.buffer as ArrayBuffer] : [])
})
