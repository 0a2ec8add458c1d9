// What automatic calls must never do, said as plainly as possible. It shares nothing with the product: no import, no SQL of its, no clock.
// It is given what happened (in order), what the telephone company saw, and what the database holds in the end, and names every violation.

export type CallEvent =
  | { what: 'set'; person: number; number: number; times: string[]; days: number[] | null; said: string }
  | { what: 'end-plan' | 'release' | 'death' | 'withdrawal' | 'reopen' | 'stop' | 'report'; person: number }
  | { what: 'correct'; person: number; number: number | null }
  | { what: 'ask-hand-over' | 'accept-hand-over'; person: number }
  | { what: 'rule'; unlessReported: boolean }
  /** The worker has looked at everything, from beginning to end. */
  | { what: 'tick' }
  | {
      what: 'ring'
      person: number
      number: number
      callId: string
      day: string
      time: string
      from: number
      to: number
    }
  /** The provider took the call in and we know it, or it has told, or been asked. Until then a call that may ring is unknown. */
  | { what: 'heard-of'; callId: string }

/** `clock`: what the system's clock showed, in minutes since a midnight in Japan that began a Wednesday; it may go back. `ring` has true minutes. */
export type Happening = CallEvent & { clock: number }
export type Row = { person: number; day: string; time: string; attempt: number; state: string; code: string | null; hasItem: boolean }

type Agreement = { number: number; times: string[]; days: number[] | null; since: number }
type Person = {
  plan: Agreement | null
  observed: boolean
  /** The plan that a release ended, for one taken back. */
  lost: Agreement | null
  reportedOn: Set<number>
  /** Until when the times that had come were taken away by what happened afterwards: for those no item is owed. */
  sparedTo: number
  due: Set<string>
}

const dayOf = (clock: number) => Math.floor(clock / 1440)
const minuteOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
const weekday = (day: number) => ((day + 2) % 7) + 1
const agreed = ({ times, days }: Agreement, day: number, time: string) =>
  times.includes(time) && (days === null || days.includes(weekday(day)))
const windowMinutes = 120
const latest = 21 * 60

/** `firstDay`: the day of minute 0 as 'YYYY-MM-DD', `dayName` its number in the rows. */
export function violations(history: Happening[], rows: Row[], people: number, dayNumber: (day: string) => number): string[] {
  const found: string[] = []
  const persons: Person[] = Array.from({ length: people }, () => ({
    plan: null,
    observed: true,
    lost: null,
    reportedOn: new Set(),
    sparedTo: Number.NEGATIVE_INFINITY,
    due: new Set(),
  }))
  let unlessReported = false
  let wasUnlessReported = false
  const rings: Extract<Happening, { what: 'ring' }>[] = []
  const unclear = new Map<number, string>()
  for (const event of history) {
    const { clock } = event
    if (event.what === 'rule') {
      unlessReported = event.unlessReported
      wasUnlessReported ||= unlessReported
    } else if (event.what === 'tick') for (const person of persons) look(person, clock)
    else if (event.what === 'heard-of') {
      for (const [number, callId] of unclear) if (callId === event.callId) unclear.delete(number)
    } else if (event.what === 'ring') ring(event)
    else change(event, persons[event.person]!, clock)
  }
  judgeRows()
  return found

  /** Whatever has come by now and is not settled yet is nobody's business any more. */
  function spare(person: Person, clock: number) {
    person.sparedTo = Math.max(person.sparedTo, clock)
  }

  function change(event: Exclude<Happening, { what: 'rule' | 'tick' | 'ring' | 'heard-of' }>, person: Person, clock: number) {
    const stop = () => {
      if (person.plan) spare(person, clock)
      person.plan = null
    }
    switch (event.what) {
      case 'set': {
        const isTaken = persons.some((other) => other !== person && other.plan?.number === event.number)
        const expected = !person.observed ? 'gone' : isTaken ? 'taken' : 'set'
        if (event.said !== expected) found.push(`a plan was answered ${event.said}, not ${expected}`)
        if (expected !== 'set') return
        if (person.plan) spare(person, clock)
        person.plan = { number: event.number, times: event.times, days: event.days, since: clock }
        return
      }
      case 'end-plan':
      case 'stop':
        return stop()
      case 'release':
        if (person.observed) person.lost = person.plan
        person.observed = false
        return stop()
      case 'death':
      case 'withdrawal':
        person.observed = false
        person.lost = null
        return stop()
      case 'reopen': {
        person.observed = true
        const isFree = !persons.some((other) => other.plan?.number === person.lost?.number)
        person.plan = person.lost && isFree ? { ...person.lost, since: clock } : null
        person.lost = null
        return
      }
      case 'report':
        person.reportedOn.add(dayOf(clock))
        if (unlessReported) spare(person, clock)
        return
      case 'correct': {
        if (!person.plan) return
        const { plan } = person
        const isTaken = persons.some((other) => other !== person && other.plan?.number === event.number)
        stop()
        if (event.number !== null && !isTaken) person.plan = { ...plan, number: event.number }
      }
    }
  }

  /** Every time agreed upon that has come since the agreement is owed a call. */
  function look(person: Person, clock: number) {
    const { plan } = person
    if (!plan) return
    for (let day = dayOf(plan.since); day <= dayOf(clock); day++)
      for (const time of plan.times) {
        const at = day * 1440 + minuteOf(time)
        if (agreed(plan, day, time) && at > plan.since && at <= clock) person.due.add(`${day} ${time}`)
      }
  }

  function ring(event: Extract<Happening, { what: 'ring' }>) {
    const { clock, callId } = event
    const { plan, reportedOn } = persons[event.person]!
    const day = dayNumber(event.day)
    const at = day * 1440 + minuteOf(event.time)
    if (!plan) found.push(`call ${callId} after the end`)
    else if (plan.number !== event.number) found.push(`call ${callId} to another number than agreed`)
    else if (!agreed(plan, day, event.time)) found.push(`call ${callId} at a time nobody agreed to`)
    if (clock < at || clock >= Math.min(at + windowMinutes, day * 1440 + latest)) found.push(`call ${callId} outside the agreed hours`)
    if (unlessReported && reportedOn.has(day)) found.push(`call ${callId} although reported`)
    for (const other of rings)
      if (other.number === event.number && other.from < event.to && event.from < other.to)
        found.push(`two calls at once: ${other.callId}, ${callId}`)
    if (unclear.has(event.number)) found.push(`call ${callId} while ${unclear.get(event.number)} is unknown`)
    unclear.set(event.number, callId)
    rings.push(event)
  }

  function judgeRows() {
    for (const [number, person] of persons.entries())
      for (const slot of person.due) {
        const [day, time] = slot.split(' ')
        const own = rows.filter((row) => row.person === number && dayNumber(row.day) === Number(day) && row.time === time)
        const last = own.toSorted((a, b) => a.attempt - b.attempt).at(-1)
        if (!last) found.push(`missed: person ${number}, day ${day}, ${time}`)
        else if (own.length > 3) found.push(`tried ${own.length} times: person ${number}, ${slot}`)
        else if (
          last.state === 'completed' ||
          last.state === 'aborted' ||
          last.hasItem ||
          Number(day) * 1440 + minuteOf(time!) <= person.sparedTo
        )
          continue
        // Who reported that day was not silent: while the rule says so no call is owed, and no item for one that failed.
        else if (wasUnlessReported && person.reportedOn.has(Number(day))) continue
        else found.push(`silent: person ${number}, ${slot} ended as ${last.state} (${last.code}) and nobody heard`)
      }
  }
}
