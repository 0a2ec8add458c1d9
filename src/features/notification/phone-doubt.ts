import { type PhoneKind, phoneKind } from '../../lib/phone-number.ts'

const doubts: Partial<Record<PhoneKind, string>> = {
  invalid: '電話番号の桁数か番号が正しくない可能性があります。このままでも報告できますが、SMSは送られません。',
  fixed: '固定電話の番号です。SMSは届かないため、保健所が電話で連絡します。',
  ip: 'IP電話の番号です。SMSは届かないため、保健所が電話で連絡します。',
  free: 'フリーダイヤル等の番号です。SMSは届かないため、保健所が電話で連絡します。',
  foreign: '海外の番号です。SMSは送られず、保健所が電話で連絡します。',
}

/** What is said about the patient's number (D42), null when an SMS can reach it. Said while typing, at 確認, and never in the way. */
export function phoneDoubt(phone: string | null): string | null {
  if (phone === null) return '電話番号がありません。SMSは送られず、保健所が連絡方法を調べます。'
  return doubts[phoneKind(phone)] ?? null
}

/** '090-1234-5678': easier to compare with what stands on paper. */
export const grouped = (phone: string) => (/^\d{11}$/.test(phone) ? phone.replace(/^(\d{3})(\d{4})(\d{4})$/, '$1-$2-$3') : phone)
