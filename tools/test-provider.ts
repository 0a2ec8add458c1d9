import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { SMTPServer } from 'smtp-server'

export type Delivery = { sid: string; to: string; body: string | null; twiml: string | null; key: string | null }

/** A telephone company in a process of its own: `stop` it and `start` it again on its port to play an outage. */
export async function fakeProvider(options: { takesKey?: boolean; lists?: boolean } = {}) {
  let port = 0
  let child: ChildProcess | null = null
  const start = async () => {
    child = spawn(process.execPath, [join(import.meta.dirname, 'fake-provider.mjs'), String(port), JSON.stringify(options)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = await once(createInterface(child.stdout!), 'line')
    port = Number(line)
  }
  await start()
  return {
    sms: () => ({
      accountSid: 'AC00000000000000000000000000000000',
      authToken: 'token',
      from: '+815000000000',
      baseUrl: `http://127.0.0.1:${port}`,
      takesKey: options.takesKey ?? false,
    }),
    deliveries: async (): Promise<Delivery[]> => (await fetch(`http://127.0.0.1:${port}/deliveries`)).json() as Promise<Delivery[]>,
    start,
    stop: async () => {
      child?.kill('SIGKILL')
      if (child && child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
}

/** A real mail server that keeps what it is given; recipients whose name begins with `nobody` are refused with 550. */
export async function fakeMailServer() {
  const mails: string[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo: ({ address }, _session, done) =>
      address.startsWith('nobody') ? done(Object.assign(new Error('no such mailbox'), { responseCode: 550 })) : done(),
    onData: (stream, _session, done) => {
      let text = ''
      stream.on('data', (chunk: Buffer) => {
        text += chunk.toString('utf8')
      })
      stream.on('end', () => {
        mails.push(text)
        done()
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as { port: number }
  return {
    mails,
    settings: { url: `smtp://127.0.0.1:${port}`, from: 'HER-SYS <noreply@hersys.example.jp>' },
    stop: () => new Promise<void>((resolve) => server.close(resolve)),
  }
}
