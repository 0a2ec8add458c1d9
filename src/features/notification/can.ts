import type { Staff } from '../../platform/http/route.server.ts'

export { institutionStaff } from '../organisation/who.ts'

type CaseOf = { reportingInstitutionId: string | null; state: string }

/** Only who filed it corrects it, and nothing that was taken back. */
export function canCorrect(actor: Pick<Staff, 'orgKind' | 'orgId'>, c: CaseOf): boolean {
  return actor.orgKind === 'institution' && c.reportingInstitutionId === actor.orgId && c.state !== 'withdrawn'
}

/** C28: the centre that observes corrects what the institution reported, with its reason. */
export function canCorrectAsOwner(actor: Pick<Staff, 'orgKind' | 'orgId'>, c: { ownerCentreId: string | null; state: string }): boolean {
  return actor.orgKind === 'centre' && c.ownerCentreId === actor.orgId && (c.state === 'filed' || c.state === 'withdrawal-asked')
}

/** Another 発生届 of the same person: whoever reported the first, also when it was taken back. */
export function canCopy(actor: Pick<Staff, 'orgKind' | 'orgId'>, c: CaseOf): boolean {
  return actor.orgKind === 'institution' && c.reportingInstitutionId === actor.orgId
}

/** One request at a time. */
export function canAskWithdrawal(actor: Pick<Staff, 'orgKind' | 'orgId'>, c: CaseOf): boolean {
  return canCorrect(actor, c) && c.state === 'filed'
}

/** The centre that owns the case decides: it has the patient. */
export function canDecideWithdrawal(actor: Pick<Staff, 'orgKind' | 'orgId'>, c: { ownerCentreId: string; state: string }): boolean {
  return actor.orgKind === 'centre' && c.ownerCentreId === actor.orgId && c.state === 'withdrawal-asked'
}
