import { useT } from '../../ui/shell.ts'
import type { Person } from './people.server.ts'

type Props = {
  people: Pick<Person, 'registrationId' | 'name' | 'hersysId'>[]
  selected: string
  /** Where to go with ?person=… */
  action: string
  label: string
}

/** 対象者 (C18): a drop-down list of the family. Two of the same name are told apart by their HER-SYS ID. */
export function PersonSelector({ people, selected, action, label }: Props) {
  const t = useT()
  const isTwice = (name: string) => people.filter((person) => person.name === name).length > 1
  return (
    <form method="get" action={action} class="person-selector">
      <label class="question-label" for="person">
        {label}
      </label>
      <div class="row">
        <select id="person" name="person" class="control" autoComplete="off">
          {people.map(({ registrationId, name, hersysId }) => (
            <option key={registrationId} value={registrationId} selected={registrationId === selected}>
              {isTwice(name) ? `${name} (HER-SYS ID ${hersysId})` : name}
            </option>
          ))}
        </select>
        <button>{t('home.person.choose')}</button>
      </div>
    </form>
  )
}
