import { japaneseDay, japaneseTime } from '../../lib/japanese-day.ts'
import { type Claims, type PublicJwk, verifyText } from './verify-text.ts'
import { writtenDay } from './written-day.ts'

type Reader = { readQr: (image: ImageData) => string | null }

const byId = <E extends HTMLElement>(id: string) => document.getElementById(`verify${id}`) as E
const show = (element: HTMLElement, isShown: boolean) => {
  element.hidden = !isShown
}

let keys: PublicJwk[] = []
let revoked: string[] | null = null
let stream: MediaStream | null = null

/** Both lists come before anything is read, and nothing is asked of the server afterwards: it cannot learn what is checked here. */
async function fetchLists(): Promise<void> {
  const [published, list] = await Promise.all(
    ['/verify/keys.json', '/verify/revoked.json'].map(async (url) => {
      const response = await fetch(url, { cache: 'no-cache', credentials: 'omit' })
      if (!response.ok) throw new Error('not fetched')
      return response.json()
    }),
  )
  keys = published.keys
  revoked = list.ids
  const at = new Date(list.asOf)
  byId('-fetched').querySelector('span')!.textContent = `${japaneseDay(at)} ${japaneseTime(at)} (JST)`
  show(byId('-fetched'), true)
}
const fetched = fetchLists().catch(() => show(byId('-not-fetched'), true))

async function judge(text: string): Promise<void> {
  await fetched
  const verdict = verifyText(text, keys, revoked)
  // Without the keys nothing is known at all, and the page says so already.
  const isKnown = keys.length > 0
  for (const box of Array.from(document.querySelectorAll<HTMLElement>('[data-outcome]')))
    show(box, isKnown && box.dataset.outcome === verdict.outcome)
  show(byId('-claims'), isKnown && 'claims' in verdict)
  if ('claims' in verdict) fill(verdict.claims)
  byId('-result').focus()
  byId('-result').scrollIntoView({ block: 'nearest' })
}

function fill(claims: Claims): void {
  const texts: Record<string, string> = {
    name: claims.name,
    birthdate: writtenDay(claims.birthdate),
    disease: claims.disease,
    diagnosed: writtenDay(claims.diagnosed),
    centre: claims.centre,
    iat: writtenDay(japaneseDay(new Date(claims.iat * 1000))),
  }
  for (const place of Array.from(document.querySelectorAll<HTMLElement>('[data-claim]')))
    place.textContent = texts[place.dataset.claim!] ?? ''
}

/** The browser's own reader where it has one, else ours, fetched when it is needed. */
async function decode(source: HTMLVideoElement | HTMLImageElement, width: number, height: number): Promise<string | null> {
  if (width === 0 || height === 0) return null
  const canvas = document.createElement('canvas')
  const scale = Math.min(1, 1600 / Math.max(width, height))
  canvas.width = Math.round(width * scale)
  canvas.height = Math.round(height * scale)
  const context = canvas.getContext('2d')!
  context.drawImage(source, 0, 0, canvas.width, canvas.height)
  const native = (window as { BarcodeDetector?: new (o: object) => { detect: (c: object) => Promise<{ rawValue: string }[]> } })
    .BarcodeDetector
  if (native) {
    const found = await new native({ formats: ['qr_code'] }).detect(canvas).catch(() => [])
    if (found[0]) return found[0].rawValue
  }
  return (await ourReader()).readQr(context.getImageData(0, 0, canvas.width, canvas.height))
}

/** By an element: `import()` begins with Chrome 63, and what is built for older ones cannot say it. */
function ourReader(): Promise<Reader> {
  reader ??= new Promise((resolve, reject) => {
    const script = document.createElement('script')
    script.type = 'module'
    script.src = byId('').dataset.reader!
    script.onload = () => resolve(window as unknown as Reader)
    script.onerror = reject
    document.head.append(script)
  })
  return reader
}
let reader: Promise<Reader> | undefined

async function openCamera(): Promise<void> {
  show(byId('-no-camera'), false)
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1280 } } })
  } catch {
    show(byId('-no-camera'), true)
    return
  }
  const video = byId<HTMLVideoElement>('-video')
  show(byId('-view'), true)
  video.srcObject = stream
  await video.play()
  while (stream) {
    const text = await decode(video, video.videoWidth, video.videoHeight)
    if (text !== null && stream) {
      closeCamera()
      await judge(text)
    }
    await new Promise((done) => setTimeout(done, 250))
  }
}

function closeCamera(): void {
  for (const track of stream?.getTracks() ?? []) track.stop()
  stream = null
  show(byId('-view'), false)
}

function readPicture(file: File): void {
  const reader = new FileReader()
  reader.onload = () => {
    const image = new Image()
    image.onload = async () => {
      const text = await decode(image, image.naturalWidth, image.naturalHeight)
      show(byId('-no-code'), text === null)
      if (text !== null) await judge(text)
    }
    image.onerror = () => show(byId('-no-code'), true)
    image.src = String(reader.result)
  }
  reader.readAsDataURL(file)
}

show(byId(''), true)
show(byId('-camera'), typeof navigator.mediaDevices?.getUserMedia === 'function')
byId('-camera').addEventListener('click', () => void openCamera())
byId('-stop').addEventListener('click', closeCamera)
byId('-check').addEventListener('click', () => void judge(byId<HTMLTextAreaElement>('-text').value))
byId<HTMLInputElement>('-picture').addEventListener('change', (event) => {
  const file = (event.target as HTMLInputElement).files?.[0]
  if (file) readPicture(file)
})
window.addEventListener('pagehide', closeCamera)
