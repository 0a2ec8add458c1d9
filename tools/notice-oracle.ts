// What the daily notice has to do, said as plainly as possible. It shares nothing with the product: no import, no SQL, no clock.

export type NoticeEvent =
  | { what: 'begin'; person: number; centre: number }
  | { what: 'ask' | 'accept' | 'refuse' | 'end' | 'reopen' | 'report'; person: number }
  | { what: 'move'; person: number; centre: number }
  | { what: 'hour'; centre: number; hour: string }
  /** The worker looks who is due, then (perhaps much later) sends what waits. */
  | { what: 'look' }
  | { what: 'send' }

/** `minute`: of the history, counted from a midnight in Japan; never goes back. */
export type Happening = NoticeEvent & { minute: number }
/** What concerns one person. */
export type PersonHappening = Extract<Happening, { person: number }>
export type Fate = 'sent' | 'not-sent'

type Person = { centre: number; observed: boolean; began: number; stop: 'no' | 'asked' | 'granted' }
type Waiting = { person: number; day: number; until: number }

const day = (minute: number) => Math.floor(minute / 1440)
const timeOf = (hour: string) => Number(hour.slice(0, 2)) * 60 + Number(hour.slice(3))
const nine = 21 * 60

/** For each 'person day' with a notice: whether it went out. At most one each; every other person and day must have none. */
export function noticesOf(history: Happening[], hoursAtFirst: string[]): Map<string, Fate> {
  const people = new Map<number, Person>()
  const hours = [...hoursAtFirst]
  const fates = new Map<string, Fate>()
  let waiting: Waiting[] = []
  for (const event of history) {
    const { minute } = event
    if (event.what === 'begin') people.set(event.person, { centre: event.centre, observed: true, began: minute, stop: 'no' })
    else if (event.what === 'hour') hours[event.centre] = event.hour
    else if (event.what === 'look') look(minute)
    else if (event.what === 'send') send(minute)
    else change(event, people.get(event.person)!)
  }
  return fates

  function change(event: PersonHappening, person: Person) {
    if (event.what === 'move' && person.observed) person.centre = event.centre
    if (event.what === 'end') person.observed = false
    if (event.what === 'reopen') person.observed = true
    if (event.what === 'ask' && person.observed && person.stop === 'no') person.stop = 'asked'
    if (event.what === 'accept' && person.stop === 'asked') person.stop = 'granted'
    if (event.what === 'refuse' && person.stop === 'asked') person.stop = 'no'
  }

  /** Due: observed since before today's hour of whoever owns them, that hour has come, it is not yet nine in the evening, no stop, none today. */
  function look(minute: number) {
    for (const [number, { centre, observed, began, stop }] of people) {
      const hour = day(minute) * 1440 + timeOf(hours[centre]!)
      const until = day(minute) * 1440 + nine
      const key = `${number} ${day(minute)}`
      if (!observed || stop === 'granted' || began >= hour || minute < hour || minute >= until || fates.has(key)) continue
      fates.set(key, 'not-sent')
      waiting.push({ person: number, day: day(minute), until })
    }
  }

  function send(minute: number) {
    for (const { person, day, until } of waiting) {
      const { observed, stop } = people.get(person)!
      if (minute < until && observed && stop !== 'granted') fates.set(`${person} ${day}`, 'sent')
    }
    waiting = []
  }
}
