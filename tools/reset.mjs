// `npm run reset`: throws the demo of this clone away: database, secrets, logs. The next `npm start` begins anew.
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { homeFolder, stopAnyPostgres } from './postgres.mjs'
import { openRegister, registerPath, stopLeftovers } from './supervisor.mjs'

const home = homeFolder()
const register = openRegister(registerPath(home))
if (register.living('start')) {
  console.error('The demo of this clone is running: end it first')
  process.exit(1)
}
await stopLeftovers(register, ['web', 'worker', 'command'])
await stopAnyPostgres(home)
const ours = /^(pg\d+(\.new)?|state|log|port|superuser|postgres\.log|running\.json)$/
const names = existsSync(home) ? readdirSync(home).filter((name) => ours.test(name)) : []
for (const name of names) rmSync(join(home, name), { recursive: true })
console.log(`Thrown away: ${home}`)
