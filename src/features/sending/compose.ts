import { isLang, type Lang, languages, translate } from '../../i18n/t.ts'
import { phoneKind } from '../../lib/phone-number.ts'
import { invitationBody } from '../message/invitation.ts'

/** What a centre can send besides its own words. 'own': nothing but those. */
export const templates = {
  report: '今日の健康状態の入力のお願い',
  invitation: 'My HER-SYSのご案内とHER-SYS ID',
  'call-us': '保健所へのお電話のお願い',
  own: '独自の文だけ',
} as const
export type Template = keyof typeof templates
export const isTemplate = (text: string): text is Template => Object.hasOwn(templates, text)

/** The centre's own words by language; who speaks a language without any gets the Japanese ones. */
export type OwnTexts = Partial<Record<Lang, string>>
export type Sending = { template: Template; texts: OwnTexts; isUrgent: boolean }
export type House = { centre: string; phone: string; publicUrl: string }

export const ownLength = 200

/** The text of each language, with '{hersysId}' where the ID of the one row belongs that the message is made from. */
export function bodies(
  { template, texts }: Pick<Sending, 'template' | 'texts'>,
  { centre, phone, publicUrl }: House,
): { language: Lang; body: string }[] {
  return (Object.keys(languages) as Lang[]).map((language) => {
    const note = (texts[language] ?? texts.ja ?? '').trim()
    if (template === 'invitation')
      return { language, body: invitationBody({ language, centreName: centre, hersysId: '{hersysId}', publicUrl, note }) }
    const body = translate(language, `message.${template}`, { centre, phone, url: publicUrl, hersysId: '{hersysId}' })
    return { language, body: note === '' ? body : `${body}\n${translate(language, 'message.invitation.note', { note })}` }
  })
}

export type Typed = { template: string; texts: Partial<Record<string, string>>; isUrgent: boolean }
export type SendingFaults = { template?: string; texts?: string }

export function readTyped(body: Record<string, string | string[] | undefined>): Typed {
  const text = (name: string) => (typeof body[name] === 'string' ? body[name].trim() : '')
  const texts = Object.keys(languages).flatMap((language) => (text(`own.${language}`) ? [[language, text(`own.${language}`)]] : []))
  return { template: text('template'), texts: Object.fromEntries(texts), isUrgent: text('urgent') === '1' }
}

/** Every fault at once. A link in a centre's own words would teach patients to trust links in an SMS; braces are ours. */
export function readSending(typed: Typed): { sending: Sending; faults: null } | { sending: null; faults: SendingFaults } {
  const faults: SendingFaults = {}
  if (!isTemplate(typed.template)) faults.template = '選択してください'
  const given = Object.entries(typed.texts).flatMap(([language, text]) => (isLang(language) && text ? [[language, text] as const] : []))
  if (given.some(([, text]) => [...text].length > ownLength)) faults.texts = `独自の文は${ownLength}文字以内で入力してください`
  else if (given.some(([, text]) => /https?:|www\.|[{}]/i.test(text.normalize('NFKC')))) faults.texts = 'リンクや波かっこは入れられません'
  else if (given.some(([, text]) => (text.match(/[\d０-９()-]{10,}/g) ?? []).some((number) => phoneKind(number) === 'invalid')))
    faults.texts = '電話番号を確認してください'
  else if (typed.template === 'own' && !given.some(([language]) => language === 'ja')) faults.texts = '日本語の文を入力してください'
  if (Object.keys(faults).length > 0) return { sending: null, faults }
  return { sending: { template: typed.template as Template, texts: Object.fromEntries(given), isUrgent: typed.isUrgent }, faults: null }
}
