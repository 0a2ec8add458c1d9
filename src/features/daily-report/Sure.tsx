import type { Form as Questionnaire } from '../../fields/fields.ts'
import { formWords } from '../../fields/words.ts'
import { formatNumber } from '../../i18n/format.ts'
import { useT } from '../../ui/shell.ts'
import { type Implausible, sureOf } from './implausible.ts'

/** "Is this right?", asked once; the button sends the form with these very values confirmed. */
export function Sure({ form, doubted }: { form: Questionnaire; doubted: Implausible[] }) {
  const t = useT()
  const own = formWords(form, t)
  return (
    <section class="notice warning sure" role="alert" aria-labelledby="sure">
      <h2 id="sure">{t('report.sure')}</h2>
      {doubted.map(({ name, value }) => (
        <p key={name} class="doubted">
          {own.label(name)}: <strong>{formatNumber(t, value) + own.unit(name)}</strong>
        </p>
      ))}
      <p>{t('report.sure.danger')}</p>
      <button name="sure" value={sureOf(doubted)}>
        {t('report.sure.yes')}
      </button>
      <p>{t('report.sure.no')}</p>
    </section>
  )
}
