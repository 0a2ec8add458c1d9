import type { Form, Raw } from '../../fields/fields.ts'
import { givenFor } from '../../fields/given.ts'
import { useT } from '../../ui/shell.ts'
import { restName, restQuestions } from './shortcuts.ts'

/** One explicit touch for every symptom not answered yet. The script fills the answers in before one's eyes; without it the server does. */
export function RestTick({ form, given, prefix = '' }: { form: Form; given: Raw; prefix?: string }) {
  const t = useT()
  const names = restQuestions(form).map((name) => prefix + name)
  return (
    <label class="box rest">
      <input
        type="checkbox"
        name={prefix + restName}
        value="none"
        checked={givenFor(given, restName).text() === 'none'}
        data-rest={names.join(' ')}
      />
      <span>{t('report.rest')}</span>
    </label>
  )
}

/** Where it stands: below the last of the symptoms. */
export function besideLastSymptom(form: Form, given: Raw, prefix = '') {
  const last = restQuestions(form).at(-1)
  return last === undefined ? {} : { [prefix + last]: <RestTick form={form} given={given} prefix={prefix} /> }
}

/** What Enter on a telephone's keyboard presses: the sending itself, never one of the buttons above it. */
export function DefaultSend() {
  const t = useT()
  return (
    <button class="default-send" tabIndex={-1} aria-hidden="true">
      {t('report.confirm')}
    </button>
  )
}
