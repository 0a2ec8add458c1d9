/** "All of this page", and how many are chosen; ticks survive a table that is exchanged while one chooses. Without script each line is ticked by itself. */
for (const place of document.querySelectorAll<HTMLElement>('[data-choose-all]')) {
  const form = place.dataset.chooseAll ?? ''
  const all = place.querySelector<HTMLInputElement>('input[data-all]')
  const said = place.querySelector<HTMLElement>('[data-chosen]')
  const boxes = () => [...document.querySelectorAll<HTMLInputElement>(`input[data-tick][form="${form}"]`)]
  const chosen = new Set<string>()
  const say = () => {
    const here = boxes()
    const count = here.filter(({ checked }) => checked).length
    if (all) {
      all.checked = here.length > 0 && count === here.length
      all.indeterminate = count > 0 && count < here.length
    }
    const text = count > 0 ? `${count}件を選択中` : ''
    if (said && said.textContent !== text) said.textContent = text
  }
  const remember = () => {
    for (const { checked, value } of boxes()) checked ? chosen.add(value) : chosen.delete(value)
    say()
  }
  const restore = () => {
    for (const box of boxes()) box.checked = chosen.has(box.value)
    say()
  }
  place.hidden = false
  all?.addEventListener('change', () => {
    for (const box of boxes()) box.checked = all.checked
    remember()
  })
  document.addEventListener('change', (event) => {
    if (event.target instanceof HTMLInputElement && event.target.matches(`[data-tick][form="${form}"]`)) remember()
  })
  document.addEventListener('rows-exchanged', restore)
  // Whoever comes back finds the boxes as they were left.
  addEventListener('pageshow', remember)
}

export {}
