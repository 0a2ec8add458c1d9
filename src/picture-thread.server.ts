import { parentPort, workerData } from 'node:worker_threads'
import { redraw } from './platform/picture/redraw.server.ts'

/** Entry of the thread that decodes what strangers faxed: one file in, its pages out. */
const { bytes, type } = workerData
parentPort!.postMessage(await redraw(bytes, type))
