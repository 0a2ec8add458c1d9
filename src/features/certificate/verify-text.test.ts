import { beforeAll, expect, test } from 'vitest'
import { makeKey, publicJwk, type SealedKey, signText } from '../../platform/signing/signing.server.ts'
import { type PublicJwk, verifyText } from './verify-text.ts'

const secret = 'ab'.repeat(32)
const claims = { iss: 'https://her-sys.example', jti: 'abcdefghijklmnop', iat: 1_658_278_800, name: '架空 花子𠮷', birthdate: '1990-09-09' }
let key: SealedKey
let keys: PublicJwk[]
let text: string
beforeAll(async () => {
  key = await makeKey(secret)
  keys = [publicJwk(await makeKey(secret)), publicJwk(key)]
  text = await signText(claims, key, secret)
})

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

test('what a published key signed is valid, however it was broken into lines', () => {
  expect(verifyText(text, keys, [])).toEqual({ outcome: 'valid', claims })
  expect(verifyText(` ${text.slice(0, 40)}\r\n${text.slice(40)}\n`, keys, ['another-id------'])).toEqual({ outcome: 'valid', claims })
})

test('a revoked id is revoked; without the list it is not called valid', () => {
  expect(verifyText(text, keys, [claims.jti])).toEqual({ outcome: 'revoked', claims })
  expect(verifyText(text, keys, null)).toEqual({ outcome: 'unlisted', claims })
})

test('one changed letter, another body or another signature is broken', async () => {
  const [head, body, signature] = text.split('.') as [string, string, string]
  const other = await signText({ ...claims, name: '別人' }, key, secret)
  for (const forged of [
    [head, encode({ ...claims, name: '別人' }), signature],
    [head, body, other.split('.')[2]!],
    [head, body, `${signature[0] === 'A' ? 'B' : 'A'}${signature.slice(1)}`],
    [head, body, signature.slice(0, -4)],
  ])
    expect(verifyText(forged.join('.'), keys, [])).toEqual({ outcome: 'broken' })
})

test('a key that is not published proves nothing, whatever name it gives itself', async () => {
  const stranger = await makeKey(secret)
  expect(verifyText(await signText(claims, stranger, secret), keys, [])).toEqual({ outcome: 'unknown-key' })
  expect(verifyText(text, [], [])).toEqual({ outcome: 'unknown-key' })
  const posing = await signText(claims, { ...stranger, ...{} }, secret)
  const [, body, signature] = posing.split('.') as [string, string, string]
  expect(verifyText([encode({ alg: 'EdDSA', kid: key.kid }), body, signature].join('.'), keys, [])).toEqual({ outcome: 'broken' })
})

test.each([
  ['no algorithm', { alg: 'none', kid: '' }],
  ['a shared secret', { alg: 'HS256', kid: '' }],
  ['an extension nobody understands', { alg: 'EdDSA', kid: '', crit: ['b64'], b64: false }],
])('a header with %s is foreign', (_, header) => {
  const [, body, signature] = text.split('.')
  const kid = key.kid
  expect(verifyText(`${encode({ ...header, kid })}.${body}.${signature}`, keys, [])).toEqual({ outcome: 'foreign' })
})

test.each(['', 'https://example.jp/', 'a.b.c', '..', '{"alg":"EdDSA"}', '🦠'.repeat(100_000), 'x'.repeat(100_000)])(
  '%.20s is foreign',
  (strange) => {
    expect(verifyText(strange, keys, [])).toEqual({ outcome: 'foreign' })
  },
)

test('the secret half of a key opens only with the secret that sealed it, and only under its own name', async () => {
  expect(key.sealedKey).not.toContain(Buffer.from(key.publicKey, 'base64url').toString('base64'))
  await expect(signText(claims, key, 'cd'.repeat(32))).rejects.toThrow()
  await expect(signText(claims, { ...key, kid: 'another' }, secret)).rejects.toThrow()
})
