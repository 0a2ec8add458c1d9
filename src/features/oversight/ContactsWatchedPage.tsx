import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { ContactTable } from '../close-contact/ContactsPage.tsx'
import type { ContactLine } from '../close-contact/queries.server.ts'

type Props = {
  lines: ContactLine[]
  now: Date
  centres: { id: string; name: string }[]
  chosen: string
  show: 'observing' | 'ended'
  next: string | null
  isFirst: boolean
}
const shows = { observing: '健康観察中', ended: '終了' } as const

/** 濃厚接触者一覧 of one centre as its prefecture reads it: the same order, nothing to press. */
export function ContactsWatchedPage({ lines, now, centres, chosen, show, next, isFirst }: Props) {
  return (
    <StaffLayout title="濃厚接触者一覧（閲覧）" wide>
      <form method="get" action="/prefecture/contacts" class="filters" aria-label="保健所と状態を選ぶ">
        <label>
          保健所
          <select name="centre">
            {centres.map(({ id, name }) => (
              <option key={id} value={id} selected={id === chosen}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          健康観察
          <select name="show">
            {Object.entries(shows).map(([value, words]) => (
              <option key={value} value={value} selected={value === show}>
                {words}
              </option>
            ))}
          </select>
        </label>
        <button>表示</button>
      </form>
      {lines.length === 0 ? (
        <p class="calm">
          {!isFirst
            ? 'この先に該当する方はいません。'
            : show === 'observing'
              ? '健康観察中の濃厚接触者はいません。'
              : '健康観察を終えた濃厚接触者はいません。'}
        </p>
      ) : (
        <ContactTable lines={lines} now={now} caption="濃厚接触者" base="/prefecture" isOfOne={false} />
      )}
      <p class="pages">
        {!isFirst && <a href={`/prefecture/contacts?centre=${chosen}&show=${show}`}>先頭へ</a>}{' '}
        {next && (
          <a class="button" href={next}>
            次の50件
          </a>
        )}
      </p>
    </StaffLayout>
  )
}
