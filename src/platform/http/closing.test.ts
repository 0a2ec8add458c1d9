import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { buildApp } from './app.server.tsx'

test('a web that is being stopped still answers what comes on the connections it has', async () => {
  const app = await buildApp(
    {
      sql: null as never,
      clock: () => new Date(),
      demo: false,
      publicUrl: 'http://localhost',
      secret: 'ab'.repeat(32),
      assetsDir: import.meta.dirname,
      build: 'test',
      logLevel: 'silent',
      busyAfterMs: 0,
    },
    [],
  )
  let closed: Promise<unknown> = Promise.resolve()
  app.get('/slow', async () => {
    closed = app.close()
    await setTimeout(200)
    return 'the slow one'
  })
  app.get('/next', () => 'the next one')
  await app.listen({ port: 0, host: '127.0.0.1' })
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  const ask = (path: string) => socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
  socket.once('data', () => ask('/next'))
  ask('/slow')
  const received = await text(socket)
  await closed
  expect(received.match(/HTTP\/1\.1 \d+|the (?:slow|next) one/g)).toEqual(['HTTP/1.1 200', 'the slow one', 'HTTP/1.1 200', 'the next one'])
})
