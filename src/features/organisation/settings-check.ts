import { phoneKind } from '../../lib/phone-number.ts'

export type SettingsFaults = Partial<
  Record<'messageNote' | 'reportDeadline' | 'reminderAt' | 'quietFrom' | 'quietTo' | 'issueDays' | 'idleDays', string>
>

/** With this and the rest of the text, the invitation stays within what carriers deliver as one SMS. */
export const noteLength = 70

/** Half hours from one full hour to before another. */
const halfHours = (from: number, to: number) =>
  Array.from({ length: (to - from) * 2 }, (_, n) => `${String(from + Math.floor(n / 2)).padStart(2, '0')}:${n % 2 === 0 ? '00' : '30'}`)

/** The hours on offer: half hours of the waking day. */
export const deadlines = halfHours(8, 24)

/** Nobody is texted at night: the last round begins half an hour before nine. */
export const reminderTimes = halfHours(7, 21)

/** When the centre's messages begin and cease to wait for the morning. */
export const quietBegins = halfHours(18, 24)
export const quietEnds = halfHours(6, 12)

/** A link in the centre's own words would teach patients to trust links in an SMS; a mobile number is nobody's desk. */
export function settingsFaults({
  messageNote,
  reportDeadline,
  reminderAt,
  quietFrom,
  quietTo,
  issueDays,
  idleDays,
}: {
  messageNote: string
  reportDeadline: string
  reminderAt: string
  quietFrom: string
  quietTo: string
  issueDays: string
  idleDays: string
}): SettingsFaults {
  const faults: SettingsFaults = {}
  if ([...messageNote].length > noteLength) faults.messageNote = `${noteLength}文字以内で入力してください`
  else if (/https?:|www\./i.test(messageNote.normalize('NFKC'))) faults.messageNote = 'リンクは入れられません'
  else if ((messageNote.match(/[\d０-９()-]{10,}/g) ?? []).some((number) => phoneKind(number) === 'invalid'))
    faults.messageNote = '電話番号を確認してください'
  if (!deadlines.includes(reportDeadline)) faults.reportDeadline = '選択してください'
  // Left out: the hour stays as it is.
  if (reminderAt !== '' && !reminderTimes.includes(reminderAt)) faults.reminderAt = '選択してください'
  if (quietFrom !== '' && !quietBegins.includes(quietFrom)) faults.quietFrom = '選択してください'
  if (quietTo !== '' && !quietEnds.includes(quietTo)) faults.quietTo = '選択してください'
  if (!isDays(issueDays)) faults.issueDays = '1から365までの数字を入力してください'
  if (!isDays(idleDays)) faults.idleDays = '1から365までの数字を入力してください'
  return faults
}

/** Left out: the days stay as they are. */
const isDays = (text: string) => text === '' || (/^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= 365)
