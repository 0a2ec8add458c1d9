// Test clusters whose test run was killed: stopped and removed.
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stopAnyPostgres } from './postgres.mjs'
import { isAlive } from './processes.mjs'

const prefix = 'her-sys-test-'

/** A folder for a throw-away cluster of this process, which another user may enter. */
export function clusterFolder() {
  const home = fs.mkdtempSync(join(tmpdir(), prefix))
  fs.writeFileSync(join(home, 'owner'), String(process.pid))
  fs.chmodSync(home, 0o755)
  return home
}

/** Leaves alone what belongs to another user or to a run that still lives. */
export async function sweepClusters() {
  for (const name of fs.readdirSync(tmpdir()).filter((entry) => entry.startsWith(prefix))) {
    const home = join(tmpdir(), name)
    try {
      if (isAlive(Number(fs.readFileSync(join(home, 'owner'), 'utf8')))) continue
      await stopAnyPostgres(home)
      fs.rmSync(home, { recursive: true, force: true })
    } catch {}
  }
}
