import { buildIfChanged } from './build.mjs'

/** Once per run, before any test that meets a page: dist/assets, the scripts and style sheets that ship. */
let built: Promise<boolean> | null = null
export default async function setup() {
  built ??= buildIfChanged()
  await built
}
