import type { Form } from '../../fields/fields.ts'
import type { Lang } from '../../i18n/t.ts'
import { type After, type Part, twiml } from '../../platform/voice/twiml.ts'
import { type OutageTexts, outageIn } from '../outage/outage.ts'
import type { Listen } from './call.ts'
import { type Prompt, promptText } from './prompts.ts'

/** Sentences that were recorded: keys of words by language, below `url`. Whatever is not recorded is said by the provider's voice. */
export type Recordings = { url: string; manifest: Record<string, readonly string[]> }

type Said = { say: Prompt[]; listen: Listen; lang: Lang; form: Form; outage: OutageTexts | null; recordings: Recordings | null }
type Where = { action: string; dial: string | null }

const seconds = { keys: 8, more: 6, ring: 30 }

/** A turn of the script as TwiML: the only place where the script meets the provider's language. */
export function speak({ say, listen, lang, form, outage, recordings }: Said, { action, dial }: Where): string {
  return twiml(
    say.flatMap((prompt) => partOf(prompt, { lang: prompt.lang ?? lang, form, outage, recordings })),
    afterOf(listen, action, dial),
  )
}

function afterOf(listen: Listen, action: string, dial: string | null): After {
  if (listen.is === 'keys') return { ...listen, action, seconds: listen.finish ? seconds.more : seconds.keys }
  if (listen.is === 'dial' && dial !== null) return { is: 'dial', number: dial, action, seconds: seconds.ring }
  return { is: 'end' }
}

function partOf(prompt: Prompt, { lang, form, outage, recordings }: Pick<Said, 'lang' | 'form' | 'outage' | 'recordings'>): Part[] {
  if (prompt.key === 'voice.outage') {
    if (!outage) return []
    const shown = outageIn(outage, lang)
    return [{ text: shown.text, language: shown.lang }]
  }
  const hasRecording = !prompt.vars && recordings !== null && recordings.manifest[lang]?.includes(prompt.key)
  if (hasRecording) return [{ play: `${recordings.url}/${lang}/${prompt.key}.mp3` }]
  return [{ text: promptText(prompt, form, lang), language: lang }]
}
