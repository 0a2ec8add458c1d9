import { phoneKind } from '../../lib/phone-number.ts'
import { type SettingField, type SettingName, settingFields, settingNames } from './settings-fields.ts'

export type Given = Record<SettingName | 'messageNote', string>
export type SettingsFaults = Partial<Given>

/** With this and the rest of the text, the invitation stays within what carriers deliver as one SMS. */
export const noteLength = 70

/** Every fault of the page at once, by field. */
export function settingsFaults(given: Given): SettingsFaults {
  const faults: SettingsFaults = {}
  const note = noteFault(given.messageNote)
  if (note) faults.messageNote = note
  for (const name of settingNames) {
    const fault = faultOf(settingFields[name], given[name])
    if (fault) faults[name] = fault
  }
  if (!faults.phoneFrom && !faults.phoneTo && given.phoneTo <= given.phoneFrom) faults.phoneTo = 'その始まりより後の時刻にしてください'
  if (!faults.callsFrom && !faults.callsTo && given.callsTo <= given.callsFrom) faults.callsTo = 'その始まりより後の時刻にしてください'
  if (!faults.spreadMinutes && !faults.windowMinutes && Number(given.spreadMinutes) >= Number(given.windowMinutes))
    faults.spreadMinutes = '約束の時刻からかけてよい分数より小さくしてください'
  return faults
}

function faultOf(field: SettingField, value: string): string | null {
  if (field.is === 'time') return field.times.includes(value) ? null : '選択してください'
  if (field.is === 'yes-no') return value === 'yes' || value === 'no' ? null : '選択してください'
  const isWithin = /^\d{1,3}$/.test(value) && Number(value) >= field.least && Number(value) <= field.most
  return isWithin ? null : `${field.least}から${field.most}までの数字を入力してください`
}

/** A link in the centre's own words would teach patients to trust links in an SMS; a mobile number is nobody's desk. */
function noteFault(note: string): string | null {
  if ([...note].length > noteLength) return `${noteLength}文字以内で入力してください`
  if (/https?:|www\./i.test(note.normalize('NFKC'))) return 'リンクは入れられません'
  const numbers = note.match(/[\d０-９()-]{10,}/g) ?? []
  return numbers.some((number) => phoneKind(number) === 'invalid') ? '電話番号を確認してください' : null
}
