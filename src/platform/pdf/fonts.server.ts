import { createRequire } from 'node:module'
import * as fontkit from 'fontkit'

const fileOf = (weight: string) =>
  createRequire(import.meta.url).resolve(`@expo-google-fonts/noto-sans-jp/${weight}/NotoSansJP_${weight}.ttf`)
const regular = fileOf('400Regular')
const bold = fileOf('700Bold')

/** Noto Sans JP from its npm package, found the same way from the sources and from dist/. It has no ☑ and ☐: draw them as vectors. */
export const fonts = { NotoSansJP: { normal: regular, bold, italics: regular, bolditalics: bold } }
export const fontFiles: readonly string[] = [regular, bold]

let covered: Set<number> | null = null

/** What the font lacks (hangul, most simplified characters, emoji) becomes 〓, the sign that printers set for a missing type. Never a silent gap. */
export function printable(text: string): string {
  covered ??= new Set((fontkit.openSync(regular) as fontkit.Font).characterSet)
  return [...text].map((sign) => (isSpace(sign) || covered!.has(sign.codePointAt(0)!) ? sign : joinsOnly(sign) ? '' : '〓')).join('')
}

const isSpace = (sign: string) => /\s/.test(sign)
/** Variation selectors and joiners choose a form of their neighbour; without them it is the usual form. */
const joinsOnly = (sign: string) => /[\u200d\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/u.test(sign)
