import { type Day, japaneseDay } from '../../lib/japanese-day.ts'
import { shortDay, shortWhen } from '../../lib/staff-time.ts'
import { Badge } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import type { Treatment } from './queries.server.ts'

type Props = { base: string; treatments: Treatment[]; now: Date; mayName: boolean }

/** 医療: who else sees this case because they treat the patient, and until when. */
export function TreatmentSection({ base, treatments, now, mayName }: Props) {
  const today = japaneseDay(now)
  return (
    <section aria-labelledby="treatments">
      <h2 id="treatments">診療を担当する医療機関</h2>
      <p class="hint">届出をした医療機関のほかに、ここに登録した医療機関が、その期間だけこの症例を閲覧し、記録できます。</p>
      {treatments.length > 0 && (
        <ul class="entries">
          {treatments.map((treatment) => (
            <li class="entry" key={treatment.id}>
              <p>
                <strong>{treatment.institutionName}</strong> {shortDay(treatment.fromOn)}～
                {treatment.untilOn && shortDay(treatment.untilOn)} <State treatment={treatment} today={today} />
              </p>
              <p class="minor">
                登録：{shortWhen(treatment.namedAt)} {treatment.namedOrgName} {treatment.namedByName}
                {treatment.endedAt && ` ／終了：${shortWhen(treatment.endedAt)} ${treatment.endedByName}`}
              </p>
              {mayName && stateOf(treatment, today) !== 'over' && (
                <Form action={`${base}/treatments/${treatment.id}/end`} label={`${treatment.institutionName}の担当を終える`}>
                  <button class="small">担当を終える</button>
                </Form>
              )}
            </li>
          ))}
        </ul>
      )}
      {mayName && (
        <p>
          <a class="button" href={`${base}/treatments/new`}>
            医療機関を登録
          </a>
        </p>
      )}
    </section>
  )
}

function stateOf({ fromOn, untilOn, endedAt }: Treatment, today: Day): 'now' | 'ahead' | 'over' {
  if (endedAt !== null || (untilOn !== null && untilOn < today)) return 'over'
  return fromOn > today ? 'ahead' : 'now'
}

function State({ treatment, today }: { treatment: Treatment; today: Day }) {
  const state = stateOf(treatment, today)
  return <Badge tone={state === 'now' ? 'info' : 'plain'}>{{ now: '担当中', ahead: '開始前', over: '終了' }[state]}</Badge>
}
