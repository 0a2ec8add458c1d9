/** The voice of each language; Japanese where it is none of these. */
const voices: Record<string, string> = {
  ja: 'ja-JP',
  en: 'en-US',
  'zh-Hans': 'zh-CN',
  'zh-Hant': 'zh-TW',
  ko: 'ko-KR',
  es: 'es-MX',
  pt: 'pt-BR',
}
export const voiceOf = (language: string): string => voices[language] ?? voices.ja!

/**
 * TwiML that says a text slowly, twice: numbers of four and more digits one digit at a time, with a breath between.
 * Everything is escaped: a text can never become an instruction.
 */
export function spoken(body: string, language: string): string {
  const lang = voiceOf(language)
  const parts = body
    .split(/(\d{4,})/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  const once = parts.map((part) => (/^\d{4,}$/.test(part) ? digits(part, lang) : say(part, lang))).join('')
  return `<?xml version="1.0" encoding="UTF-8"?><Response><Pause length="1"/>${once}<Pause length="2"/>${once}</Response>`
}

const digits = (text: string, lang: string) => [...text].map((digit) => say(digit, lang)).join('<Pause length="1"/>')
const say = (text: string, lang: string) => `<Say language="${lang}">${quote(text)}</Say>`
const quote = (text: string) => text.replace(/[<>&"']/g, (c) => `&#${c.codePointAt(0)};`)
