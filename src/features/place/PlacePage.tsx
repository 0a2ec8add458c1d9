import { ErrorSummary } from '../../fields/ErrorSummary.tsx'
import type { Faults } from '../../fields/faults.ts'
import type { Raw } from '../../fields/fields.ts'
import { Questions } from '../../fields/Questions.tsx'
import { shortDay, shortWhen } from '../../lib/staff-time.ts'
import { Facts, Notice, Table } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { useT } from '../../ui/shell.ts'
import { Occupancy, OverfullNotice } from './Fullness.tsx'
import { capacityForm, placeKinds } from './fields.ts'
import { overfullDays, type PlaceDay } from './fullness.ts'
import type { Capacity, Place, Resident } from './queries.server.ts'

type Props = {
  place: Place
  numbers: PlaceDay[]
  capacities: Capacity[]
  residents: Resident[]
  /** One's own place: capacity and closing are the centre's that keeps it. */
  isOwn: boolean
  given: Raw
  faults?: Faults
  done: string | null
}

/** One place: people and beds by day, who is there, and the log of its capacity. */
export function PlacePage({ place, numbers, capacities, residents, isOwn, given, faults, done }: Props) {
  return (
    <StaffLayout title={place.name} wide>
      {done && <Notice tone="success">{done}</Notice>}
      <OverfullNotice name={place.name} days={overfullDays(numbers)} />
      <Facts
        rows={[
          ['種別', placeKinds[place.kind]],
          ['所在地', place.address],
          ['電話番号', place.phone && <a href={`tel:${place.phone}`}>{place.phone}</a>],
          ['管理する保健所', place.centreName],
          ['受け入れ', place.closedOn ? `${shortDay(place.closedOn)}から終了` : '受け入れ中'],
        ]}
      />
      <section aria-labelledby="days">
        <h2 id="days">入所者数 / 定員</h2>
        <Table caption="日ごとの入所者数と定員" head={numbers.map(({ day }) => shortDay(day))}>
          <tr>
            {numbers.map((day) => (
              <td key={day.day} class="number">
                <Occupancy day={day} />
              </td>
            ))}
          </tr>
        </Table>
      </section>
      <section aria-labelledby="residents">
        <h2 id="residents">いまの入所者</h2>
        {residents.length === 0 ? (
          <p class="calm">いまの入所者で、当保健所が見られる方はいません。</p>
        ) : (
          <Table caption="入所者の一覧" head={['氏名', 'HER-SYS ID', '開始日', '終了日']}>
            {residents.map((one) => (
              <tr key={one.caseId}>
                <td class="name">
                  <a href={`/centre/cases/${one.caseId}/tabs/places`}>
                    {one.familyName} {one.givenName}
                  </a>
                  {one.kind === 'close-contact' && <span class="minor">（濃厚接触者）</span>}
                </td>
                <td class="number">{one.hersysId}</td>
                <td>{shortDay(one.fromOn)}</td>
                <td>{one.untilOn ? shortDay(one.untilOn) : '－'}</td>
              </tr>
            ))}
          </Table>
        )}
      </section>
      {isOwn && <Change place={place} given={given} {...(faults ? { faults } : {})} />}
      <section aria-labelledby="log">
        <h2 id="log">定員の記録</h2>
        {capacities.length === 0 ? (
          <p class="calm">定員はまだ設定されていません。</p>
        ) : (
          <Table caption="これまでの定員" head={['いつから', '定員', '設定した日時', '設定した人', '理由']}>
            {capacities.map((one) => (
              <tr key={one.id}>
                <td>{shortDay(one.fromOn)}</td>
                <td class="number">{one.beds}</td>
                <td>{shortWhen(one.setAt)}</td>
                <td>{one.setByName ?? '－'}</td>
                <td>{one.reason}</td>
              </tr>
            ))}
          </Table>
        )}
      </section>
      <p>
        <a href="/centre/places">場所の一覧へ戻る</a>
      </p>
    </StaffLayout>
  )
}

function Change({ place, given, faults }: { place: Place; given: Raw; faults?: Faults }) {
  const t = useT()
  return (
    <section aria-labelledby="capacity">
      <h2 id="capacity">{capacityForm.title}</h2>
      {faults && <ErrorSummary form={capacityForm} faults={faults} words={t} />}
      <Form action={`/centre/places/${place.id}/capacity`} class="notification-form" label={capacityForm.title}>
        <Questions form={capacityForm} words={t} given={given} {...(faults ? { faults } : {})} />
        <div class="actions">
          <button class="primary">定員を設定する</button>
        </div>
      </Form>
      <Form action={`/centre/places/${place.id}/${place.closedOn ? 'open' : 'close'}`} label="受け入れ">
        <button>{place.closedOn ? '受け入れを再開する' : '今日から受け入れを終える'}</button>
      </Form>
    </section>
  )
}
