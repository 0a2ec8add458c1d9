import { readShortDay } from '../../lib/short-day.ts'

/**
 * Dates in one go: '19800102', 'S550102' or '0720' typed into the box of the year fill all three boxes, and 「日付選択」 opens the browser's
 * calendar (D21). Without script the three boxes are filled one by one.
 */
const today = document.querySelector<HTMLElement>('.draft-keeper')?.dataset.today ?? ''

for (const parts of document.querySelectorAll<HTMLElement>('.notification-form .parts.date')) {
  const boxes = ['era', 'year', 'month', 'date'].map((part) => parts.querySelector<HTMLInputElement>(`[name$=".${part}"]`)!)
  const [, year, , date] = boxes
  if (!year || !date) continue
  const take = (typed: string, isWhole: boolean) => {
    const day = readShortDay(typed, today)
    if (!day || !isWhole) return
    fill(boxes, day)
    if (document.activeElement === year) date.focus()
  }
  year.addEventListener('input', (event) => {
    const typed = year.value.normalize('NFKC')
    if (!(event as InputEvent).isComposing) take(typed, /^(\d{8}|[RHSTM]\d{6}|(0\d|1[0-2])\d{2})$/i.test(typed))
  })
  year.addEventListener('change', () => take(year.value, /\D/.test(year.value.normalize('NFKC')) || year.value.length > 4))
  parts.append(calendarFor(boxes, parts.closest('fieldset')?.querySelector('legend')?.textContent ?? ''))
}

function fill([era, ...rest]: HTMLInputElement[], day: string) {
  era!.value = 'western'
  for (const [place, text] of day.split('-').entries()) rest[place]!.value = String(Number(text))
  rest[2]!.dispatchEvent(new Event('input', { bubbles: true }))
}

function calendarFor(boxes: HTMLInputElement[], label: string) {
  const tools = document.createElement('span')
  tools.className = 'date-tools'
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'small'
  // The boxes before it take the keyboard; this one is for the mouse.
  button.tabIndex = -1
  button.textContent = '日付選択'
  button.setAttribute('aria-label', `${label} 日付選択`)
  const calendar = document.createElement('input')
  calendar.type = 'date'
  calendar.tabIndex = -1
  calendar.setAttribute('aria-hidden', 'true')
  calendar.max = '2100-12-31'
  button.addEventListener('click', () => {
    calendar.value = today
    calendar.showPicker?.()
  })
  calendar.addEventListener('change', () => calendar.value && fill(boxes, calendar.value))
  tools.append(button, calendar)
  return tools
}
