// Looks for new messages every two seconds while the box is ticked and nobody is reading with the keyboard inside the list.
const live = document.querySelector<HTMLElement>('#live')
const list = document.querySelector<HTMLElement>('#inbox')

async function refresh(): Promise<void> {
  const box = live?.querySelector('input')
  if (!list || !box?.checked || document.hidden || list.contains(document.activeElement) || String(getSelection()) !== '') return
  const response = await fetch(location.href, { headers: { accept: 'text/html' } }).catch(() => null)
  if (!response?.ok) return
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html').querySelector('#inbox')
  if (fresh && fresh.innerHTML !== list.innerHTML) list.replaceChildren(...fresh.childNodes)
}

if (live && list) {
  live.hidden = false
  setInterval(refresh, 2_000)
}
