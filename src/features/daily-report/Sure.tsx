import type { Form as Questionnaire } from '../../fields/fields.ts'
import { formWords } from '../../fields/words.ts'
import { formatNumber } from '../../i18n/format.ts'
import { useT } from '../../ui/shell.ts'
import { type Implausible, sureOf } from './implausible.ts'

/** `prefix`: one of several people on a page, where a box confirms and the page is sent as a whole. */
type Props = { form: Questionnaire; doubted: Implausible[]; prefix?: string }

/** "Is this right?", asked once; the answer confirms these very values and no others. */
export function Sure({ form, doubted, prefix }: Props) {
  const t = useT()
  const own = formWords(form, t)
  const id = `${prefix ?? ''}sure`
  return (
    <section class="notice warning sure" role="alert" aria-labelledby={`${id}-head`}>
      <h2 id={`${id}-head`}>{t('report.sure')}</h2>
      {doubted.map(({ name, value }) => (
        <p key={name} class="doubted">
          {own.label(name)}: <strong>{formatNumber(t, value) + own.unit(name)}</strong>
        </p>
      ))}
      <p>{t('report.sure.danger')}</p>
      {prefix === undefined ? (
        <button name="sure" value={sureOf(doubted)}>
          {t('report.sure.yes')}
        </button>
      ) : (
        <label class="box">
          <input type="checkbox" name={id} value={sureOf(doubted)} />
          <span>{t('report.sure.right')}</span>
        </label>
      )}
      <p>{t('report.sure.no')}</p>
    </section>
  )
}
