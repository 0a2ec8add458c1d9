/** Browser only: says something below a control while somebody types, to the eye and to a screen reader; '' takes it back. */
export function say(control: HTMLElement, text: string, isDoubt: boolean): void {
  const question = control.closest('.question')
  if (!question) return
  const line = question.querySelector('.live') ?? question.appendChild(document.createElement('p'))
  line.setAttribute('role', 'status')
  line.className = isDoubt ? 'live doubt' : 'live'
  line.textContent = text
}
