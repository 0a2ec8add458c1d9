import { pdfQueue } from '../../platform/pdf/thread.server.ts'
import type { TodayPaper } from './paper-pdf.server.ts'

/** What the thread gets: told from a 発生届 by its name. */
export type TodayJob = { today: TodayPaper }

const queue = pdfQueue<TodayJob>()

/** A list of many pages is made beside the loop that answers requests. Throws 'busy' when many wait already. */
export const printToday = (today: TodayPaper): Promise<Buffer> => queue({ today })
