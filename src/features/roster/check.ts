import { instantOfJapaneseTime, isDay } from '../../lib/japanese-day.ts'
import { tidy } from '../../lib/kana.ts'
import { normalisePhone, phoneKind } from '../../lib/phone-number.ts'
import type { Position } from './queries.server.ts'

export type RosterForm = { position: string; name: string; phone: string; from: string; to: string }
export type RosterEntry = { position: Position; name: string; phone: string; fromAt: Date; toAt: Date | null }
export type RosterFaults = Partial<Record<keyof RosterForm, string>>

/** An instant as <input type="datetime-local"> writes it, on the Japanese clock; null when it is none. */
export function readLocal(text: string): Date | null {
  const [day, time] = text.trim().split('T')
  if (!day || !time || !isDay(day) || !/^([01]\d|2[0-3]):[0-5]\d$/.test(time.slice(0, 5))) return null
  return instantOfJapaneseTime(day, time.slice(0, 5))
}

/** Every fault at once. The telephone must take SMS: that is how the roster is rung. */
export function checkRoster(form: RosterForm): { entry: RosterEntry; faults: null } | { entry: null; faults: RosterFaults } {
  const faults: RosterFaults = {}
  const [fromAt, toAt] = [readLocal(form.from), form.to.trim() === '' ? null : readLocal(form.to)]
  if (form.position !== 'duty' && form.position !== 'deputy') faults.position = '当番か副当番かを選んでください'
  if (tidy(form.name) === '') faults.name = '氏名を入力してください'
  if (phoneKind(form.phone) !== 'mobile') faults.phone = 'SMSを受け取れる携帯電話番号を入力してください'
  if (!fromAt) faults.from = '開始の日時を入力してください'
  if (form.to.trim() !== '' && !toAt) faults.to = '終了の日時を確認してください'
  if (fromAt && toAt && toAt <= fromAt) faults.to = '終了は開始より後にしてください'
  if (Object.keys(faults).length > 0 || !fromAt) return { entry: null, faults }
  const entry = { position: form.position as Position, name: tidy(form.name), phone: normalisePhone(form.phone), fromAt, toAt }
  return { entry, faults: null }
}
