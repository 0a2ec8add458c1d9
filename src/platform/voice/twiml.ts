import { voiceOf } from './speech.ts'

/** A sentence for the provider's voice, or the address of its recording. */
export type Part = { text: string; language: string } | { play: string }

/** What the telephone does after the sentences. `action`: where the provider posts what came of it. */
export type After =
  /** Keys, also while it is still speaking; up to `most`, or until # where `finish`. Silence is posted too. */
  | { is: 'keys'; most: number; finish: boolean; action: string; seconds: number }
  | { is: 'dial'; number: string; action: string; seconds: number }
  | { is: 'end' }

/** TwiML of one answer. Everything is escaped: no text, number or address can become an instruction. */
export function twiml(parts: Part[], after: After): string {
  const said = parts.map(partOf).join('')
  return `<?xml version="1.0" encoding="UTF-8"?><Response>${bodyOf(said, after)}</Response>`
}

function bodyOf(said: string, after: After): string {
  if (after.is === 'end') return `${said}<Hangup/>`
  const action = `action="${quote(after.action)}" method="POST"`
  if (after.is === 'dial') return `${said}<Dial ${action} timeout="${after.seconds}"><Number>${quote(after.number)}</Number></Dial>`
  const keys = `input="dtmf" numDigits="${after.most}" finishOnKey="${after.finish ? '#' : ''}" timeout="${after.seconds}" actionOnEmptyResult="true"`
  // The sentences stand inside: a key pressed meanwhile ends them. Providers that post no silence go on to the redirect.
  return `<Gather ${keys} ${action}>${said}</Gather><Redirect method="POST">${quote(after.action)}</Redirect>`
}

function partOf(part: Part): string {
  if ('play' in part) return `<Play>${quote(part.play)}</Play>`
  return `<Say language="${voiceOf(part.language)}">${quote(part.text)}</Say>`
}

const quote = (text: string) => text.replace(/[<>&"']/g, (c) => `&#${c.codePointAt(0)};`)
