import type { CDPSession, Page } from 'playwright-core'

/**
 * The keystroke-level model (Card, Moran, Newell 1980): what a practised person needs for a task, from the keys alone. Seconds.
 * K is an average skilled typist (55 words a minute); nobody takes the hand off the keyboard, so P and H do not occur; M stands before every
 * question (姓 and 名 are one, and so are the two 「同じ」); a conversion to kanji is 変換 and 確定 (two keys) and one look at what came out. R is what a page takes to come.
 */
export const seconds = { K: 0.2, P: 1.1, H: 0.4, M: 1.35, R: 0.3 } as const

export type Row = { question: string; did: string; K: number; M: number; R: number }
export const secondsOf = ({ K, M, R }: Pick<Row, 'K' | 'M' | 'R'>) => K * seconds.K + M * seconds.M + R * seconds.R

/** Somebody at the keyboard of that page, every key counted. */
export async function typist(page: Page) {
  const ime: CDPSession = await page.context().newCDPSession(page)
  const rows: Row[] = []
  let now: Row = { question: '', did: '', K: 0, M: 0, R: 0 }
  const press = async (key: string) => {
    now.K += key.split('+').length
    await page.keyboard.press(key)
  }
  const come = async (question: string, selector: string, thoughts: number) => {
    now = { question, did: '', K: 0, M: thoughts, R: 0 }
    rows.push(now)
    for (let tabs = 0; !(await isAt(selector)); tabs++) {
      if (tabs > 60) throw new Error(`Tab never came to ${question}`)
      await press('Tab')
    }
    if (now.K > 0) now.did = `Tab×${now.K} `
  }
  const isAt = (selector: string) => page.evaluate((s) => document.activeElement?.matches(s) ?? false, selector)
  return {
    rows,
    /** The next question: one thought, and Tab until it has the focus. Its rest is told by what follows. */
    goTo: (question: string, selector: string) => come(question, selector, 1),
    /** What belongs to the same thought: the given name after the family name. */
    goOn: (question: string, selector: string) => come(question, selector, 0),
    async type(text: string) {
      now.did += text
      for (const key of text) await press(key)
    },
    async press(key: string) {
      now.did += key
      await press(key)
    },
    /** Romaji, 変換, a look, 確定. */
    async convert(romaji: string, kana: string[], kanji: string) {
      now.did += `${romaji} 変換 確定 (${kanji})`
      now.K += romaji.length + 2
      now.M += 1
      for (const text of [...kana, kanji])
        await ime.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
      await ime.send('Input.insertText', { text: kanji })
    },
    /** Reads something back before going on. */
    look(what: string) {
      now.did += ` ${what}を読む`
      now.M += 1
    },
    /** Waits for what the machine answers. */
    async wait(ready: () => Promise<unknown>) {
      now.R += 1
      await ready()
    },
  }
}

const padded = (text: string, width: number) =>
  text + ' '.repeat(Math.max(0, width - [...text].reduce((n, c) => n + (c > '\u02ff' ? 2 : 1), 0)))

/** The path as a table, with its sum. */
export function tableOf(title: string, rows: Row[]): string {
  const total = rows.reduce((sum, row) => sum + secondsOf(row), 0)
  const keys = rows.reduce((sum, row) => sum + row.K, 0)
  const lines = rows.map(
    (row) =>
      `${padded(row.question, 26)}${padded(row.did, 46)}${String(row.K).padStart(3)} K ${row.M} M ${row.R} R ${secondsOf(row).toFixed(2).padStart(6)} s`,
  )
  return [title, ...lines, `${rows.length} stops, ${keys} keys: ${total.toFixed(1)} s`].join('\n')
}
