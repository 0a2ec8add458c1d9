import { accountDuties } from '../features/account/jobs.server.ts'
import { escalate } from '../features/attention/escalate.server.ts'
import { auditDuties } from '../features/audit/jobs.server.ts'
import { autoCallDuties } from '../features/auto-call/jobs.server.ts'
import { bulkActionDuties } from '../features/bulk-action/jobs.server.ts'
import { certificateDuties } from '../features/certificate/jobs.server.ts'
import { exportDuties } from '../features/export/jobs.server.ts'
import { messageDuties } from '../features/message/jobs.server.ts'
import { notificationImportDuties } from '../features/notification-import/jobs.server.ts'
import { operationsDuties } from '../features/operations/jobs.server.ts'
import { planDuties } from '../features/plan/jobs.server.ts'
import { recordSystemDuties } from '../features/record-system/jobs.server.ts'
import { registrationDuties } from '../features/registration/jobs.server.ts'
import { retentionDuties } from '../features/retention/retain.server.ts'
import { samePersonDuties } from '../features/same-person/catch-up.server.ts'
import { statisticsDuties } from '../features/statistics/jobs.server.ts'
import { voiceCallDuties } from '../features/voice-call/jobs.server.ts'
import type { Duty } from '../platform/jobs/loop.server.ts'
import type { Settings } from '../platform/settings.server.ts'
import { bulkKinds } from './bulk-kinds.server.ts'

/** Every repeated duty of the worker, one line each. */
export function workerDuties(settings: Settings): Duty[] {
  return [
    {
      name: 'heartbeat',
      everyMs: 5_000,
      run: async (sql, now) => {
        await sql`insert into heartbeats (name, at) values ('worker', ${now}) on conflict (name) do update set at = excluded.at`
      },
    },
    {
      name: 'partitions',
      everyMs: 6 * 3_600_000,
      run: async (sql, now) => {
        await sql`select ensure_partitions(${now}::timestamptz::date, (${now}::timestamptz + interval '3 months')::date)`
      },
    },
    { name: 'attention.escalate', everyMs: 5_000, run: escalate },
    ...accountDuties,
    ...auditDuties(settings),
    ...autoCallDuties(settings),
    ...bulkActionDuties(bulkKinds(settings)),
    ...certificateDuties,
    ...exportDuties,
    ...messageDuties(settings),
    ...notificationImportDuties(settings),
    ...operationsDuties(settings),
    ...planDuties,
    ...recordSystemDuties,
    ...registrationDuties,
    ...samePersonDuties,
    ...retentionDuties,
    ...statisticsDuties,
    ...voiceCallDuties(settings),
  ]
}
