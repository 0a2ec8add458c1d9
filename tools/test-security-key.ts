import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

// A security key in software: answers as an authenticator does (FIDO2, ES256, attestation 'none'), and lies where a test asks it to.

const sha256 = (data: Buffer | string) => createHash('sha256').update(data).digest()
const url64 = (data: Buffer) => data.toString('base64url')

/** CBOR, as much of it as an attestation needs. */
function cbor(value: unknown): Buffer {
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value)
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value])
  const entries = [...(value as Map<unknown, unknown>)]
  return Buffer.concat([head(5, entries.length), ...entries.flatMap(([key, one]) => [cbor(key), cbor(one)])])
}
const head = (major: number, n: number) =>
  n < 24
    ? Buffer.from([(major << 5) | n])
    : n < 256
      ? Buffer.from([(major << 5) | 24, n])
      : Buffer.from([(major << 5) | 25, n >> 8, n & 255])

type Lie = { origin?: string; challenge?: string; counter?: number; flags?: number; type?: string; rpID?: string }

/** `origin`: of the site it is used on, such as 'https://hersys.example.jp'. */
export function softKey(origin: string) {
  const id = randomBytes(32)
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x, y } = publicKey.export({ format: 'jwk' })
  const cose = cbor(
    new Map<number, unknown>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x!, 'base64url')],
      [-3, Buffer.from(y!, 'base64url')],
    ]),
  )
  let counter = 0

  const clientData = (type: string, challenge: string, lie: Lie) =>
    Buffer.from(
      JSON.stringify({ type: lie.type ?? type, challenge: lie.challenge ?? challenge, origin: lie.origin ?? origin, crossOrigin: false }),
    )
  const authData = (flags: number, count: number, lie: Lie) => {
    const number = Buffer.alloc(4)
    number.writeUInt32BE(count)
    return Buffer.concat([sha256(lie.rpID ?? new URL(origin).hostname), Buffer.from([lie.flags ?? flags]), number])
  }
  const answer = (response: Record<string, unknown>) =>
    JSON.stringify({ id: url64(id), rawId: url64(id), type: 'public-key', clientExtensionResults: {}, response })

  return {
    /** The answer to navigator.credentials.create, as the page sends it. */
    create(challenge: string, lie: Lie = {}): string {
      const size = Buffer.alloc(2)
      size.writeUInt16BE(id.length)
      const data = Buffer.concat([authData(0x41, counter, lie), Buffer.alloc(16), size, id, cose])
      return answer({
        clientDataJSON: url64(clientData('webauthn.create', challenge, lie)),
        attestationObject: url64(
          cbor(
            new Map<string, unknown>([
              ['fmt', 'none'],
              ['attStmt', new Map()],
              ['authData', data],
            ]),
          ),
        ),
        transports: ['usb'],
      })
    },
    /** The answer to navigator.credentials.get; each counts one further unless it lies. */
    get(challenge: string, lie: Lie = {}): string {
      const data = authData(0x01, lie.counter ?? ++counter, lie)
      const client = clientData('webauthn.get', challenge, lie)
      const signature = sign('sha256', Buffer.concat([data, sha256(client)]), privateKey)
      return answer({ clientDataJSON: url64(client), authenticatorData: url64(data), signature: url64(signature) })
    },
    credentialId: url64(id),
  }
}
