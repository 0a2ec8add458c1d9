import { expect, test } from 'vitest'
import { circleIn, importFaults } from './check-imports.ts'
import { arrows, layers } from './layers.ts'

const faultsOf = (path: string, line: string) =>
  importFaults([{ path, text: `// a file\n${line}\n` }]).filter((fault) => !fault.startsWith('tools/layers.ts'))

test.each([
  ['lib/kana.ts', "import { t } from '../i18n/t.ts'", 'lib may not use i18n: lib is tiny pure functions'],
  ['ui/Form.tsx', "import { check } from '../fields/check.ts'", 'ui may not use fields'],
  ['programmes/covid-19/triage.ts', "import type { Sql } from '../../platform/db/sql.server.ts'", 'programmes may not use platform'],
  ['platform/http/app.server.tsx', "import { x } from '../../features/case/can.ts'", 'plumbing knows nothing of patients'],
  ['features/case/x.server.ts', "import { allRoutes } from '../../portals/routes.server.ts'", 'features may not use portals'],
  ['features/case/x.server.ts', "import { x } from '../../web.server.ts'", 'nothing imports an entry'],
  ['features/case/x.server.ts', "import { x } from '../../../tools/test-app.ts'", 'no part of the product'],
  ['features/case/CasePage.tsx', "import { list } from './queries.server.ts'", "may not use the server's queries.server.ts"],
  ['features/case/CasePage.tsx', "import {\n  a,\n  b,\n} from './queries.server.ts'", "may not use the server's queries.server.ts"],
  ['features/case/CasePage.tsx', "export { list } from './queries.server.ts'", "may not use the server's queries.server.ts"],
  ['features/case/CasePage.tsx', "const x = await import('./queries.server.ts')", "may not use the server's queries.server.ts"],
  ['features/watch/list.web.ts', "import { list } from './list.server.ts'", 'runs in the browser, so it may not'],
  ['features/watch/list.server.ts', "import './list.web.ts'", 'does not run on the server'],
  ['lib/uuid.ts', "import { randomBytes } from 'node:crypto'", 'may not use node:crypto'],
  ['features/case/x.server.ts', "import postgres from 'postgres'", 'postgres is used in platform/db/ alone'],
  [
    'features/message/mail.server.ts',
    "import mail from 'nodemailer/lib/mail-composer/index.js'",
    'nodemailer is used in platform/mail/ alone',
  ],
  ['features/message/x.server.ts', "import { x } from '../case/can.ts'", 'no arrow message → case'],
  ['features/case/x.server.ts', 'const demo = process.env.DEMO', 'process.env is read in platform/settings.server.ts alone'],
])('%s refuses %s', (path, line, reason) => {
  expect(faultsOf(path, line)).toEqual([expect.stringContaining(reason)])
})

test.each([
  ['features/case/CasePage.tsx', "import type { Row } from './queries.server.ts'"],
  ['features/case/x.server.ts', "import { createHash } from 'node:crypto'"],
  ['features/case/x.server.ts', "import { raise } from '../attention/raise.server.ts'"],
  ['platform/http/serve.server.tsx', "import { ErrorPage } from '../../ui/ErrorPage.tsx'"],
  ['lib/kana.ts', "const text = 'from \\'features\\''"],
])('%s accepts %s', (path, line) => {
  expect(faultsOf(path, line)).toEqual([])
})

test('an arrow that nothing needs any more is a fault', () => {
  expect(importFaults([])).toHaveLength(arrows.length)
})

test('layers and arrows lead one way, and each arrow says why', () => {
  expect(circleIn(arrows)).toBeNull()
  expect(circleIn(Object.entries(layers).flatMap(([from, { mayUse }]) => mayUse.map((to) => ({ from, to }))))).toBeNull()
  expect(arrows.filter(({ why }) => why.length < 10)).toEqual([])
})

test('a circle is found wherever it stands', () => {
  const edges = ['ab', 'bc', 'cd', 'db'].map(([from, to]) => ({ from: from!, to: to! }))
  expect(circleIn(edges)).toEqual(['b', 'c', 'd', 'b'])
  expect(circleIn(edges.slice(0, 3))).toBeNull()
})
