import { instantOfJapaneseTime, isDay, japaneseDay, japaneseTime } from '../../lib/japanese-day.ts'
import { tidy } from '../../lib/kana.ts'

export const maxBytes = 10 * 1024 * 1024

/** Why a file was not taken, in words for staff. */
export const refusals = {
  'no-file': 'ファイルを選んでください。',
  'too-large': 'ファイルが大きすぎます（10MBまで）。',
  'wrong-type': 'PDF、JPEG、PNG、TIFF、WebPのいずれでもありません。ファイル名ではなく中身で判定しています。',
  unreadable: 'ファイルを読み取れません。壊れているか、パスワードで保護されています。',
  'too-many-pages': 'ページが多すぎます（20ページまで）。1枚ずつに分けてください。',
} as const
export type Refusal = keyof typeof refusals

export type Typed = { institution: string; institutionName: string; receivedOn: string; receivedTime: string; centreNumber: string }
export type Taken = { institutionId: string | null; institutionName: string; receivedAt: Date; centreNumber: string | null }
type Institution = { id: string; name: string }

/** What stands beside the file as it begins: received now. */
export const blank = (now: Date): Typed => ({
  institution: '',
  institutionName: '',
  receivedOn: japaneseDay(now),
  receivedTime: japaneseTime(now),
  centreNumber: '',
})

/** Whose fax it is and when it came, or every fault at once. An institution out of the list, else its name as on the paper. */
export function readIntake(typed: Typed, institutions: readonly Institution[], now: Date): { taken: Taken | null; faults: string[] } {
  const known = institutions.find(({ id }) => id === typed.institution)
  const institutionName = known?.name ?? tidy(typed.institutionName).slice(0, 100)
  const isTime = isDay(typed.receivedOn) && /^([01]\d|2[0-3]):[0-5]\d$/.test(typed.receivedTime)
  const receivedAt = isTime ? instantOfJapaneseTime(typed.receivedOn, typed.receivedTime) : null
  const faults = [
    institutionName === '' ? '医療機関を選ぶか、名称を入力してください。' : null,
    receivedAt === null ? '受信した日時を入力してください。' : receivedAt > now ? '受信した日時が未来になっています。' : null,
  ].filter((fault) => fault !== null)
  if (faults.length > 0) return { taken: null, faults }
  const centreNumber = tidy(typed.centreNumber).slice(0, 30) || null
  return { taken: { institutionId: known?.id ?? null, institutionName, receivedAt: receivedAt!, centreNumber }, faults }
}
