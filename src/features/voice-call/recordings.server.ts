import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Settings } from '../../platform/settings.server.ts'
import type { Recordings } from './speak.ts'

const manifest = z.record(z.string(), z.array(z.string()))

/** The recorded sentences of this installation; null where there are none. Throws at the start where the list cannot be read. */
export function recordingsOf({ voiceRecordings }: Pick<Settings, 'voiceRecordings'>): Recordings | null {
  if (!voiceRecordings) return null
  return { url: voiceRecordings.url, manifest: manifest.parse(JSON.parse(readFileSync(voiceRecordings.manifest, 'utf8'))) }
}
