/**
 * Keeps what is typed: a few seconds after the last change, and when the page is left, the draft is saved quietly. Turns the FAX様式 on and off
 * on the spot. Begins at the first question that is still open.
 */
const form = document.querySelector<HTMLFormElement>('.notification-form')
const keeper = document.querySelector<HTMLElement>('.draft-keeper')
if (form && keeper) start(form, keeper)

function start(form: HTMLFormElement, keeper: HTMLElement) {
  const state = form.querySelector('.kept-state')
  let timer = 0
  let isDirty = false
  const bodyWith = (more: Record<string, string>) => {
    const body = new URLSearchParams()
    for (const [name, value] of new FormData(form)) if (typeof value === 'string') body.append(name, value)
    for (const [name, value] of Object.entries(more)) body.append(name, value)
    return body
  }
  const say = (text: string) => {
    if (state) state.textContent = text
  }
  const save = async (more: Record<string, string> = {}) => {
    isDirty = false
    const response = await fetch(form.action, { method: 'POST', body: bodyWith({ go: 'autosave', ...more }) }).catch(() => null)
    const kept = response?.ok ? await response.json().catch(() => null) : null
    if (!kept?.saved) {
      isDirty = true
      return say('自動保存できませんでした。「一時保存」を押してください。')
    }
    // From now on this is the draft's page: reloading it loses nothing.
    if (location.pathname.endsWith('/new')) history.replaceState(null, '', form.action)
    say(kept.otherForm ? '報告年月日に合わせて様式が変わります。「一時保存」を押してください。' : `自動保存 ${kept.saved}`)
  }
  const changed = () => {
    isDirty = true
    clearTimeout(timer)
    timer = setTimeout(save, 3000) as unknown as number
  }
  form.addEventListener('input', changed)
  form.addEventListener('change', changed)
  form.addEventListener('submit', () => {
    isDirty = false
    clearTimeout(timer)
  })
  addEventListener('pagehide', () => {
    if (isDirty) navigator.sendBeacon(form.action, bodyWith({ go: 'autosave' }))
  })
  form.querySelector<HTMLButtonElement>('.switch')?.addEventListener('click', (event) => {
    event.preventDefault()
    const button = event.currentTarget as HTMLButtonElement
    const isPaper = button.getAttribute('aria-checked') !== 'true'
    button.setAttribute('aria-checked', String(isPaper))
    button.value = isPaper ? 'layout-screen' : 'layout-paper'
    keeper.querySelector('.questions')?.classList.toggle('paper', isPaper)
    form.closest('main')?.classList.toggle('wide', isPaper)
    save({ layout: isPaper ? 'paper' : 'screen' })
  })
  // A doctor chosen from the 医師マスタ stands in the boxes at once, to be changed by hand if need be.
  const choice = form.querySelector<HTMLSelectElement>('[name="doctorChoice"]')
  choice?.addEventListener('change', () => {
    if (choice.value === '') return
    const [family = '', ...given] = choice.value.split(' ')
    for (const [part, text] of Object.entries({ family, given: given.join(' ') })) {
      const box = form.querySelector<HTMLInputElement>(`[name="doctor.${part}"]`)
      if (box) box.value = text
    }
    choice.value = ''
  })
  // Ctrl+Enter from wherever one is; Enter alone never sends a legal report on its way.
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    form.querySelector<HTMLButtonElement>('button[value="confirm"]')?.click()
  })
  if (keeper.dataset.new) firstOpen(keeper)?.focus({ preventScroll: true })
}

/** The header comes filled in: whoever uses the keyboard begins where something is missing. */
function firstOpen(keeper: HTMLElement): HTMLElement | null {
  const required = [...keeper.querySelectorAll('.required-mark')].map((mark) => mark.closest('.question'))
  for (const question of required) {
    const box = question?.querySelector<HTMLInputElement>('select:not([name$=".era"]), input')
    if (!box) continue
    const isEmpty = box.type === 'radio' ? !question!.querySelector('input:checked') : box.value === ''
    if (isEmpty) return box
  }
  return null
}

export {}
