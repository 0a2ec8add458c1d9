import type { Faults } from '../../fields/faults.ts'
import type { Form, Raw } from '../../fields/fields.ts'
import type { Level } from '../../programmes/triage.ts'
import type { Implausible } from './implausible.ts'
import type { Person } from './people.server.ts'

/** One of the people on the page of all. `name` null: the database is out of reach, only what was typed is shown again. */
export type Member = Pick<Person, 'registrationId' | 'disease' | 'centreName' | 'centrePhone'> & {
  name: string | null
  form: Form
  given: Raw
  /** 'open': still to be sent. 'sent': stored, with what to do now. 'failed': not stored, sent again with the next try. */
  is: 'open' | 'sent' | 'failed'
  faults?: Faults
  doubted?: Implausible[]
  advice?: { level: Level; reasons: string[] }
}

/** Begins the name of each of that person's inputs: the registration itself, so that nothing ever lands with somebody else. */
export const prefixOf = (registrationId: string) => `${registrationId}_`

/** In the place of a registration, for what is kept of the page of all. */
export const wholeFamily = 'family'

/** Whoever is still observed; when nobody is, everybody. */
export function membersOf(people: Person[]): Person[] {
  const observed = people.filter(({ watchState }) => watchState === 'observing')
  return observed.length > 0 ? observed : people
}
