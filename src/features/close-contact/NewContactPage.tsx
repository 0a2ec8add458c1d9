import type { ComponentChildren } from 'preact'
import { ErrorSummary } from '../../fields/ErrorSummary.tsx'
import type { Faults } from '../../fields/faults.ts'
import type { Raw } from '../../fields/fields.ts'
import { Questions } from '../../fields/Questions.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { useT } from '../../ui/shell.ts'
import { CaseHeader } from '../case-record/CaseHeader.tsx'
import type { CaseHead } from '../case-record/head.server.ts'
import { contactForm } from './fields.ts'

/** Contacts named from this case. */
export function ContactsOfPage({ head, now, section }: { head: CaseHead; now: Date; section: ComponentChildren }) {
  return (
    <StaffLayout title="濃厚接触者" wide>
      <CaseHeader head={head} now={now} portal="centre" tab="movements" />
      {section}
      <p>
        <a href={`/centre/cases/${head.id}/tabs/movements`}>行動歴へ戻る</a>
      </p>
    </StaffLayout>
  )
}

type Props = { head: CaseHead; now: Date; newId: string; given: Raw; faults?: Faults }

/** A contact of this infected person. */
export function NewContactPage({ head, now, newId, given, faults }: Props) {
  const t = useT()
  return (
    <StaffLayout title={contactForm.title} scripts={['questions']}>
      <CaseHeader head={head} now={now} portal="centre" tab="movements" />
      {faults && <ErrorSummary form={contactForm} faults={faults} words={t} />}
      <p>
        この感染者の濃厚接触者を登録します。登録するとHER-SYS IDが振り出され、患者と同じように健康観察が始まります。担当は当保健所です。
      </p>
      <Form action={`/centre/cases/${head.id}/contacts/new`} class="notification-form" label={contactForm.title}>
        <input type="hidden" name="newId" value={newId} />
        <Questions form={contactForm} words={t} given={given} {...(faults ? { faults } : {})} />
        <div class="actions">
          <button class="primary">登録して健康観察を始める</button>
          <a class="button" href={`/centre/cases/${head.id}/tabs/movements`}>
            やめる
          </a>
        </div>
      </Form>
    </StaffLayout>
  )
}
