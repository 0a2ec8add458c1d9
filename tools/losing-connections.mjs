// Run by a test, bundled: a program whose connections are cut in the middle of transactions, again and again. Says how many rounds it lived.
import { createServer, connect as dial } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'

const address = new URL(process.argv[2])
const { hostname, port } = address
const open = new Set()
const proxy = createServer((from) => {
  const to = dial({ host: hostname, port: Number(port) })
  from.pipe(to).pipe(from)
  for (const socket of [from, to]) {
    open.add(socket)
    socket
      .on('error', () => {})
      .on('close', () => {
        for (const each of [from, to]) open.delete(each.destroy())
      })
  }
})
await new Promise((done) => proxy.listen(0, '127.0.0.1', done))
Object.assign(address, { hostname: '127.0.0.1', port: String(proxy.address().port) })
const pool = (max) => postgres(address.href, { max, backoff: 0.01, connect_timeout: 3, onnotice: () => {} })
const sql = pool(2)
const cut = (round) => {
  for (const socket of open) round % 2 === 0 ? socket.destroy() : socket.resetAndDestroy()
}

await sql`create table if not exists late (said text)`
let rounds = 0
for (; rounds < 20; rounds++) {
  const lost = sql.begin(async (tx) => {
    await tx`select 1`
    setTimeout(cut, 5, rounds)
    await tx`select pg_sleep(0.05)`
  })
  const error = await lost.then(
    () => null,
    (fault) => fault,
  )
  if (!error) throw new Error('the connection was not lost')
  const [row] = await sql`select 2 as two`.catch(() => sql`select 2 as two`)
  if (row.two !== 2) throw new Error('a wrong answer')
}

// A transaction that has lost its connection while it thought of something else, and goes on when another has taken its place.
const one = pool(1)
const late = one.begin(async (tx) => {
  await tx`select 1`
  cut(0)
  await sleep(50)
  await one`select 3 as three`.catch(() => one`select 3 as three`)
  await tx`insert into late values ('outside of any transaction')`
})
if (
  await late.then(
    () => true,
    () => false,
  )
)
  throw new Error('a transaction without a connection succeeded')
await sleep(50)
const [{ said }] = await sql`select count(*)::int as said from late`
console.log(`${rounds} rounds, ${said} said too late`)
process.exit(0)
