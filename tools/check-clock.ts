// `now` is passed in: nothing but the clock itself asks what time it is. Prints each place that does and exits 1 when there is one.
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const clock = 'src/platform/clock.server.ts'
const asking = [
  /\bnew Date\(\s*\)/,
  /\bDate\.now\b/,
  /(?<![\w.$])now\(\)/i,
  /\b(current_date|current_timestamp|current_time|localtimestamp|localtime)\b/i,
  /\b(clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\(\)/i,
]

/** Places in one file, as 'path:line: what stands there'. Comments may say what code may not. */
export function clockFaults(path: string, text: string): string[] {
  const comment = path.endsWith('.sql') ? /--.*$/ : /^\s*(\/\/|\*|\/\*).*$|\s\/\/ .*$/
  return text.split('\n').flatMap((line, index) => {
    const found = asking.map((pattern) => pattern.exec(line.replace(comment, ''))?.[0]).find(Boolean)
    return found ? [`${path}:${index + 1}: ${found}: take now as an argument`] : []
  })
}

export function filesOf(root: string, folders: string[], pattern: RegExp): { path: string; text: string }[] {
  const paths = folders.flatMap((folder) =>
    (readdirSync(join(root, folder), { recursive: true }) as string[]).map((name) => join(folder, name)),
  )
  return paths
    .filter((path) => pattern.test(path) && !/\.test\.tsx?$/.test(path))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

if (process.argv[1] === import.meta.filename) {
  const files = filesOf(resolve(import.meta.dirname, '..'), ['src', 'db'], /\.(tsx?|sql)$/).filter(({ path }) => path !== clock)
  const faults = files.flatMap(({ path, text }) => clockFaults(path, text))
  console.log(faults.join('\n') || `No file but ${clock} asks what time it is`)
  process.exitCode = faults.length > 0 ? 1 : 0
}
