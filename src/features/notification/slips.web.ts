import { dayOfEra, type Era, japaneseEraText } from '../../lib/era.ts'
import { ageOn } from '../../lib/japanese-day.ts'
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
    // Half a number is no mistake yet; one digit too many is.
    const doubt = number !== '' && (isDone || number.length >= 11) ? phoneDoubt(phone.value) : null
    say(phone, doubt ?? (number.length === 11 ? grouped(number) : ''), doubt !== null)
  }
  phone.addEventListener('input', () => look(false))
  phone.addEventListener('change', () => look(true))
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
