/** While something is under way the progress comes anew by itself; when it is over, so does the page. Without script the page does both. */
const pause = 2_000

async function look(): Promise<void> {
  const shown = document.querySelector('[data-progress]')
  if (!shown) return
  const answer = await fetch(location.href, { credentials: 'same-origin' }).catch(() => null)
  if (answer?.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const next = page.querySelector('[data-progress]')
    if (!next) return location.replace(location.pathname)
    shown.replaceWith(next)
  }
  setTimeout(look, pause)
}

setTimeout(look, pause)
