import type { Sql } from '../../platform/db/sql.server.ts'
import type { RetainedKind } from './kinds.ts'

/** What would go now, counted up to 100,000; `held`: old enough, but observed or waiting for a person, so never touched. */
export type Due = { kind: RetainedKind; days: number; due: number; held: number }

export async function retentionDue(sql: Sql, now: Date): Promise<Due[]> {
  return sql<Due[]>`
    select kind, days, due, held from retention_due(${now}) union all select kind, days, due, held from retention_due_loose(${now})`
}

export async function readPolicies(sql: Sql): Promise<Record<string, number>> {
  const rows = await sql<{ name: string; value: number }[]>`select name, value from policies`
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]))
}

/** In the name of an operator. */
export async function setPolicy(sql: Sql, name: string, value: number, now: Date): Promise<void> {
  const [row] = await sql<{ known: boolean }[]>`select set_policy(${name}, ${value}, ${now}) as known`
  if (!row!.known) throw new Error(`there is no policy ${name}`)
}

export type Gone = Record<Exclude<RetainedKind, 'audits'>, number>

/** One step, as the worker or the administrator: up to `limit` cases, in one transaction each by the database's own locks. */
export async function retentionStep(sql: Sql, limit: number, now: Date): Promise<Gone> {
  const [row] = await sql<{ gone: Gone }[]>`select retention_step(${limit}, ${now}) || retention_step_loose(${limit}, ${now}) as gone`
  return row!.gone
}
