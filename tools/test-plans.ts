import { connect, type Sql } from '../src/platform/db/sql.server.ts'
import { openContext } from '../src/platform/http/session.server.ts'

/** Runs as the web role with a live session, and returns every plan that the queries of `run` got. */
export async function plansOf(webUrl: string, sessionHash: string, now: Date, run: (sql: Sql) => Promise<unknown>): Promise<string[]> {
  const plans: string[] = []
  const web = connect(webUrl, 1)
  await web.begin(async (tx) => {
    const sql = tx as unknown as Sql
    await openContext(sql, sessionHash, now, 'staff')
    const recorded: { text: string; values: unknown[] }[] = []
    const recorder = recording(sql, recorded)
    await run(recorder)
    for (const { text, values } of recorded) {
      const rows = await sql.unsafe(`explain ${text}`, values as never)
      plans.push(rows.map((row) => String(Object.values(row as object)[0])).join('\n'))
    }
  })
  await web.end()
  return plans
}

/** The same `sql`, which also keeps text and values of each statement it sends. */
function recording(sql: Sql, into: { text: string; values: unknown[] }[]): Sql {
  return new Proxy(sql, {
    apply(target, self, args) {
      const query = Reflect.apply(target as never, self, args) as { then?: unknown; statement?: { string: string }; describe?: unknown }
      if (!Array.isArray(args[0]) || !('raw' in (args[0] as object))) return query
      const then = (query as never as PromiseLike<never>).then.bind(query)
      Object.assign(query, {
        // biome-ignore lint/suspicious/noThenProperty: the driver's queries are thenables, and this stands in for one
        then: (done: never, failed: never) =>
          then((rows: never) => {
            const { statement } = rows as { statement: { string: string } }
            into.push({ text: statement.string, values: (query as never as { parameters?: unknown[] }).parameters ?? [] })
            return rows
          }).then(done, failed),
      })
      return query
    },
  })
}
