import { passwordKinds } from './password-rule.ts'

/** Ticks off the password rule while typing, and lets the password be seen. The server checks again; without this the page works too. */
const field = document.querySelector<HTMLInputElement>('input[name=password]')
const rule = document.querySelector<HTMLElement>('.password-rule')

if (field && rule) {
  const show = () => {
    const kinds = passwordKinds(field.value)
    const met: Record<string, boolean> = {
      ...kinds,
      kinds: Object.values(kinds).filter(Boolean).length >= 3,
      length: [...field.value].length >= 8,
    }
    for (const line of rule.querySelectorAll<HTMLElement>('[data-rule]')) {
      const isMet = met[line.dataset.rule ?? ''] ?? false
      line.dataset.state = isMet ? 'met' : 'unmet'
      line.querySelector('.visually-hidden')?.remove()
      const said = document.createElement('span')
      said.className = 'visually-hidden'
      said.textContent = ` ${(isMet ? rule.dataset.met : rule.dataset.unmet) ?? ''}`
      if (field.value !== '') line.append(said)
    }
  }
  field.addEventListener('input', show)
}

if (field?.dataset.show) {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'show-password'
  button.textContent = field.dataset.show
  button.setAttribute('aria-pressed', 'false')
  button.addEventListener('click', () => {
    const isShown = field.type === 'text'
    field.type = isShown ? 'password' : 'text'
    button.setAttribute('aria-pressed', String(!isShown))
  })
  field.after(button)
  // A shown password would be offered again as a suggestion.
  field.form?.addEventListener('submit', () => {
    field.type = 'password'
  })
}
