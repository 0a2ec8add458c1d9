/** From a character to its bytes in Shift_JIS as Windows in Japan writes it (CP932); made once, from the decoder that every runtime has. */
let table: Map<string, number> | null = null

function makeTable(): Map<string, number> {
  const made = new Map<string, number>()
  const decoder = new TextDecoder('shift_jis', { fatal: true })
  const add = (bytes: number[]) => {
    try {
      const sign = decoder.decode(Uint8Array.from(bytes))
      // The first of two codes for one sign is the usual one; user-defined signs are nobody's.
      if ([...sign].length === 1 && !/[\ue000-\uf8ff]/.test(sign) && !made.has(sign))
        made.set(
          sign,
          bytes.reduce((n, byte) => n * 256 + byte, 0),
        )
    } catch {
      // No character there.
    }
  }
  for (let byte = 0; byte < 256; byte++) if (byte < 0x81 || (byte >= 0xa1 && byte <= 0xdf)) add([byte])
  for (let lead = 0x81; lead <= 0xfc; lead++)
    if (lead < 0xa0 || lead >= 0xe0) for (let trail = 0x40; trail <= 0xfc; trail++) add([lead, trail])
  // The same signs under the names that other systems give them.
  for (const [sign, as] of Object.entries({ '〜': '～', '−': '－', '‖': '∥', '—': '―', '¢': '￠', '£': '￡', '¬': '￢' })) {
    const code = made.get(as)
    if (code !== undefined && !made.has(sign)) made.set(sign, code)
  }
  return made
}

const missing = 0x81ac // 〓

/** The text in Shift_JIS; a sign it has no code for becomes 〓 (the printers' sign for a missing type) and is counted. */
export function toShiftJis(text: string): { bytes: Buffer; replaced: number } {
  table ??= makeTable()
  const bytes: number[] = []
  let replaced = 0
  for (const sign of text) {
    const code = table.get(sign) ?? missing
    if (code === missing && sign !== '〓') replaced++
    if (code > 0xff) bytes.push(code >> 8, code & 0xff)
    else bytes.push(code)
  }
  return { bytes: Buffer.from(bytes), replaced }
}
