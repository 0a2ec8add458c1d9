import { z } from 'zod'

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)
const callDefaults = { earliest: '08:00', latest: '21:00', spreadMinutes: 30, windowMinutes: 120, tries: 3, pauseMinutes: 15 }

const usualHours = { from: '08:30', to: '17:15' }

/** What a centre may set for itself (`organisations.settings`); what it leaves out, or sets wrongly, is the default. */
const schema = z.object({
  /** Time of Japan by which each day's report is expected. */
  reportDeadline: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
    .catch('18:00'),
  /** Time of Japan at which the daily notice goes out (C31). */
  reminderAt: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
    .catch('09:00'),
  /** Messages of the centre that are not urgent wait from one time of Japan to the other (`quiet_until` in the database reads the same). */
  quietFrom: clockTime.catch('21:00'),
  quietTo: clockTime.catch('08:00'),
  /** From the notification to "not registered in My HER-SYS". */
  registerHours: z.number().positive().catch(24),
  /** From the notification to "not confirmed by the centre". */
  confirmHours: z.number().positive().catch(4),
  /** How long something urgent may stay unacknowledged until the next one is rung. */
  alertMinutes: z
    .object({
      duty: z.number().positive().catch(10),
      deputy: z.number().positive().catch(20),
      prefecture: z.number().positive().catch(40),
    })
    .catch({ duty: 10, deputy: 20, prefecture: 40 })
    .default({ duty: 10, deputy: 20, prefecture: 40 }),
  /** From asking for a hand-over to its showing at the prefecture. */
  handOverHours: z.number().positive().catch(2),
  /** Days after which an account that was issued and never used, or not used for so long, is pointed out to who keeps it. */
  unusedAccountDays: z
    .object({ issue: z.number().int().positive().catch(30), idle: z.number().int().positive().catch(90) })
    .catch({ issue: 30, idle: 90 })
    .default({ issue: 30, idle: 90 }),
  /** When somebody of the centre answers its telephone, for callers of 健康コール and 自動架電 who want a person; else the duty roster's is rung. */
  phoneHours: z.object({ from: clockTime, to: clockTime }).catch(usualHours).default(usualHours),
  /** From a call that ended without a report to its showing in the queue, unless a report comes first. */
  incompleteMinutes: z.number().positive().catch(30),
  /** 自動架電: the hours in which anybody may be called, how calls of one time are spread, and how often whoever does not answer is tried again. */
  calls: z
    .object({
      earliest: clockTime.catch('08:00'),
      latest: clockTime.catch('21:00'),
      spreadMinutes: z.number().min(0).max(60).catch(30),
      windowMinutes: z.number().min(10).max(360).catch(120),
      tries: z.number().int().min(1).max(10).catch(3),
      pauseMinutes: z.number().min(1).max(120).catch(15),
    })
    .catch(callDefaults)
    .default(callDefaults),
  /** A report by another channel spares the rest of that day's automatic calls. */
  callUnlessReported: z.boolean().catch(false),
})

export type CentreSettings = z.infer<typeof schema>

/** Every report asks for the settings of its centre, and few centres differ: each distinct text is read once. */
const known = new Map<string, CentreSettings>()

/** The settings in force from what `organisations.settings` holds. */
export function centreSettings(stored: unknown): CentreSettings {
  const text = JSON.stringify(stored && typeof stored === 'object' ? stored : {})
  const settings = known.get(text) ?? schema.parse(JSON.parse(text))
  if (known.size > 2000) known.clear()
  known.set(text, settings)
  return settings
}
