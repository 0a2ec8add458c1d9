import { Review } from '../../fields/Review.tsx'
import { shortWhen } from '../../lib/staff-time.ts'
import { formByRef } from '../../programmes/registry.ts'
import { useT } from '../../ui/shell.ts'
import type { StoredSurvey } from './queries.server.ts'

/** On the case page: what the patient said once about themselves. Staff read it in Japanese, whatever the language of the form. */
export function SurveySection({ surveys }: { surveys: StoredSurvey[] }) {
  const t = useT()
  const [newest] = surveys
  if (!newest) return null
  return (
    <section aria-labelledby="survey">
      <h2 id="survey">健康調査（本人の回答）</h2>
      {surveys.map(({ id, answeredAt, formVersion, answers }) => (
        <details key={id} open={id === newest.id}>
          <summary>{shortWhen(answeredAt)}の回答</summary>
          <Review form={formByRef(formVersion)} answers={answers} words={t} />
        </details>
      ))}
    </section>
  )
}
