import { z } from 'zod'

/** What a centre may set for itself (`organisations.settings`); what it leaves out, or sets wrongly, is the default. */
const schema = z.object({
  /** Time of Japan by which each day's report is expected. */
  reportDeadline: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
    .catch('18:00'),
  /** From the notification to "not registered in My HER-SYS". */
  registerHours: z.number().positive().catch(24),
  /** From the notification to "not confirmed by the centre". */
  confirmHours: z.number().positive().catch(4),
})

export type CentreSettings = z.infer<typeof schema>

/** The settings in force from what `organisations.settings` holds. */
export function centreSettings(stored: unknown): CentreSettings {
  return schema.parse(stored && typeof stored === 'object' ? stored : {})
}
