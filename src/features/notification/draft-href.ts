import type { Staff } from '../../platform/http/route.server.ts'

/** Where a draft is worked on: in the portal of whoever types it, the institution or the centre that has its fax. */
export function draftHref({ orgKind }: Pick<Staff, 'orgKind'>, id: string): string {
  return `/${orgKind === 'centre' ? 'centre' : 'institution'}/drafts/${id}`
}
