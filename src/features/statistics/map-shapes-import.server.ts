import { readFileSync } from 'node:fs'
import type { Sql } from '../../platform/db/sql.server.ts'
import { readShapes } from './map-shapes.ts'

const atOnce = 500

/**
 * Takes outlines of municipalities from a GeoJSON file, in the place of those of the same codes. All or nothing: throws an Error that names the
 * features that are wrong. What the file does not name keeps its outline, or is drawn as a tile.
 */
export async function importMapShapes(sql: Sql, path: string): Promise<{ shapes: number; left: number }> {
  const { shapes, left, faults } = readShapes(parsed(path))
  if (faults.length > 0)
    throw new Error([...faults.slice(0, 20), ...(faults.length > 20 ? [`… and ${faults.length - 20} more`] : [])].join('\n'))
  await sql.begin(async (tx) => {
    for (let at = 0; at < shapes.length; at += atOnce)
      await tx`insert into map_shapes ${tx(shapes.slice(at, at + atOnce))}
        on conflict (code) do update set path = excluded.path, label_x = excluded.label_x, label_y = excluded.label_y`
  })
  return { shapes: shapes.length, left }
}

function parsed(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) throw new Error('The file is no JSON')
    throw error
  }
}
