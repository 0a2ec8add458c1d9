import type { Staff } from '../../platform/http/route.server.ts'

/** An item is acted on by the centre whose queue it stands in; the prefecture over it takes and acknowledges what was escalated. */
export function canClose(actor: Pick<Staff, 'orgKind' | 'orgId'>, item: { centreId: string }): boolean {
  return actor.orgKind === 'centre' && actor.orgId === item.centreId
}
