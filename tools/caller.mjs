// An independent caller: a telephone and its provider in one process of their own. It knows the addresses, TwiML and the provider's signatures
// (by the `twilio` library), and nothing of the product: it shares no code with it. It rings, listens, presses keys, hangs up, and says what it heard.
//
//   node tools/caller.mjs < scenario.json        { listen, publicUrl, accountSid, authToken, dialled, centrePhone, dutyPhone, people: {...}, calls: {...} }
//
// Every scenario is one line of the log with what was heard and pressed; the last line is "N passed, 0 failed".
import { scenariosOf } from './caller/scenarios.mjs'
import { createTelephones } from './caller/telephone.mjs'

const given = JSON.parse(
  await new Promise((done) => {
    let text = ''
    process.stdin.on('data', (part) => (text += part)).on('end', () => done(text))
  }),
)
const log = []
const scenarios = scenariosOf(
  given,
  createTelephones(given, (line) => log.push(`    ${line}`)),
)

let failed = 0
for (const [name, run] of Object.entries(scenarios)) {
  log.length = 0
  try {
    await run()
    console.log(`✓ ${name}`)
  } catch (error) {
    failed++
    console.log(`✗ ${name}: ${error.message}`)
  }
  console.log(log.join('\n'))
}
console.log(`${Object.keys(scenarios).length - failed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
