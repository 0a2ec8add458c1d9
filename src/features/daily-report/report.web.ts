/**
 * Keeps what is typed on this device until it is sent, one draft a person, for today only; gone at sign-out. The form works without it.
 * Loaded by every page that shows a person: drafts of other days are cleared wherever one of them is opened.
 */
const prefix = 'hersys-draft-'
const form = document.querySelector<HTMLFormElement>('form#report')
const key = document.querySelector<HTMLInputElement>('form#report input[name=key]')

type Draft = { day: string; values: [name: string, value: string][] }

function drop(matches: (name: string) => boolean) {
  for (const name of Object.keys(localStorage)) if (name.startsWith(prefix) && matches(name)) localStorage.removeItem(name)
}

function start() {
  const sent = Array.from(document.querySelectorAll<HTMLElement>('[data-sent]'), (element) => prefix + element.dataset.sent)
  drop((name) => sent.includes(name))
  document.querySelector('form.sign-out')?.addEventListener('submit', () => drop(() => true))
  if (form && key) keepDraft(form, key)
}

function keepDraft(form: HTMLFormElement, key: HTMLInputElement) {
  const { day = '', person = '', fresh } = key.dataset
  const place = prefix + person
  drop((name) => (read(name)?.day ?? '') !== day)
  const draft = read(place)
  if (fresh && draft && fill(form, draft.values)) document.querySelector('#draft')?.removeAttribute('hidden')
  const save = () => localStorage.setItem(place, JSON.stringify({ day, values: valuesOf(form) } satisfies Draft))
  // Come back from the server (a fault, "the same as last time"): what stands there now is the draft.
  if (!fresh) save()
  answerTheRest(form)
  form.addEventListener('input', save)
  form.addEventListener('change', save)
  form.addEventListener('submit', (event) => {
    if (navigator.onLine) return
    event.preventDefault()
    document.querySelector('#offline')?.removeAttribute('hidden')
  })
  // Come back to by "Back": what is sent from here is another report, not the second tap of the first.
  addEventListener('pageshow', (event) => {
    if (event.persisted)
      key.value = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
  })
}

const isAnswer = (name: string) => !/^_csrf$|^key$|^person$|sure$/.test(name)

/** The box 「ほかの症状は、すべて「なし」」 answers what has no answer yet, for everybody to see; unticked, it takes that back. */
function answerTheRest(form: HTMLFormElement) {
  for (const box of Array.from(form.querySelectorAll<HTMLInputElement>('input[data-rest]'))) {
    let filled: HTMLInputElement[] = []
    box.addEventListener('change', () => {
      for (const radio of filled) radio.checked = false
      filled = []
      if (!box.checked) return
      for (const name of (box.dataset.rest ?? '').split(' ')) {
        const radios = Array.from(form.querySelectorAll<HTMLInputElement>(`input[name="${name}"]`))
        const no = radios.filter(({ value }) => value === 'no')[0]
        if (!no || radios.some(({ checked }) => checked)) continue
        no.checked = true
        filled.push(no)
      }
    })
  }
}

function valuesOf(form: HTMLFormElement): Draft['values'] {
  const values: Draft['values'] = []
  new FormData(form).forEach((value, name) => {
    if (isAnswer(name) && typeof value === 'string' && value !== '') values.push([name, value])
  })
  return values
}

/** True when something was filled in. */
function fill(form: HTMLFormElement, values: Draft['values']): boolean {
  let filled = false
  for (const input of Array.from(form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input[name], textarea[name]'))) {
    const mine = values.filter(([name]) => name === input.name).map(([, value]) => value)
    if (!isAnswer(input.name) || mine.length === 0) continue
    if (input.type === 'checkbox' || input.type === 'radio') (input as HTMLInputElement).checked = mine.includes(input.value)
    else input.value = mine[0]!
    filled = true
  }
  return filled
}

function read(name: string): Draft | null {
  try {
    return JSON.parse(localStorage.getItem(name) ?? 'null')
  } catch {
    return null
  }
}

try {
  start()
} catch {
  // a browser that keeps nothing: the form works all the same
}
