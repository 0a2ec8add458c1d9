import type { Staff } from '../../platform/http/route.server.ts'
import type { CaseFile } from './queries.server.ts'

type By = Pick<Staff, 'orgKind' | 'orgId'>
type Of = Pick<CaseFile, 'ownerCentreId' | 'notifiedCentreId' | 'watchState' | 'state'>

export function isOwner(actor: By, of: Of): boolean {
  return actor.orgKind === 'centre' && of.ownerCentreId === actor.orgId
}

/** 保健所確認: by the centre that observes, or the one that was notified. */
export function canConfirm(actor: By, of: Of): boolean {
  return (
    of.state !== 'withdrawn' &&
    of.state !== 'draft' &&
    of.state !== 'contact' &&
    (isOwner(actor, of) || (actor.orgKind === 'centre' && of.notifiedCentreId === actor.orgId))
  )
}

/** Another period, hand-over, notices: the owner alone, while it observes. */
export function canDecide(actor: By, of: Of): boolean {
  return isOwner(actor, of) && of.watchState === 'observing'
}

/** 療養解除 and death are judged by a nurse or manager of the owner, alone or many at once: as taking them back is. */
export function canEnd(actor: By & Pick<Staff, 'role'>, of: Of): boolean {
  return canDecide(actor, of) && ['nurse', 'manager'].includes(actor.role)
}

/** An end recorded by mistake is taken back by a nurse or manager of the owner; a withdrawn 発生届 is filed anew instead. */
export function canReopen(actor: By & Pick<Staff, 'role'>, of: Of): boolean {
  return isOwner(actor, of) && of.watchState === 'ended' && of.state !== 'withdrawn' && ['nurse', 'manager'].includes(actor.role)
}

/** A 発生届 that was withdrawn by mistake: as an end is taken back. */
export function canRestore(actor: By & Pick<Staff, 'role'>, of: Of): boolean {
  return isOwner(actor, of) && of.state === 'withdrawn' && ['nurse', 'manager'].includes(actor.role)
}

/** D43: also after the end, for as long as a certificate may be asked for. */
export function canCorrect(actor: By, of: Of): boolean {
  return isOwner(actor, of) && of.state !== 'withdrawn'
}
