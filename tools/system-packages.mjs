// What the tests need beyond npm's packages.
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { join } from 'node:path'

const inPath = (name) =>
  (process.env.PATH ?? '').split(':').some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return true
    } catch {
      return false
    }
  })

/** Debian packages. `instead`: a package and its command that also do, more slowly, where the first is not to be had. */
const table = [
  {
    name: 'chromium-headless-shell',
    why: 'the journeys are walked in a browser',
    isThere: () => inPath('chromium-headless-shell'),
    instead: 'chromium',
  },
  {
    name: 'fonts-noto-cjk',
    why: 'pages are looked at with Japanese letters',
    isThere: () =>
      existsSync('/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc') || spawnSync('fc-list', [':lang=ja']).stdout?.length > 0,
  },
  { name: 'poppler-utils', why: 'printed pages are turned into pictures and looked at', isThere: () => inPath('pdftoppm') },
  {
    name: 'libreoffice-calc-nogui',
    why: 'our workbooks are opened by another program, and its workbooks by us',
    isThere: () => inPath('soffice'),
  },
]

/** Installs what is missing where that is possible. Returns the lines to print when something is still missing: none is well. */
export function ensureSystemPackages() {
  if (missing().length === 0) return []
  const isDebian = existsSync('/etc/debian_version') && inPath('apt-get')
  if (isDebian && process.getuid() === 0) {
    console.log(
      `Installing ${missing()
        .map(({ name }) => name)
        .join(', ')} …`,
    )
    const apt = (...args) =>
      spawnSync('apt-get', ['-qq', '-y', ...args], {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      })
    apt('update')
    const install = (name) => apt('install', '--no-install-recommends', name)
    for (const { name } of missing()) install(name)
    for (const { instead } of wanting()) if (instead) install(instead)
  }
  const still = wanting()
  if (still.length === 0) return []
  return [
    'The tests need these packages of the system:',
    ...still.map(({ name, why }) => `  ${name.padEnd(24)} ${why}`),
    isDebian
      ? 'Install them with:'
      : 'On Debian and Ubuntu they are installed with the line below; other systems have them under similar names:',
    `  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${still.map(({ name }) => name).join(' ')}`,
  ]
}

const missing = () => table.filter(({ isThere }) => !isThere())
const wanting = () => missing().filter(({ instead }) => !instead || !inPath(instead))
