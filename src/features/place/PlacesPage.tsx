import { ErrorSummary } from '../../fields/ErrorSummary.tsx'
import type { Faults } from '../../fields/faults.ts'
import type { Facilities, Raw } from '../../fields/fields.ts'
import { Questions } from '../../fields/Questions.tsx'
import { shortDay } from '../../lib/staff-time.ts'
import { Notice, Table } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { useT } from '../../ui/shell.ts'
import { Occupancy, OverfullNotice } from './Fullness.tsx'
import { placeForm, placeKinds } from './fields.ts'
import { overfullDays, type PlaceDay } from './fullness.ts'
import type { Place } from './queries.server.ts'

type ListProps = { places: Place[]; days: string[]; numbers: Map<string, PlaceDay[]>; done: string | null; own: string }

/** 場所と定員: people and beds of each place, today and the days to come. */
export function PlacesPage({ places, days, numbers, done, own }: ListProps) {
  return (
    <StaffLayout title="場所と定員" wide>
      {done && <Notice tone="success">{done}</Notice>}
      <p>
        管内の宿泊療養施設・医療機関・施設の「入所者数 / 定員」です。居所（医療機関は入院）の記録から数えます。退所・退院の日は数えません。
      </p>
      {places.map(({ id, name }) => (
        <OverfullNotice key={id} name={name} days={overfullDays(numbers.get(id) ?? [])} />
      ))}
      <p>
        <a class="button" href="/centre/places/new">
          場所を登録
        </a>
      </p>
      {places.length === 0 ? (
        <p class="calm">登録された場所はありません。</p>
      ) : (
        <Table caption="場所と定員" head={['名称', '種別', '管理する保健所', ...days.map(shortDay)]}>
          {places.map((place) => (
            <tr key={place.id}>
              <td class="name organisation">
                <a href={`/centre/places/${place.id}`}>{place.name}</a>
                {place.closedOn && <span class="minor">（{shortDay(place.closedOn)}から受け入れ終了）</span>}
              </td>
              <td>{placeKinds[place.kind]}</td>
              <td class="organisation">{place.centreId === own ? '当保健所' : place.centreName}</td>
              {days.map((day) => (
                <td key={day} class="number">
                  <Occupancy day={numbers.get(place.id)?.find((each) => each.day === day)} />
                </td>
              ))}
            </tr>
          ))}
        </Table>
      )}
    </StaffLayout>
  )
}

type NewProps = { given: Raw; facilities: Facilities; faults?: Faults; taken?: boolean }

export function NewPlacePage({ given, facilities, faults, taken }: NewProps) {
  const t = useT()
  return (
    <StaffLayout title={placeForm.title} scripts={['questions']}>
      {faults && <ErrorSummary form={placeForm} faults={faults} words={t} />}
      {taken && (
        <Notice tone="warning">
          <p>この医療機関はすでに登録されています。場所の一覧から開いてください。</p>
        </Notice>
      )}
      <Form action="/centre/places/new" class="notification-form" label={placeForm.title}>
        <Questions form={placeForm} words={t} given={given} facilities={facilities} {...(faults ? { faults } : {})} />
        <div class="actions">
          <button class="primary">登録</button>
          <a class="button" href="/centre/places">
            やめる
          </a>
        </div>
      </Form>
    </StaffLayout>
  )
}
