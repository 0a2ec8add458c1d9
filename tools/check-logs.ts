// The logs of the whole test run hold nobody's name, telephone number or birth date. Prints each place that does and exits 1 when there is one.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { staff } from '../db/seed/organisations.ts'
import { inventPeople } from '../db/seed/people.ts'
import { installationFolder } from '../src/platform/folder.server.ts'

export type Personal = { names: Set<string>; phones: Set<string>; births: Set<string> }

/** Everybody whom the demo and the tests invent. Phones and birth dates are digits alone. */
export function seededPersonal(): Personal {
  const people = inventPeople(2000, '2022-07-20')
  const phones = [...people.map(({ phone }) => phone), ...staff.map(({ phone }) => phone)]
  return {
    names: new Set(
      [...people.flatMap(({ given, givenKana }) => [given, givenKana]), ...staff.flatMap(({ name }) => name.split(/\s/))].filter(
        (name) => name.length > 1,
      ),
    ),
    phones: new Set(phones.flatMap((phone) => (phone ? [phone.replaceAll(/\D/g, '').replace(/^81/, '0')] : []))),
    births: new Set(people.map(({ birthOn }) => birthOn.replaceAll('-', ''))),
  }
}

/** What of it stands in a log line, in whatever spelling: percent or JSON escapes, full width, hyphens, slashes, country code. */
export function personalIn(line: string, { names, phones, births }: Personal): string[] {
  const text = unescaped(line).normalize('NFKC')
  const plain = /^[\x20-\x7e]*$/.test(text)
  const numbers = [...text.matchAll(/(?<![\da-z])\+?\d[\d ()-]{7,}\d(?![\da-z])/gi)].map(([number]) =>
    number.replaceAll(/\D/g, '').replace(/^81/, '0'),
  )
  const days = [...text.matchAll(/(?<![\da-z])((?:19|20)\d\d)[-/.年]?(\d\d?)[-/.月]?(\d\d?)(?![\da-z])/gi)].map(
    ([, y, m, d]) => `${y}${m!.padStart(2, '0')}${d!.padStart(2, '0')}`,
  )
  return [
    ...(plain ? [] : [...names].filter((name) => text.includes(name))),
    ...numbers.filter((number) => phones.has(number)),
    ...days.filter((day) => births.has(day)),
  ]
}

function unescaped(line: string): string {
  const json = line.replaceAll(/\\u([0-9a-f]{4})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
  return json.replaceAll(/(?:%[0-9a-f]{2})+/gi, (escaped) => {
    try {
      return decodeURIComponent(escaped)
    } catch {
      return escaped
    }
  })
}

if (process.argv[1] === import.meta.filename) {
  const folder = join(installationFolder, '.tmp/logs')
  const personal = seededPersonal()
  const files = existsSync(folder) ? readdirSync(folder) : []
  const lines = files.flatMap((file) =>
    readFileSync(join(folder, file), 'utf8')
      .split('\n')
      .map((line, index) => ({ at: `.tmp/logs/${file}:${index + 1}`, line })),
  )
  const faults = lines.flatMap(({ at, line }) => personalIn(line, personal).map((found) => `${at} holds ${found}`))
  // after the suites there must be logs, or this check looks at nothing
  if (files.length === 0 && existsSync(join(folder, '../results/database-tests.json')))
    faults.push('.tmp/logs is empty: no test kept its logs')
  console.log(faults.slice(0, 50).join('\n') || `${lines.length} lines in ${files.length} logs hold no personal data`)
  process.exitCode = faults.length > 0 ? 1 : 0
}
