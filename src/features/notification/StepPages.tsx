import type { Form as FormOf } from '../../fields/fields.ts'
import { formWords } from '../../fields/words.ts'
import type { DatedLine } from '../../programmes/date-order.ts'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { useT } from '../../ui/shell.ts'

type Links = { backHref: string; nextHref: string }

/** 「続ける」 to the next page, 「修正する」 back to the form (D25, D27). */
function GoOn({ backHref, nextHref }: Links) {
  return (
    <div class="actions">
      <a class="button primary" href={nextHref}>
        続ける
      </a>
      <a class="button" href={backHref}>
        修正する
      </a>
    </div>
  )
}

/** 任意入力の確認 (D25): what is still blank, each with the way to it. Never a hindrance. */
export function GapsPage({ form, missing, ...links }: { form: FormOf; missing: string[] } & Links) {
  const own = formWords(form, useT())
  return (
    <StaffLayout title="任意入力の確認" scripts={['begin']}>
      <p tabIndex={-1} data-begin="yes">
        黄枠の項目が入力されていません。可能な限りご入力ください
      </p>
      <GoOn {...links} />
      <ul class="gaps">
        {missing.map((name) => (
          <li key={name}>
            <a href={`${links.backHref}#q-${name}`}>{own.label(name)}</a>
          </li>
        ))}
      </ul>
    </StaffLayout>
  )
}

/** 日付の整合性確認 (D27): the dates oldest first, × where one contradicts its neighbour. */
export function DatesPage({ form, lines, ...links }: { form: FormOf; lines: DatedLine[] } & Links) {
  return (
    <StaffLayout title="日付の整合性確認">
      <p>以下の×が表示された日付は他の日付と前後関係が正しくありません。</p>
      <h2>時系列 (昇順)</h2>
      <ol class="dates">
        {lines.map(({ question, label, note, day, wrong }) => (
          <li key={question} class={wrong ? 'wrong' : undefined}>
            {wrong && <span class="cross">× </span>}
            {Object.hasOwn(form.fields, question) ? <a href={`${links.backHref}#q-${question}`}>{label}</a> : label}{' '}
            <span>({day === null ? '入力なし' : shortDay(day)})</span>
            {note && <span class="hint"> {note}</span>}
          </li>
        ))}
      </ol>
      <GoOn {...links} />
    </StaffLayout>
  )
}

/** '2022/6/24', as on the screen of the manual. */
const shortDay = (day: string) => day.split('-').map(Number).join('/')
