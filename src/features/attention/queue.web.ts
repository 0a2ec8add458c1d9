/**
 * Keys for who works through the queue all day. They count only while an item of the list has the focus (WCAG 2.1.4), never in a field, never
 * with Ctrl, Alt or Meta, and can be switched off. Tab goes through everything as ever. Without script nothing is missing.
 */
const help = document.querySelector<HTMLElement>('[data-key-help]')
const toggle = help?.querySelector<HTMLInputElement>('[data-key-switch]')
const items = () => [...document.querySelectorAll<HTMLElement>('[data-keys] > [data-item]')]
const remembered = 'queue-keys'
const place = 'queue-place'

/** The browser may refuse to keep anything: then the keys are on, and the place is not remembered. */
function kept(storage: () => Storage, name: string): string | null {
  try {
    return storage().getItem(name)
  } catch {
    return null
  }
}
function keep(storage: () => Storage, name: string, value: string): void {
  try {
    storage().setItem(name, value)
  } catch {
    // Private browsing: nothing is kept.
  }
}
const local = () => localStorage
const session = () => sessionStorage

const moves: Record<string, 1 | -1> = { j: 1, arrowdown: 1, k: -1, arrowup: -1 }
const acts: Record<string, (item: HTMLElement) => void> = {
  o: (item) => item.querySelector<HTMLAnchorElement>('a.item-name, .item-state a')?.click(),
  enter: (item) => item.querySelector<HTMLAnchorElement>('a.item-name, .item-state a')?.click(),
  t: (item) => item.querySelector<HTMLElement>('[data-key="t"]')?.click(),
  c: (item) => {
    const details = item.querySelector<HTMLDetailsElement>('details.closing')
    if (details) details.open = true
    item.querySelector<HTMLElement>('details.closing input[type="radio"], .item-acts > a.button')?.focus()
  },
  x: (item) => item.querySelector<HTMLInputElement>('[data-tick]')?.click(),
}

function go(to: HTMLElement | undefined): void {
  if (!to) return
  for (const item of items()) item.tabIndex = item === to ? 0 : -1
  to.focus()
}

function onKey(event: KeyboardEvent): void {
  const target = event.target as HTMLElement
  const item = target.closest<HTMLElement>('[data-keys] > [data-item]')
  if (!item || !toggle?.checked || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return
  if (event.key === 'Escape') {
    const details = item.querySelector<HTMLDetailsElement>('details.closing[open]')
    if (details) details.open = false
    item.focus()
    return
  }
  // Inside a field, a link or a button each key means what it always means.
  if (target !== item) return
  const key = event.key.toLowerCase()
  const move = moves[key]
  if (move) {
    const all = items()
    go(all[all.indexOf(item) + move])
  } else if (acts[key]) acts[key](item)
  else return
  event.preventDefault()
}

if (help && toggle && items().length > 0) {
  toggle.checked = kept(local, remembered) !== 'off'
  toggle.addEventListener('change', () => keep(local, remembered, toggle.checked ? 'on' : 'off'))
  help.hidden = false
  items().forEach((item, n) => {
    item.tabIndex = n === 0 ? 0 : -1
  })
  document.addEventListener('keydown', onKey)
  document.addEventListener('focusin', (event) => {
    const item = (event.target as HTMLElement).closest?.<HTMLElement>('[data-keys] > [data-item]')
    if (item) for (const one of items()) one.tabIndex = one === item ? 0 : -1
  })
  // After an act the page comes anew: whoever worked by keyboard goes on where they were.
  document.addEventListener('submit', (event) => {
    const item = (event.target as HTMLElement).closest<HTMLElement>('[data-item]')
    if (item) keep(session, place, String(items().indexOf(item)))
  })
  const at = kept(session, place)
  if (at !== null) {
    keep(session, place, '')
    const all = items()
    if (at !== '') go(all[Math.min(Number(at), all.length - 1)])
  }
}

/** Something red that came while the page was open is said at once, above everything; the page itself stays as it is: somebody may be typing. */
const red = document.querySelector<HTMLElement>('[data-red-stream]')
if (red && 'EventSource' in window) {
  let isAsking = false
  const source = new EventSource(red.dataset.redStream ?? '')
  const ask = async () => {
    if (isAsking || !red.hidden) return
    isAsking = true
    const answer = await fetch(red.dataset.red ?? '', { redirect: 'error' }).catch(() => null)
    if (answer?.ok) {
      const { latest } = (await answer.json()) as { latest: string | null }
      if (latest !== null && latest > (red.dataset.latest ?? '')) {
        red.hidden = false
        document.title = `● ${document.title}`
      }
    }
    isAsking = false
  }
  source.addEventListener('hello', ask)
  source.addEventListener('changed', ask)
  source.addEventListener('end', () => source.close())
}

export {}
