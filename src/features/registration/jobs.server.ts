import type { Duty } from '../../platform/jobs/loop.server.ts'
import { sweepPatientTraces } from './queries.server.ts'

/** What patients left half done and nobody needs any more goes every hour. */
export const registrationDuties: Duty[] = [{ name: 'registration.sweep', everyMs: 3_600_000, run: sweepPatientTraces }]
