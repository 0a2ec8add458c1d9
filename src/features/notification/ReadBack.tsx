import type { AnyAnswers } from '../../fields/fields.ts'
import { formatDay } from '../../i18n/format.ts'
import { japaneseEraText } from '../../lib/era.ts'
import { ageOn, type Day } from '../../lib/japanese-day.ts'
import { subjectOf } from '../../programmes/subject.ts'
import { Notice } from '../../ui/bits.tsx'
import { useT } from '../../ui/shell.ts'
import { grouped, phoneDoubt } from './phone-doubt.ts'

type Props = {
  answers: AnyAnswers
  /** This number is going to be written to. */
  writesSms: boolean
  formHref: string
}

/** The two answers whose mistakes lock a patient out (D42, D43), large enough to be read against the paper, each with the way to mend it. */
export function ReadBack({ answers, writesSms, formHref }: Props) {
  const t = useT()
  const { phone, birthOn, diagnosedOn, reportedOn } = subjectOf(answers)
  const doubt = writesSms ? phoneDoubt(phone) : null
  return (
    <section class="read-back" aria-label="間違いやすい項目の確認" tabIndex={-1} data-begin="yes">
      <div>
        <h2>当該者電話番号</h2>
        <p class="big">{phone === null ? <span class="blank">回答なし</span> : grouped(phone)}</p>
        {doubt ? (
          <Notice tone="warning">
            <p>{doubt}</p>
          </Notice>
        ) : (
          writesSms && <p class="hint">この番号にSMSが送られます。</p>
        )}
        <a href={`${formHref}#q-phone`}>電話番号を直す</a>
      </div>
      <div>
        <h2>生年月日</h2>
        {birthOn && (
          <p class="big">
            {formatDay(t, birthOn)}{' '}
            <span class="big-label">
              {japaneseEraText(birthOn)} {ageText(birthOn, diagnosedOn ?? reportedOn)}
            </span>
          </p>
        )}
        <p class="hint">間違いがあると、ご本人がMy HER-SYSに登録できません。</p>
        <a href={`${formHref}#q-birthOn`}>生年月日を直す</a>
      </div>
    </section>
  )
}

function ageText(birthOn: Day, on: Day | null): string {
  const age = on === null ? null : ageOn(birthOn, on)
  if (!age) return ''
  return age.years === 0 ? `0歳${age.months}か月` : `${age.years}歳`
}
