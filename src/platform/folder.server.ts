import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The folder of this installation, found the same way from the sources and from the bundles in dist/. */
export const installationFolder = upTo('package.json', import.meta.dirname)

function upTo(name: string, folder: string): string {
  if (existsSync(join(folder, name))) return folder
  if (dirname(folder) === folder) throw new Error(`No ${name} above ${import.meta.dirname}`)
  return upTo(name, dirname(folder))
}
