// People by arithmetic, with names as frequent as real ones, and the errors with which reports about the same person differ. All invented:
// names are put together from syllables, telephones lie in a range that nobody has, the prefecture does not exist.
const parts =
  'ヤマ山 カワ川 タ田 ナカ中 ムラ村 モリ森 マツ松 スギ杉 イシ石 ウエ上 シタ下 キタ北 ミナミ南 ニシ西 ヒガシ東 フジ藤 サワ沢 シマ島 サキ崎 ハシ橋 ノ野 オカ岡 タニ谷 クボ久保 ミズ水 ハラ原 ツカ塚 ハマ浜 セ瀬 クラ倉'
    .split(' ')
    .map((part) => /^([ァ-ヺ]+)(.+)$/.exec(part).slice(1))
const firsts =
  'ハル春 ナツ夏 アキ秋 フユ冬 ユキ雪 ハナ花 ミ美 ケン健 トモ友 カズ和 ヨシ義 マサ正 ノリ則 アヤ綾 ユウ優 リョウ涼 シン真 コウ光 タカ孝 サト聡 エ恵 ナ奈 サ沙 リ里'
    .split(' ')
    .map((part) => /^([ァ-ヺ]+)(.+)$/.exec(part).slice(1))
const ends = { male: 'オ夫 タ太 イチ一 ジ二 ヤ也 ト斗 ヒコ彦 スケ介', female: 'コ子 エ江 ミ美 カ香 ナ奈 ヨ代 リ里 ネ音' }
const old = { 沢: '澤', 浜: '濱', 崎: '﨑', 島: '嶋', 橋: '槗', 瀬: '瀨', 真: '眞', 恵: '惠', 塚: '塚' }
const homophones = { 太: '多', 子: '湖', 介: '助', 美: '実', 花: '華', 和: '一', 江: '恵', 代: '世', 真: '信', 夫: '雄' }

/** The same throw for the same seed, on every machine. */
export function dice(seed) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  return { next, below: (n) => Math.floor(next() * n), pick: (list) => list[Math.floor(next() * list.length)], chance: (p) => next() < p }
}

/** Few names are many people's: the n-th is drawn with a weight of about 1/n. */
const often = (d, list) => list[Math.floor(list.length ** d.next()) - 1]
const two = (n) => String(n).padStart(2, '0')

export function personOf(n, seed = 1) {
  const d = dice(n * 2654435761 + seed)
  const sex = d.chance(0.5) ? 'male' : 'female'
  const [a, b] = [often(d, parts), d.pick(parts)]
  const [c, e] = [often(d, firsts), /^([ァ-ヺ]+)(.+)$/.exec(d.pick(ends[sex].split(' '))).slice(1)]
  return {
    familyName: a[1] + b[1],
    givenName: c[1] + e[1],
    familyKana: a[0] + b[0],
    givenKana: c[0] + e[0],
    sex,
    birthOn: `${1930 + d.below(90)}-${two(1 + d.below(12))}-${two(1 + d.below(28))}`,
    phone: `070${String(10_000_000 + d.below(89_999_999))}`,
    postalCode: String(1_000_000 + d.below(20_000)),
    address: `架空県架空市見本町${1 + d.below(30)}-${1 + d.below(30)}-${1 + d.below(20)}`,
  }
}

const shift = (birthOn, years) => `${Number(birthOn.slice(0, 4)) + years}${birthOn.slice(4)}`
const kana = 'アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン'
const slip = (d, text) => {
  const at = d.below(text.length)
  const way = d.below(4)
  if (way === 0) return text.slice(0, at) + d.pick([...kana]) + text.slice(at + 1)
  if (way === 1 && text.length > 2) return text.slice(0, at) + text.slice(at + 1)
  if (way === 2) return text.slice(0, at) + d.pick([...kana]) + text.slice(at)
  return at > 0 ? text.slice(0, at - 1) + text[at] + text[at - 1] + text.slice(at + 1) : text
}
const swapLetters = (text, table) => [...text].map((each) => table[each] ?? each).join('')
const moved = (d) => ({
  postalCode: String(1_000_000 + d.below(20_000)),
  address: `架空県仮名市例示台${1 + d.below(30)}-${1 + d.below(30)}`,
})

/** What goes wrong between two reports about one person; each as often as its number says. */
export const errors = {
  'a slip in the reading': [14, (p, d) => (d.chance(0.5) ? { familyKana: slip(d, p.familyKana) } : { givenKana: slip(d, p.givenKana) })],
  'other kanji of the same sound': [10, (p) => ({ givenName: swapLetters(p.givenName, homophones) })],
  'old forms of kanji': [12, (p) => ({ familyName: swapLetters(p.familyName, old), givenName: swapLetters(p.givenName, old) })],
  'kana alone': [10, (p) => ({ familyName: p.familyKana, givenName: p.givenKana, familyKana: null, givenKana: null })],
  'no reading': [8, () => ({ familyKana: null, givenKana: null })],
  'family and given name swapped': [
    5,
    (p) => ({ familyName: p.givenName, givenName: p.familyName, familyKana: p.givenKana, givenKana: p.familyKana }),
  ],
  'another era': [5, (p, d) => ({ birthOn: shift(p.birthOn, d.pick([14, -14, 63, -63, 30, -30])) })],
  'a slip in the birth date': [
    8,
    (p, d) => {
      const at = d.pick([3, 6, 9])
      return { birthOn: `${p.birthOn.slice(0, at)}${(Number(p.birthOn[at]) + 1 + d.below(8)) % 10}${p.birthOn.slice(at + 1)}` }
    },
  ],
  'another telephone': [25, (_p, d) => ({ phone: d.chance(0.3) ? null : `070${String(10_000_000 + d.below(89_999_999))}` })],
  'another address': [20, (_p, d) => (d.chance(0.2) ? { postalCode: null, address: null } : moved(d))],
  'voiced or not': [6, (p) => ({ familyKana: p.familyKana.replace(/サキ$/, 'ザキ').replace(/カワ$/, 'ガワ').replace(/タ$/, 'ダ') })],
  'half width, spaces': [6, (p) => ({ familyName: ` ${p.familyName}　` })],
  'a new family name': [
    2,
    (_p, d) => ({ familyName: d.pick(parts)[1] + d.pick(parts)[1], familyKana: d.pick(parts)[0] + d.pick(parts)[0] }),
  ],
}

/** A second report about the same person: none, one or more errors. */
export function again(person, d) {
  let other = { ...person }
  const made = []
  for (const [name, [percent, change]] of Object.entries(errors)) {
    if (!d.chance(percent / 100)) continue
    if (other.familyKana === null && /reading|voiced|kana alone|swapped/.test(name)) continue
    other = { ...other, ...change(other, d) }
    made.push(name)
  }
  return { other, made }
}

/** Somebody else who is easily taken for this person: a twin, a child with the same telephone, a namesake of another birthday. */
export function lookAlike(person, d) {
  const [first, end] = [d.pick(firsts), /^([ァ-ヺ]+)(.+)$/.exec(d.pick(ends[person.sex].split(' '))).slice(1)]
  const given = { givenName: first[1] + end[1], givenKana: first[0] + end[0] }
  const way = d.below(3)
  if (way === 0) return { ...person, ...given }
  if (way === 1) return { ...person, ...given, birthOn: shift(person.birthOn, 20 + d.below(15)) }
  return {
    ...person,
    ...moved(d),
    birthOn: `${1930 + d.below(90)}-${two(1 + d.below(12))}-${two(1 + d.below(28))}`,
    phone: `070${10_000_000 + d.below(89_999_999)}`,
  }
}
