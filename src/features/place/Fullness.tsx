import { shortDay } from '../../lib/staff-time.ts'
import { Badge, Notice } from '../../ui/bits.tsx'
import { fullnessOf, occupancyText, type PlaceDay } from './fullness.ts'

/** People and beds of a day; more people than beds is said in words. */
export function Occupancy({ day }: { day: PlaceDay | undefined }) {
  if (!day) return <span class="blank">－</span>
  const fullness = fullnessOf(day)
  return (
    <>
      {occupancyText(day)} {fullness === 'full' && <Badge tone="warning">満室</Badge>}
      {fullness === 'over' && <Badge tone="warning">定員超過</Badge>}
    </>
  )
}

/** Warned of, never refused. */
export function OverfullNotice({ name, days }: { name: string; days: PlaceDay[] }) {
  const [first] = days
  if (!first) return null
  return (
    <Notice tone="warning" title={`${name}は定員を超えています`}>
      <p>
        {days.length === 1 ? shortDay(first.day) : `${shortDay(first.day)}ほか${days.length - 1}日`}：{occupancyText(first)}
        人。記録はこのまま有効です。受け入れ先を確かめてください。
      </p>
    </Notice>
  )
}
