import { defineConfig } from 'vitest/config'

const oxc = { jsx: { runtime: 'automatic', importSource: 'preact' } } as const
const clustered = { globalSetup: './tools/test-global-setup.ts', testTimeout: 180_000, hookTimeout: 300_000 }
const source = ['src', 'db', 'tools', 'bench']
const named = (suffix: string) => source.map((folder) => `${folder}/**/*${suffix}.test.{ts,tsx}`)

/** Run one suite: `npx vitest run --project unit`. TEST_PG_BIN names another PostgreSQL's bin folder for the database tests. */
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    env: { TZ: 'UTC' },
    projects: [
      { oxc, test: { name: 'unit', include: named(''), exclude: named('.db') } },
      { oxc, test: { name: 'database', include: named('.db'), ...clustered } },
      {
        oxc,
        test: {
          name: 'journeys',
          include: ['e2e/**/*.test.ts'],
          ...clustered,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
