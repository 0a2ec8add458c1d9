/** Worst first. */
export const levels = ['urgent', 'watch', 'stable'] as const
export type Level = (typeof levels)[number]

/** The last measured SpO2 before this report, and when it was reported. */
export type Previous = { spo2: number | null; at: Date | string }
export type TriageContext = { at: Date; previous: Previous | null }

/** `label` is the Japanese word for the reason; other languages have it under '<programme>.triage.<reason>'. */
export type Rule<A> = { level: Level; reason: string; label: string; matches: (answers: A, context: TriageContext) => boolean }

/** `reasons` names every rule that holds, worst first; empty when stable. */
export type Triage = { level: Level; reasons: string[] }

/** All rules are asked, so that a nurse sees everything at once; the worst decides. */
export function judge<A>(rules: readonly Rule<A>[], answers: A, context: TriageContext): Triage {
  const held = rules.filter((rule) => rule.matches(answers, context)).sort((a, b) => levels.indexOf(a.level) - levels.indexOf(b.level))
  return { level: held[0]?.level ?? 'stable', reasons: held.map((rule) => rule.reason) }
}

/** The worse of two levels. */
export function worse(one: Level, other: Level): Level {
  return levels.indexOf(one) <= levels.indexOf(other) ? one : other
}
