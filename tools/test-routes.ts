import type { TestWorld } from './test-world.ts'

// Who may go where, written down a second time and by the addresses alone: `who` of the routes is not looked at.

export type Audience =
  | 'anyone'
  | 'patient'
  | 'half-staff'
  | 'staff'
  | 'centre'
  | 'centre-manager'
  | 'institution'
  | 'hospital'
  | 'prefecture'
  | 'prefecture-manager'
  | 'helpdesk'
  | 'operator'
  | 'ministry'
  /** Whoever signs as the telephone company: nobody who signs in. */
  | 'provider'
const audiences: [RegExp, Audience][] = [
  [/^\/(healthz|readyz|dev|dev\/inbox|dev\/phone(\/.*)?|)$/, 'anyone'],
  [/^\/(voice|sms)\//, 'provider'],
  [/^\/verify(\/(keys|revoked)\.json)?$/, 'anyone'],
  [/^\/api\/(docs|openapi\.json|v1\/fhir\/(metadata|Questionnaire\/:formId))$/, 'anyone'],
  [/^\/(portal|centres|language\/:code|sign-in|sign-out|sign-up|sign-up\/.*|password-reset|password-reset\/.*|help(\/.*)?)$/, 'anyone'],
  [/^\/staff\/(sign-in|sign-in\/password|sign-out|help\/.*)$/, 'anyone'],
  [
    /^\/staff\/(sign-in\/more-information|phone|phone\/registered|code|code\/again|password|security-key|security-keys\/(new|touch))$/,
    'half-staff',
  ],
  [/^\/staff(\/|$)/, 'staff'],
  [/^\/centre\/(accounts|api-keys|audit|settings)(\/|$)/, 'centre-manager'],
  [/^\/centre(\/|$)/, 'centre'],
  [/^\/institution\/inpatients$/, 'hospital'],
  [/^\/institution(\/|$)/, 'institution'],
  [/^\/prefecture\/(accounts|audit\/unusual)(\/|$)/, 'prefecture-manager'],
  [/^\/prefecture(\/|$)/, 'prefecture'],
  [/^\/helpdesk(\/|$)/, 'helpdesk'],
  [/^\/operator(\/|$)/, 'operator'],
  [/^\/ministry(\/|$)/, 'ministry'],
  [/^\//, 'patient'],
]
/** Who may come in at this address. */
export const audienceOf = (url: string) => audiences.find(([pattern]) => pattern.test(url))![1]
export const isStaffPath = (url: string) => /^\/(staff|institution|centre|prefecture|ministry|helpdesk|operator)(\/|$)/.test(url)

/** Which of the world's things an address speaks of by `:id`; the first that fits. */
const idsIn: [RegExp, (world: TestWorld) => string][] = [
  [/\/same-person\/merges\//, (world) => world.mergeId],
  [/\/same-person\//, (world) => world.pairId],
  [/\/calls\//, (world) => world.callId],
  [/\/items\//, (world) => world.itemId],
  [/^\/centre\/messages\//, (world) => world.sendingId],
  [/^\/centre\/(drafts|faxes)\//, (world) => world.faxId],
  [/^\/centre\/places\//, (world) => world.placeId],
  [/\/drafts\/.*(done|registered)$/, (world) => world.filedDraftId],
  [/\/drafts\//, (world) => world.draftId],
  [/\/hand-overs\//, (world) => world.handOverId],
  [/\/centre\/bulk\//, (world) => world.bulkId],
  [/\/imports\//, (world) => world.importId],
  [/^\/(operator|prefecture)\/accounts\//, (world) => world.officerId],
  [/\/accounts\//, (world) => world.accountId],
  [/\/alerts\//, (world) => world.alertId],
  [/\/api-keys\//, (world) => world.keyId],
  [/\/doctors\//, (world) => world.doctorId],
  [/^\/(staff|institution|centre|prefecture|ministry|helpdesk|operator)(\/|$)/, (world) => world.caseId],
  [/^\//, (world) => world.registrationId],
]

/** What stands behind each parameter. A case that is being handed over is also the receiver's to see. */
const paramsIn = (url: string, world: TestWorld): Record<string, string> => ({
  code: 'en',
  revision: '1',
  tab: 'tests',
  recordTab: 'tests',
  entryId: world.recordId,
  treatmentId: world.treatmentId,
  formId: 'covid-19.notification-2',
  caseId: world.caseId,
  registrationId: world.registrationId,
  reportId: world.reportId,
  placeId: world.placeId,
  page: '1',
  id: idsIn.find(([pattern]) => pattern.test(url))![1](world),
})

/** The address with this world's things in the place of its parameters. */
export const fill = (url: string, world: TestWorld) =>
  url.replace(/:(\w+)/g, (_all, name: string) => paramsIn(url, world)[name] ?? world.caseId)
