import type { Field, Form } from '../fields.ts'

/** Where the questions of a form stand: groups of groups, the leaves being names of questions. In the order of the form. */
export type Group = { linkId: string; label: string | null; groups: Group[]; questions: string[] }

/** Sections that are items of the paper stand together below `group_Contents`; the others beside it. */
export function groupsOf(form: Form): Group[] {
  const sections = new Map<string, Group>()
  for (const [name, field] of Object.entries<Field>(form.fields)) {
    const key = field.section ?? ''
    const label = form.sections?.[key]?.label ?? null
    const group = sections.get(key) ?? { linkId: form.linkIds?.sections[key] ?? `group_${key || 'Form'}`, label, groups: [], questions: [] }
    group.questions.push(name)
    sections.set(key, group)
  }
  const all = [...sections.values()]
  const isItem = (group: Group) => !group.linkId.startsWith('group_')
  const first = all.findIndex(isItem)
  if (first === -1) return all
  // A group between two items of the paper (13～17 年月日) stays where it is.
  const last = all.findLastIndex(isItem)
  const contents: Group = { linkId: 'group_Contents', label: null, groups: all.slice(first, last + 1), questions: [] }
  return [...all.slice(0, first), contents, ...all.slice(last + 1)]
}

/** Every group's linkId: such an item holds others and no answer. */
export const groupLinkIds = (groups: readonly Group[]): string[] => groups.flatMap((group) => [group.linkId, ...groupLinkIds(group.groups)])
