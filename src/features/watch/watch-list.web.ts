/**
 * Keeps the list up to date: the server says that something changed, and the table is fetched again as HTML. Without this script the page
 * works by reloading.
 */
const place = document.getElementById('live')
const table = () => document.getElementById('watch-rows')
const state = document.getElementById('live-state')

if (place && table() && 'EventSource' in window) {
  let stream = ''
  let isFetching = false
  let isStale = false

  const source = new EventSource(place.dataset.stream ?? '')
  source.addEventListener('hello', (event) => {
    stream = (event as MessageEvent<string>).data
    say('')
    refresh()
  })
  source.addEventListener('changed', () => refresh())
  source.addEventListener('end', () => {
    source.close()
    location.reload()
  })
  source.onerror = () => {
    say('・接続が切れています。再接続しています')
    if (source.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 5000)
  }

  async function refresh() {
    if (isFetching) {
      isStale = true
      return
    }
    isFetching = true
    try {
      const rows = place?.dataset.rows ?? ''
      const answer = await fetch(`${rows}${rows.includes('?') ? '&' : '?'}stream=${encodeURIComponent(stream)}`, { redirect: 'error' })
      if (!answer.ok) throw new Error('refused')
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html')
      show(fresh.getElementById('watch-rows'), fresh.getElementById('rows-time')?.textContent ?? '')
      say('')
    } catch {
      say('・更新できませんでした。もう一度試しています')
      setTimeout(refresh, 3000)
    }
    isFetching = false
    if (isStale) {
      isStale = false
      refresh()
    }
  }
}

function show(fresh: HTMLElement | null, at: string) {
  const now = table()
  if (!fresh || !now) return
  const before = new Map(rowsOf(now).map((row) => [row.dataset.case, row.textContent]))
  const focused = (document.activeElement as HTMLAnchorElement | null)?.closest?.('#watch-rows a')?.getAttribute('href')
  const ticked = (document.activeElement as HTMLInputElement | null)?.closest?.('#watch-rows input')?.getAttribute('value')
  for (const row of rowsOf(fresh))
    if (withoutTime(before.get(row.dataset.case)) !== withoutTime(row.textContent)) row.classList.add('changed')
  now.querySelector('tbody')?.replaceWith(fresh.querySelector('tbody') as HTMLElement)
  document.dispatchEvent(new Event('rows-exchanged'))
  if (focused) now.querySelector<HTMLElement>(`a[href="${focused}"]`)?.focus()
  if (ticked) now.querySelector<HTMLElement>(`input[value="${ticked}"]`)?.focus()
  const empty = document.getElementById('live-empty')
  if (empty) empty.hidden = rowsOf(now).length > 0
  const time = document.getElementById('live-time')
  if (time) time.textContent = at
}

/** Minutes go by in every row: only what else changed is marked. */
function withoutTime(text: string | null | undefined) {
  return text?.replace(/（([^）]*前|たった今)/g, '')
}

function rowsOf(element: HTMLElement) {
  return [...element.querySelectorAll<HTMLElement>('tbody tr')]
}

function say(text: string) {
  if (state && state.textContent !== text) state.textContent = text
}
