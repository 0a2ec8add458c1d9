import { phoneKind } from '../../lib/phone-number.ts'

export type SettingsFaults = { messageNote?: string; reportDeadline?: string }

/** With this and the rest of the text, the invitation stays within what carriers deliver as one SMS. */
export const noteLength = 70

/** The hours on offer: half hours of the waking day. */
export const deadlines = Array.from(
  { length: 32 },
  (_, n) => `${String(8 + Math.floor(n / 2)).padStart(2, '0')}:${n % 2 === 0 ? '00' : '30'}`,
)

/** A link in the centre's own words would teach patients to trust links in an SMS; a mobile number is nobody's desk. */
export function settingsFaults({ messageNote, reportDeadline }: { messageNote: string; reportDeadline: string }): SettingsFaults {
  const faults: SettingsFaults = {}
  if ([...messageNote].length > noteLength) faults.messageNote = `${noteLength}文字以内で入力してください`
  else if (/https?:|www\./i.test(messageNote.normalize('NFKC'))) faults.messageNote = 'リンクは入れられません'
  else if ((messageNote.match(/[\d０-９()-]{10,}/g) ?? []).some((number) => phoneKind(number) === 'invalid'))
    faults.messageNote = '電話番号を確認してください'
  if (!deadlines.includes(reportDeadline)) faults.reportDeadline = '選択してください'
  return faults
}
