import { dayOfEra, type Era, japaneseEraText } from '../../lib/era.ts'
import { ageOn } from '../../lib/japanese-day.ts'
import { phoneKind } from '../../lib/phone-number.ts'
import { grouped, phoneDoubt } from './phone-doubt.ts'
import { say } from './say.ts'

/** The two answers whose mistakes lock a patient out, read back while they are typed (D42, D43). Only said, never in the way. */
const today = document.querySelector<HTMLElement>('.draft-keeper')?.dataset.today ?? ''
const form = document.querySelector<HTMLFormElement>('.notification-form')
const boxOf = (name: string) => form?.querySelector<HTMLInputElement>(`[name="${name}"]`)

const phone = boxOf('phone')
if (phone) {
  const look = (isDone: boolean) => {
    const number = phone.value.normalize('NFKC').replace(/[^\d+]/g, '')
    // Half a number is no mistake yet; a whole landline is one, and so is one digit too many.
    const isWhole = number.length >= 11 || (number.length === 10 && phoneKind(number) !== 'invalid')
    const doubt = number !== '' && (isDone || isWhole) ? phoneDoubt(phone.value) : null
    say(phone, doubt ?? (number.length === 11 ? grouped(number) : ''), doubt !== null)
  }
  phone.addEventListener('input', () => look(false))
  // Not before a click that left the box has landed: what it was aimed at must not move away under it.
  phone.addEventListener('change', () => setTimeout(() => look(true), 300))
  if (phone.value !== '') look(true)
}

const birth = ['era', 'year', 'month', 'date'].map((part) => boxOf(`birthOn.${part}`))
if (birth.every((box) => box)) {
  const look = () => {
    const [era, ...numbers] = birth.map((box) => box!.value.normalize('NFKC').replace('元', '1'))
    const day = numbers.includes('') ? null : dayOfEra(era as Era, Number(numbers[0]), Number(numbers[1]), Number(numbers[2]))
    const age = day ? ageOn(day, today) : null
    if (!day || !age) return say(birth[1]!, '', false)
    const isOdd = day === today || age.years >= 105
    const read = `${day.split('-').map(Number).join('/')} ${japaneseEraText(day)} ${age.years === 0 ? `0歳${age.months}か月` : `${age.years}歳`}`
    say(birth[1]!, isOdd ? `${read}。間違いありませんか。` : read, isOdd)
  }
  for (const box of birth) box!.addEventListener('input', look)
  look()
}
