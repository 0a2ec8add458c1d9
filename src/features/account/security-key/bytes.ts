// What a browser's security-key interface calls bytes travels as base64url (RFC 4648, without padding), as the server's library expects it.

export function toBase64url(bytes: ArrayBuffer | Uint8Array): string {
  const text = [...new Uint8Array(bytes)].map((byte) => String.fromCharCode(byte)).join('')
  return btoa(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}

/** Throws where the text is no base64url. */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'))
  const bytes = new Uint8Array(plain.length)
  for (let n = 0; n < plain.length; n++) bytes[n] = plain.charCodeAt(n)
  return bytes
}
