import { isLang, translate } from '../../i18n/t.ts'

type Invitation = {
  /** The patient's language; Japanese where it is none of ours. */
  language: string
  centreName: string
  /** 6–8 digits. The only thing in it that points to a case: no name, no birth date. */
  hersysId: string
  /** Without a slash at the end. */
  publicUrl: string
  /** The centre's own sentence. */
  note: string | null
}

/** What a patient gets by SMS after the 発生届 and again every day of the observation (C12, C31). */
export function invitationBody({ language, centreName, hersysId, publicUrl, note }: Invitation): string {
  const lang = isLang(language) ? language : 'ja'
  const body = translate(lang, 'message.invitation', { centre: centreName, hersysId, url: publicUrl })
  return note?.trim() ? `${body}\n${translate(lang, 'message.invitation.note', { note: note.trim() })}` : body
}

/** Subject where it goes by mail. */
export function invitationSubject(language: string): string {
  return translate(isLang(language) ? language : 'ja', 'message.invitation.subject')
}
