import { shortDay } from '../../lib/staff-time.ts'
import { Table } from '../../ui/bits.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { Occupancy } from '../place/Fullness.tsx'
import { placeKinds } from '../place/fields.ts'
import type { PlaceDay } from '../place/fullness.ts'
import type { PlaceLine } from './queries.server.ts'

type Props = { places: PlaceLine[]; days: string[]; numbers: PlaceDay[] }

/** Beds of the whole prefecture: by kind, then every place. */
export function PlacesOverviewPage({ places, days, numbers }: Props) {
  const kinds = [...new Set(places.map(({ kind }) => kind))]
  const of = (ids: string[], day: string) => numbers.filter((each) => each.day === day && ids.includes(each.placeId))
  return (
    <StaffLayout title="病床と宿泊療養施設" wide>
      <p class="minor">「入所者数 / 定員」です。居所と入院の記録から数えます。定員の変更は、管理する保健所が行います。</p>
      {places.length === 0 ? (
        <p class="calm">登録された場所はありません。</p>
      ) : (
        <>
          <Table caption="種別ごとの合計" head={['種別', 'か所', ...days.map(shortDay)]}>
            {kinds.map((kind) => {
              const ids = places.filter((place) => place.kind === kind).map(({ id }) => id)
              return (
                <tr key={kind}>
                  <td>{kindWord(kind)}</td>
                  <td class="number">{ids.length}</td>
                  {days.map((day) => (
                    <td key={day} class="number">
                      {sum(of(ids, day).map(({ occupied }) => occupied))} / {sum(of(ids, day).map(({ beds }) => beds ?? 0))}
                    </td>
                  ))}
                </tr>
              )
            })}
          </Table>
          <Table caption="場所ごと" head={['名称', '種別', '管理する保健所', ...days.map(shortDay)]}>
            {places.map((place) => (
              <tr key={place.id}>
                <td class="name organisation">
                  {place.name}
                  {place.closedOn && <span class="minor">（{shortDay(place.closedOn)}から受け入れ終了）</span>}
                </td>
                <td>{kindWord(place.kind)}</td>
                <td class="organisation">{place.centreName}</td>
                {days.map((day) => (
                  <td key={day} class="number">
                    <Occupancy day={numbers.find((each) => each.placeId === place.id && each.day === day)} />
                  </td>
                ))}
              </tr>
            ))}
          </Table>
        </>
      )}
    </StaffLayout>
  )
}

const kindWord = (kind: string) => (placeKinds as Record<string, string>)[kind] ?? kind
const sum = (numbers: number[]) => numbers.reduce((all, n) => all + n, 0)
