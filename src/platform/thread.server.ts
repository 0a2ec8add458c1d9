import { Worker, type WorkerOptions } from 'node:worker_threads'

/** dist/ holds the entries beside web.js and worker.js; tests run the sources, which a thread of Node 20 reads by tsx alone. */
const isSource = import.meta.url.endsWith('.ts')
const sourceOf = (entry: string) =>
  `import('tsx/esm/api').then(({ register }) => register()).then(() => import('${new URL(`../${entry}.server.ts`, import.meta.url)}'))`

/** A thread that runs the entry src/`entry`.server.ts, of the sources or of the build, whichever runs now. */
export const startThread = (entry: 'pdf-thread' | 'picture-thread' | 'export-thread', options: WorkerOptions): Worker =>
  new Worker(isSource ? sourceOf(entry) : new URL(`./${entry}.js`, import.meta.url), { ...options, eval: isSource })
