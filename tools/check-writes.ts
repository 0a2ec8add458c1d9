// A feature writes its own tables only. Prints each write to another's and exits 1 when there is one. The tables are in layers.ts.
import { resolve } from 'node:path'
import { filesOf } from './check-clock.ts'
import { foreignWrites, tableOwners } from './layers.ts'

type File = { path: string; text: string }
type Write = { path: string; from: string; table: string }

/** Writes of a file below src/ that name their table in so many words. */
export function writesOf({ path, text }: File): Write[] {
  const code = text.replaceAll(/^\s*(\/\/|\*|\/\*).*$/gm, '')
  const from = path.startsWith('features/') || path.startsWith('platform/') ? path.split('/').slice(0, 2).join('/') : path.split('/')[0]!
  const found = code.matchAll(/\b(?:insert\s+into|update(?!\s+(?:set|skip|of|nowait)\b)|delete\s+from|truncate)\s+([a-z]\w*)\b/g)
  return [...found].map(([, table]) => ({ path, from, table: table! }))
}

/** Every fault of these files, as 'path writes table: reason'. */
export function writeFaults(files: File[]): string[] {
  const ownerOf = new Map(Object.entries(tableOwners).flatMap(([owner, tables]) => tables.map((table) => [table, owner])))
  const writes = files.flatMap(writesOf).filter(({ table }) => table !== 'on')
  const faults = writes.flatMap(({ path, from, table }) => {
    const owner = ownerOf.get(table)
    if (!owner) return [`src/${path} writes ${table}: no feature owns that table in tools/layers.ts`]
    if (owner === from || foreignWrites.some((write) => write.from === from && write.table === table)) return []
    return [`src/${path} writes ${table}: that belongs to ${owner}. Call it, or add the write to tools/layers.ts with its reason`]
  })
  const unused = foreignWrites.filter(({ from, table }) => !writes.some((write) => write.from === from && write.table === table))
  return [...faults, ...unused.map(({ from, table }) => `tools/layers.ts: ${from} does not write ${table} any more`)]
}

if (process.argv[1] === import.meta.filename) {
  const files = filesOf(resolve(import.meta.dirname, '..'), ['src'], /\.server\.tsx?$/).map(({ path, text }) => ({
    path: path.slice('src/'.length),
    text,
  }))
  const faults = writeFaults(files)
  console.log(faults.join('\n') || `${files.flatMap(writesOf).length} writes, each by the owner of its table`)
  process.exitCode = faults.length > 0 ? 1 : 0
}
