import { tidy, toKatakana } from './kana.ts'
import { plainForm } from './kanji-variants.ts'

/** A name as cases hold it. Blank is null; a name without kana, or in kana alone, is a name. */
export type NameOf = { familyName: string; givenName: string; familyKana: string | null; givenKana: string | null }

/** What a name is found by: both orders of the written name and of its reading, folded and without spaces. '' where there is nothing. */
export type NameKeys = { name: string; nameSwapped: string; kana: string; kanaSwapped: string }

const around = /[\s・･,.、。'’`´"‐‑‒–—―()（）-]/g
/** Latin letters without their marks; old forms of kanji as the new ones; every kana as katakana; ヶ, が and ケ between kanji are one. */
export function foldName(text: string): string {
  const plain = [
    ...tidy(text)
      .normalize('NFKC')
      .replace(/[\u{fe00}-\u{fe0f}\u{e0100}-\u{e01ef}]/gu, ''),
  ]
    .map(plainForm)
    .join('')
  const spelt = withoutMarks(repeated(plain, /([\p{Script=Han}])々/gu))
  return toKatakana(spelt)
    .replace(/(?<=\p{Script=Han})[ヶヵケガカノ](?=\p{Script=Han})/gu, (kana) => (kana === 'ノ' ? '' : 'ケ'))
    .replace(around, '')
    .toLowerCase()
}

/** Long vowels of each row of kana: sound → the kana that only lengthen it. */
const lengthening: Record<string, string> = { a: 'アー', i: 'イー', u: 'ウー', e: 'エイー', o: 'オウー' }
const rows: [string, string][] = [
  ['a', 'アカサタナハマヤラワガザダバパ'],
  ['i', 'イキシチニヒミリギジビピ'],
  ['u', 'ウクスツヌフムユルグズブプ'],
  ['e', 'エケセテネヘメレゲゼデベペ'],
  ['o', 'オコソトノホモヨロゴゾドボポ'],
]
const vowelOf = new Map(rows.flatMap(([vowel, row]) => [...row].map((kana) => [kana, vowel] as const)))
/** ヴ is ブ, ヂ is ジ; small kana, which older machines could not print, are large. */
const soundsAs: [RegExp, string][] = [
  [/ヴァ|ヷ/g, 'バ'],
  [/ヴィ|ヸ/g, 'ビ'],
  [/ヴェ|ヹ/g, 'ベ'],
  [/ヴォ|ヺ/g, 'ボ'],
  [/ヴ/g, 'ブ'],
  [/ヂ/g, 'ジ'],
  [/ヅ/g, 'ズ'],
  [/[ヲ]/g, 'オ'],
  [/[ヱ]/g, 'エ'],
  [/[ヰ]/g, 'イ'],
]
const small = 'ァィゥェォッャュョヮヵヶ'
const large = 'アイウエオツヤユヨワカケ'

/** A reading: any width and kind of kana; ヴ as ブ, ヂ as ジ, small kana as large ones, and every long vowel (オオ, オウ, オー) as one ー. */
export function foldKana(text: string): string {
  const kana = repeated(toKatakana(text).replace(around, ''), /([ァ-ヺ])[ヽヾ]/g)
  const sounded = soundsAs.reduce((all, [from, to]) => all.replace(from, to), kana)
  let folded = ''
  let vowel: string | undefined
  for (const each of sounded) {
    const character = small.includes(each) ? large[small.indexOf(each)]! : each
    const isLong = vowel !== undefined && lengthening[vowel]!.includes(character)
    if (!isLong) folded += character
    else if (!folded.endsWith('ー')) folded += 'ー'
    vowel = isLong ? vowel : vowelOf.get(character)
  }
  return withoutMarks(folded).toLowerCase()
}

/** A reading is folded as a whole, so that it makes no difference where somebody leaves the space. */
export function nameKeysOf({ familyName, givenName, familyKana, givenKana }: NameOf): NameKeys {
  const [family, given, kanaFamily, kanaGiven] = [familyName, givenName, familyKana ?? '', givenKana ?? '']
  return {
    name: foldName(family + given),
    nameSwapped: foldName(given + family),
    kana: foldKana(kanaFamily + kanaGiven),
    kanaSwapped: foldKana(kanaGiven + kanaFamily),
  }
}

/** The first text that no longer begins so, in the order of code points: the end of a range of an index. */
export const afterPrefix = (prefix: string) => `${prefix}\u{10ffff}`

/** 佐々木 as 佐佐木, サヽキ as ササキ. */
const repeated = (text: string, pattern: RegExp) => text.replace(pattern, '$1$1')

/** é as e; kana keep theirs, which make another sound. */
const withoutMarks = (text: string) => text.replace(/[À-ɏḀ-ỿ]/g, (letter) => letter.normalize('NFD').replace(/\p{M}/gu, ''))
