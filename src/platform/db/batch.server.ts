export type BatchOptions<In> = {
  /** Rows of one statement at most. */
  maxRows?: number
  /** Statements under way at once. One or two: a third would only wait for the same locks. */
  maxInFlight?: number
  /** How long the first row waits for company. */
  gatherMs?: number
  /** Told of a batch that failed, before its rows are tried one by one. */
  onFailure?: (error: unknown, rows: In[]) => void
}

/** Five deadlocks one after the other are five seconds: nobody waits longer than that for an answer. */
const mostTries = 5

type Waiting<In, Out> = { row: In; resolve: (out: Out) => void; reject: (error: unknown) => void }

/**
 * Turns "run these rows together" into "run this row": rows that arrive while a statement is under way share the next one, which
 * waits `gatherMs` for company. Each caller is answered after the commit of its statement. When the database refuses a batch, its rows are run one by
 * one: a broken row never fails its neighbours. `run` answers in the order of its rows, and must bear being repeated (idempotency keys).
 */
export function batched<In, Out>(
  run: (rows: In[]) => Promise<Out[]>,
  { maxRows = 128, maxInFlight = 2, gatherMs = 1, onFailure = () => {} }: BatchOptions<In> = {},
): (row: In) => Promise<Out> {
  const waiting: Waiting<In, Out>[] = []
  let inFlight = 0
  let isPlanned = false

  function plan() {
    if (isPlanned || waiting.length === 0 || inFlight >= maxInFlight) return
    isPlanned = true
    setTimeout(() => {
      isPlanned = false
      void flush(waiting.splice(0, maxRows))
      plan()
    }, gatherMs)
  }

  /** Whoever PostgreSQL chose to end a deadlock: nothing of it was done, and the other has gone on. */
  async function runAgain(rows: In[]): Promise<Out[]> {
    for (let tries = 1; ; tries++) {
      try {
        return await run(rows)
      } catch (error) {
        if (!isDeadlock(error) || tries === mostTries) throw error
      }
    }
  }

  async function flush(batch: Waiting<In, Out>[]) {
    inFlight++
    try {
      const answers = await runAgain(batch.map((each) => each.row))
      for (const [index, each] of batch.entries()) each.resolve(answers[index]!)
    } catch (error) {
      await oneByOne(batch, error)
    } finally {
      inFlight--
      plan()
    }
  }

  async function oneByOne(batch: Waiting<In, Out>[], error: unknown) {
    if (batch.length === 1 || !isRefusal(error)) {
      for (const each of batch) each.reject(error)
      return
    }
    onFailure(
      error,
      batch.map((each) => each.row),
    )
    for (const each of batch) await runAgain([each.row]).then(([answer]) => each.resolve(answer!), each.reject)
  }

  return (row) =>
    new Promise((resolve, reject) => {
      waiting.push({ row, resolve, reject })
      plan()
    })
}

/** The server looked at the statement and said no (an SQLSTATE); otherwise it is out of reach, and asking row by row would only take longer. */
const isRefusal = (error: unknown) => {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' && /^(?!08|57)[0-9A-Z]{5}$/.test(code)
}

const isDeadlock = (error: unknown) => (error as { code?: unknown } | null)?.code === '40P01'
