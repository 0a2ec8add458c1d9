// A worker that ends itself with SIGKILL as soon as `count` messages have reached a step. Run by tests: argument is a JSON of Job.
import { createCarriers } from '../src/features/message/carriers.server.ts'
import { messageDuties } from '../src/features/message/jobs.server.ts'
import type { Step } from '../src/features/message/outbox.server.ts'
import { connect } from '../src/platform/db/sql.server.ts'
import { startDuties } from '../src/platform/jobs/loop.server.ts'
import type { Settings } from '../src/platform/settings.server.ts'

export type Job = { url: string; step: Step; count: number; now: string; mail: Settings['mail']; sms: Settings['sms'] }

const job: Job = JSON.parse(process.argv[2]!)
const settings = { mail: job.mail, sms: job.sms, demo: false, publicUrl: 'https://hersys.example.jp' } as Settings
let arrived = 0
const duties = messageDuties(settings, {
  carriers: createCarriers(settings),
  reached: async (step) => {
    if (step !== job.step) return
    arrived++
    if (arrived === job.count) process.kill(process.pid, 'SIGKILL')
    await new Promise(() => {})
  },
})
startDuties(
  duties.filter((duty) => /^message\.(sms|mail|voice)$/.test(duty.name)),
  { sql: connect(job.url, 4), clock: () => new Date(job.now), log: { error: console.error, warn: console.error } },
)
