import { normalisePhone, phoneKind } from '../../../lib/phone-number.ts'

export type PhoneFaults = { phone?: string; channel?: string; password?: string }
export type PhoneChoice = { phone: string; channel: 'sms' | 'voice' }

/** What was chosen for the second factor, or all that is wrong with it. Fixed lines take a call only (D9). */
export function choosePhone(given: { phone: string; channel: string }): { choice: PhoneChoice | null; faults: PhoneFaults } {
  const faults: PhoneFaults = {}
  const kind = phoneKind(given.phone)
  const { channel } = given
  if (given.phone.trim() === '') faults.phone = '電話番号を入力してください'
  else if (kind === 'foreign') faults.phone = '日本の電話番号を入力してください'
  else if (kind === 'invalid') faults.phone = '電話番号を確認してください'
  else if (kind === 'free') faults.phone = 'フリーコールの番号では認証できません。ほかの番号を入力してください'
  if (channel !== 'sms' && channel !== 'voice') return { choice: null, faults: { ...faults, channel: '選択してください' } }
  if (channel === 'sms' && !faults.phone && kind !== 'mobile')
    faults.channel = '固定番号は「電話する」のみです。「電話する」を選択してください'
  const isGood = Object.keys(faults).length === 0
  return { choice: isGood ? { phone: normalisePhone(given.phone), channel } : null, faults }
}
