export type Rule = { name: string; promise: string; query: string }
export type Result = { rule: string; promise: string; count: number; violations: { caseId: string | null; what: string }[] }
export function readRules(text?: string): Rule[]
export function checkSilence(sql: import('postgres').Sql, now: Date): Promise<Result[]>
