import type { TestProject } from 'vitest/node'
import { startTestCluster, type TestCluster } from './test-cluster.ts'

declare module 'vitest' {
  interface ProvidedContext {
    clusterUrl: string
  }
}

/** Several projects of one run share the cluster; the last to finish stops it. */
let shared: Promise<TestCluster> | null = null
let users = 0

export default async function setup(project: TestProject) {
  users++
  shared ??= startTestCluster(process.env.TEST_PG_BIN)
  project.provide('clusterUrl', (await shared).url)
  return async () => {
    users--
    if (users === 0) await (await shared)?.stop()
  }
}
