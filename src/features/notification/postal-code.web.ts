import { readPostalCode } from '../../lib/postal-code.ts'
import { say } from './say.ts'

/** The address as soon as the postal code has seven digits (D20). What somebody typed by hand is never written over. */
type Found = { found: false } | { found: true; prefecture: string; municipality: string; towns: string[] }

const sets = [
  ['postalCode', 'prefecture', 'municipality', 'street'],
  ['residencePostalCode', 'residencePrefecture', 'residenceMunicipality', 'residenceStreet'],
]
for (const names of sets) {
  const [postal, ...places] = names.map((name) => document.querySelector<HTMLInputElement>(`.notification-form [name="${name}"]`))
  if (postal && places.every((place) => place !== null)) follow(postal, places as HTMLInputElement[])
}

function follow(postal: HTMLInputElement, [prefecture, municipality, street]: HTMLInputElement[]) {
  let asked = ''
  const ours = new Map<HTMLInputElement, string>()
  const put = (box: HTMLInputElement, text: string) => {
    if (box.value !== '' && box.value !== ours.get(box)) return
    ours.set(box, text)
    box.value = text
  }
  postal.addEventListener('input', async () => {
    const code = readPostalCode(postal.value)
    if (code === null || code === asked) return
    asked = code
    const answer = await lookUp(code, postal.form!)
    if (!answer || code !== asked) return
    if (!answer.found) return say(postal, 'この郵便番号の住所が見つかりません。都道府県と市区町村を入力してください。', true)
    put(prefecture!, answer.prefecture)
    put(municipality!, answer.municipality)
    if (answer.towns.length === 1) put(street!, answer.towns[0]!)
    say(postal, `${answer.prefecture}${answer.municipality}${answer.towns.length === 1 ? answer.towns[0] : ''}`, false)
    postal.dispatchEvent(new Event('change', { bubbles: true }))
  })
  // The address comes by itself: the button is no stop for the keyboard any more.
  const button = postal.closest('.question')?.querySelector<HTMLButtonElement>('button[name="go"]')
  if (button) button.tabIndex = -1
}

async function lookUp(code: string, form: HTMLFormElement): Promise<Found | null> {
  const body = new URLSearchParams({ code, _csrf: String(new FormData(form).get('_csrf') ?? '') })
  const response = await fetch(`/${location.pathname.split('/')[1]}/postal-code`, { method: 'POST', body }).catch(() => null)
  return response?.ok ? response.json() : null
}
