import type { ComponentChildren } from 'preact'
import { knownAnswers } from '../../../fields/check.ts'
import type { Raw } from '../../../fields/fields.ts'
import type { Context, Staff } from '../../../platform/http/route.server.ts'
import { type Desk, examineDesk } from '../desk.server.ts'
import { draftHref } from '../draft-href.ts'
import { type FormNotice, FormPage } from '../FormPage.tsx'
import { listDoctors } from '../queries/doctors.server.ts'
import { layoutOf } from '../queries/preferences.server.ts'

export type Look = { marked: boolean; notice: FormNotice | null; isNew?: boolean; aside?: ComponentChildren }
export type Open = Omit<Desk, 'draft'> & { draft: { id: string; correctsCaseId?: string | null } }

/** The form with everything typed; `marked` shows faults, yellow frames and doubts. */
export async function formPage(
  { sql, actor }: Context<Staff>,
  desk: Open,
  given: Raw,
  { marked, notice, isNew = false, aside = null }: Look,
) {
  const examined = marked ? examineDesk(desk, given) : null
  const { form, facilities, today, draft } = desk
  return (
    <FormPage
      action={draftHref(actor, draft.id)}
      aside={aside}
      form={form}
      given={given}
      known={knownAnswers(form, given, { today, facilities })}
      facilities={facilities}
      doctors={await listDoctors(sql, actor.orgId)}
      layout={await layoutOf(sql, actor.accountId)}
      corrects={draft.correctsCaseId ?? null}
      notice={notice}
      isNew={isNew}
      today={today}
      {...(examined &&
        (examined.faults
          ? { faults: examined.faults }
          : { missing: examined.missing, doubts: examined.doubts, oddities: examined.oddities }))}
    />
  )
}
