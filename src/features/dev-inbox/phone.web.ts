// A telephone for demos: hears TwiML, posts keys. The server signs what it posts as the provider of the demo would.
export {}

type Fields = Record<string, string>

const byId = <T extends HTMLElement>(id: string) => document.getElementById(id) as T
const [idle, line, heard, typed, state, centre, keypad] = ['idle', 'line', 'heard', 'typed', 'state', 'centre', 'keypad'].map((id) =>
  byId(id),
) as [HTMLElement, HTMLElement, HTMLElement, HTMLElement, HTMLElement, HTMLElement, HTMLElement]
const token = () => document.querySelector<HTMLInputElement>('#phone [name="_csrf"]')!.value

/** The call under way: where its status goes, what the provider would send along, and what the line waits for. */
type Call = { status: string; base: Fields; action: string | null; most: number; finish: boolean; dial: boolean }
let call: Call | null = null
let clock: ReturnType<typeof setTimeout> | undefined

async function post(path: string, fields: Fields): Promise<string | null> {
  const body = new URLSearchParams({ ...fields, path, _csrf: token() })
  const response = await fetch('/dev/phone/hook', { method: 'POST', body }).catch(() => null)
  const answer = response?.ok ? await response.json() : null
  return answer?.status === 200 ? answer.text : null
}

async function begin(path: string, status: string, base: Fields, more: Fields = {}): Promise<void> {
  call = { status, base, action: null, most: 1, finish: false, dial: false }
  heard.replaceChildren()
  idle.hidden = true
  line.hidden = false
  state.textContent = '通話中'
  take(await post(path, { ...base, CallStatus: 'in-progress', ...more }))
}

/** What the line says now: sentences, then keys, another telephone, or the end. */
function take(xml: string | null): void {
  if (!call) return
  typed.textContent = ''
  if (xml === null) return void end('通話が切れました')
  const doc = new DOMParser().parseFromString(xml, 'text/xml')
  const says = [...doc.querySelectorAll('Say')]
  for (const say of says) show(say.textContent ?? '', say.getAttribute('language') ?? 'ja-JP')
  const gather = doc.querySelector('Gather')
  const dial = doc.querySelector('Dial')
  const from = gather ?? dial
  call.action = from?.getAttribute('action') ?? null
  call.most = Number(gather?.getAttribute('numDigits') ?? 1)
  call.finish = gather?.getAttribute('finishOnKey') === '#'
  call.dial = dial !== null
  centre.hidden = dial === null
  keypad.hidden = dial !== null
  if (dial) byId('rings').textContent = `${dial.textContent} を呼び出しています`
  if (!from) return void end('通話が終わりました')
  line.dataset.step = call.action ?? ''
  watchClock()
}

function show(text: string, language: string): void {
  const item = document.createElement('li')
  item.lang = language
  item.textContent = text
  heard.append(item)
  heard.scrollTop = heard.scrollHeight
  if (byId<HTMLInputElement>('mute').checked || !('speechSynthesis' in window)) return
  const voice = new SpeechSynthesisUtterance(text)
  voice.lang = language
  speechSynthesis.speak(voice)
}

async function answer(fields: Fields): Promise<void> {
  if (!call?.action) return
  const { action, base } = call
  call.action = null
  clearTimeout(clock)
  if ('speechSynthesis' in window) speechSynthesis.cancel()
  take(await post(action, { ...base, ...fields }))
}

/** A key ends the sentence that is being said, as it does on a telephone. */
function press(key: string): void {
  if (!call?.action || call.dial) return
  if ('speechSynthesis' in window) speechSynthesis.cancel()
  const isEnd = call.finish && key === '#'
  const digits = (typed.textContent ?? '') + (isEnd ? '' : key)
  typed.textContent = digits
  if (isEnd || digits.length >= call.most) void answer({ Digits: digits })
  else watchClock()
}

function watchClock(): void {
  clearTimeout(clock)
  if (byId<HTMLInputElement>('clock').checked) clock = setTimeout(() => void answer({ Digits: typed.textContent ?? '' }), 8_000)
}

async function end(why: string): Promise<void> {
  if (!call) return
  const { status, base } = call
  call = null
  clearTimeout(clock)
  if (why === '電話を切りました' && 'speechSynthesis' in window) speechSynthesis.cancel()
  await post(status, { ...base, CallStatus: 'completed' })
  state.textContent = why
  delete line.dataset.step
  idle.hidden = false
}

const newSid = () => `CA${[...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`

byId('dial').addEventListener('click', () => {
  const from = byId<HTMLInputElement>('from').value
  void begin('/voice/in', '/voice/status/in', { CallSid: newSid(), From: from, To: byId('phone').dataset.dialled ?? '' })
})
byId('hang-up').addEventListener('click', () => void end('電話を切りました'))
byId('wait').addEventListener('click', () => void answer({ Digits: '' }))
for (const button of document.querySelectorAll<HTMLElement>('[data-key]'))
  button.addEventListener('click', () => press(button.dataset.key!))
for (const button of centre.querySelectorAll<HTMLElement>('[data-dialled]'))
  button.addEventListener('click', () => void answer({ DialCallStatus: button.dataset.dialled! }))
document.addEventListener('keydown', ({ key, target }) => {
  if (/^[0-9*#]$/.test(key) && !(target instanceof HTMLInputElement)) press(key)
})

type Ringing = { id: string; phone: string }
/** Calls of 自動架電 that ring at this telephone. */
async function look(): Promise<void> {
  if (document.hidden || call) return
  const response = await fetch('/dev/phone/ringing').catch(() => null)
  if (!response?.ok || call) return
  const ringing: Ringing[] = await response.json()
  const list = byId('ringing')
  const known = ringing.map(({ id }) => id).join()
  if (list.dataset.known === known) return
  list.dataset.known = known
  list.replaceChildren(...ringing.map(ring))
}

function ring({ id, phone }: Ringing): HTMLElement {
  const item = document.createElement('li')
  const base = { CallSid: `demo-${id}`, From: byId('phone').dataset.dialled ?? '', To: phone }
  const status = `/voice/status/${id}`
  item.append(`自動架電から着信：${phone} `)
  const act = (label: string, run: () => unknown) => {
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = label
    button.addEventListener('click', () => {
      item.remove()
      run()
    })
    item.append(button)
  }
  act('出る', () => begin(`/voice/out/${id}`, status, base))
  act('留守番電話が出る', () => begin(`/voice/out/${id}`, status, base, { AnsweredBy: 'machine_start' }))
  act('話し中にする', () => post(status, { ...base, CallStatus: 'busy' }))
  return item
}

setInterval(look, 1_500)
void look()
