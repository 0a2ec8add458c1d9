import type { Duty } from '../../platform/jobs/loop.server.ts'
import { sweepFilings } from './filings.server.ts'

export const recordSystemDuties: Duty[] = [{ name: 'record-system.sweep', everyMs: 3_600_000, run: sweepFilings }]
