/** 「この一覧の全員を選ぶ」: ticks every box of the form that it names, and follows them. Without script each line is ticked by itself. */
for (const place of document.querySelectorAll<HTMLElement>('[data-choose-all]')) {
  const all = place.querySelector('input')
  const boxes = [...document.querySelectorAll<HTMLInputElement>(`input[name="case"][form="${place.dataset.chooseAll}"]`)]
  if (!all || boxes.length === 0) continue
  place.hidden = false
  const follow = () => {
    const chosen = boxes.filter(({ checked }) => checked).length
    all.checked = chosen === boxes.length
    all.indeterminate = chosen > 0 && chosen < boxes.length
  }
  all.addEventListener('change', () => {
    for (const box of boxes) box.checked = all.checked
  })
  for (const box of boxes) box.addEventListener('change', follow)
  // Whoever comes back finds the boxes as they were left.
  addEventListener('pageshow', follow)
}

export {}
