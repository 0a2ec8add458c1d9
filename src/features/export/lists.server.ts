import { caseLists } from './lists/cases.server.ts'
import { houseLists } from './lists/house.server.ts'
import type { ExportList, ListOrg } from './lists/list.server.ts'
import { reachLists } from './lists/reach.server.ts'
import { workLists } from './lists/work.server.ts'

/** Every list that can be taken along: its columns and its rows. Another list is another entry. */
export const exportLists: Record<string, ExportList> = { ...caseLists, ...workLists, ...reachLists, ...houseLists }

type Who = { orgKind: string; role: string; institutionKind: string | null }

/** The lists that somebody of that role, in an organisation of that kind, may take along. */
export const listsOf = ({ orgKind, role, institutionKind }: Who): [name: string, list: ExportList][] =>
  Object.entries(exportLists).filter(([, { who }]) => {
    const found = who[orgKind as ListOrg]
    return (
      found !== undefined &&
      (found.roles?.includes(role) ?? true) &&
      (found.institutionKinds === undefined || (institutionKind !== null && found.institutionKinds.includes(institutionKind)))
    )
  })
