import { defineConfig } from 'vitest/config'

const oxc = { jsx: { runtime: 'automatic', importSource: 'preact' } } as const
const clustered = { globalSetup: ['./tools/test-global-setup.ts', './tools/test-assets.ts'], testTimeout: 600_000, hookTimeout: 600_000 }
const wholeProduct = 'e2e/start.test.ts'
const source = ['src', 'db', 'tools', 'bench']
const named = (suffix: string) => source.map((folder) => `${folder}/**/*${suffix}.test.{ts,tsx}`)

/**
 * Run one suite: `npx vitest run --project unit`. TEST_PG_BIN names another PostgreSQL's bin folder for the database tests. Nothing is judged
 * by the watch: the time limits are for what hangs, and the slowest machine must not meet them.
 */
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    env: { TZ: 'UTC' },
    projects: [
      { oxc, test: { name: 'unit', isolate: false, testTimeout: 120_000, include: named(''), exclude: named('.db') } },
      { oxc, test: { name: 'database', isolate: false, include: named('.db'), ...clustered } },
      {
        oxc,
        test: {
          name: 'journeys',
          isolate: false,
          include: ['e2e/**/*.test.ts'],
          exclude: [wholeProduct],
          ...clustered,
        },
      },
      // Starts and kills the product in this very folder: alone.
      { oxc, test: { name: 'start', include: [wholeProduct], ...clustered } },
    ],
  },
})
