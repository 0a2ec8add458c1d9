import { toKatakana } from '../../lib/kana.ts'

/**
 * フリガナ by itself: what is typed before the conversion to kanji is the reading. It goes into the reading's box until somebody types there by
 * hand; it is read back before the report like everything else.
 */
const kanaOnly = /^[ぁ-ゖァ-ヺー・\s]*$/

for (const part of ['family', 'given']) {
  const name = document.querySelector<HTMLInputElement>(`[name="name.${part}"]`)
  const reading = document.querySelector<HTMLInputElement>(`[name="name.${part}Kana"]`)
  if (name && reading) follow(name, reading)
}

function follow(name: HTMLInputElement, reading: HTMLInputElement) {
  let typed = ''
  let whole = ''
  let isByHand = reading.value !== ''
  reading.addEventListener('input', () => {
    isByHand = reading.value !== ''
  })
  name.addEventListener('compositionstart', () => {
    typed = ''
  })
  name.addEventListener('compositionupdate', ({ data }) => {
    // Letters not yet turned into kana stand at the end ('やまd'): the kana before them count.
    const kana = data.replace(/[a-zA-Zａ-ｚＡ-Ｚ]+$/, '')
    if (kana !== '' && kanaOnly.test(kana)) typed = kana
  })
  name.addEventListener('compositionend', ({ data }) => {
    if (data === '' || isByHand) return
    whole += toKatakana(typed)
    reading.value = whole
    reading.dispatchEvent(new Event('change', { bubbles: true }))
  })
  name.addEventListener('input', () => {
    if (name.value !== '') return
    whole = ''
    if (!isByHand) reading.value = ''
  })
}
