import jsQR from 'jsqr'
import type { Locator, Page } from 'playwright-core'
import { afterEach, beforeEach, expect } from 'vitest'
import { seedPlaces } from '../db/seed/places.server.ts'
import type { FormFields } from '../tools/test-app.ts'
import { testApp, testNow } from '../tools/test-app.ts'
import { testDatabase } from '../tools/test-database.ts'
import { newDraftPath, wholeAnswers } from '../tools/test-notification.ts'
import { signUps } from '../tools/test-sign-up.ts'
import { barriersOf, closeWindows, openBrowser, openPage, overflows } from './browser.ts'

/** The domain our mails come from: what guides A, B and E call '@microsoftonline.com' is a setting. */
export const senderDomain = 'mail.her-sys.example'

export type Filed = { caseId: string; hersysId: string; sms: string }
export type GuideWorld = Awaited<ReturnType<typeof guideWorld>>

/** What the guides begin with: a doctor who files, an SMS that goes out, an empty telephone 360 px wide, a desk with an empty browser. */
export async function guideWorld() {
  const db = await testDatabase()
  await seedPlaces(db.sql, testNow)
  const settings = { mail: { url: 'smtp://mail.example', from: `noreply@${senderDomain}` } }
  const app = await testApp(db, { settings })
  const browser = await openBrowser()

  /** A 発生届 as doctor@aoba-clinic files it, and the SMS that its patient gets. Owned by the centre minato. */
  async function file(change: FormFields, invitationLanguage = 'ja'): Promise<Filed> {
    const doctor = await app.signedInAs('doctor@aoba-clinic')
    const path = await newDraftPath(app, doctor)
    await app.post(path, { ...wholeAnswers, ...change, go: 'confirm' }, doctor)
    const done = await app.post(`${path}/file`, { invitationLanguage }, doctor)
    expect(done.location).toBe(`${path}/done`)
    const [filed] = await db.sql<Filed[]>`
      select c.id as case_id, c.hersys_id, m.body as sms from notification_drafts d join cases c on c.id = d.case_id
        join messages m on m.case_id = c.id and m.channel = 'sms' where d.id = ${path.split('/').at(-1)!}`
    return filed!
  }

  /** 基礎情報 as the institution records it: who came to Japan, and when. */
  async function enteredJapan({ caseId }: Filed, nationality: string, on: { month: string; date: string }): Promise<void> {
    const answers = { nationality, 'enteredOn.year': '2022', 'enteredOn.month': on.month, 'enteredOn.date': on.date }
    const doctor = await app.signedInAs('doctor@aoba-clinic')
    expect((await app.post(`/institution/cases/${caseId}/records/basics/new`, answers, doctor)).status).toBe(303)
  }

  return {
    db,
    app,
    file,
    enteredJapan,
    codeFor: signUps(db, app).codeFor,
    telephone: async () => readerOf(await openPage(browser, app.url, { width: 360 })),
    desk: async () => readerOf(await openPage(browser, app.url)),
    async close() {
      await closeWindows(browser)
      await app.close()
      await db.drop()
    },
  }
}

/** Each step of a guide stands on the one before: after the first that fails nothing is waited for. */
export function stopAtTheFirstFault(): void {
  let isLost = false
  beforeEach(() => {
    if (isLost) throw new Error('An earlier step of the guide has failed')
  })
  afterEach(({ task }) => {
    isLost ||= task.result?.state === 'fail'
  })
}

export type Reader = ReturnType<typeof readerOf>

/** Somebody who has the guide in one hand and the telephone in the other: knows labels, and no address but the one printed. */
export function readerOf(page: Page) {
  const named = (label: string) => new RegExp(`^${label.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*(必須|必填|Required)?$`, 'i')
  const pressable = (label: string): Locator =>
    page.getByRole('button', { name: named(label) }).or(page.getByRole('link', { name: named(label) }))
  return {
    page,
    /** A server under pressure says to try again in a while: so does this reader, who shares the machine with it. */
    async opens(path: string): Promise<void> {
      while ((await page.goto(path))?.status() === 503) await page.waitForTimeout(1000)
    },
    /** Presses the one button or link of that name. The English guide writes its labels small: case is not looked at. */
    async presses(label: string): Promise<void> {
      await pressable(label).click()
    },
    has: async (label: string) => (await pressable(label).count()) > 0,
    async fills(fields: Record<string, string>): Promise<void> {
      for (const [label, value] of Object.entries(fields)) await page.getByLabel(named(label)).fill(value)
    },
    /** あり or なし to each of these symptoms. */
    async answers(symptoms: string[], choice: string): Promise<void> {
      for (const symptom of symptoms)
        await page.getByRole('group', { name: symptom }).first().getByRole('radio', { name: choice, exact: true }).check({ force: true })
    },
    /** All of this stands on the page, for eyes: line breaks do not count. */
    async reads(...texts: string[]): Promise<void> {
      for (const text of texts) await expect.poll(() => seen(page), patience).toContain(flat(text))
    },
    async readsNot(...texts: string[]): Promise<void> {
      for (const text of texts) expect(await seen(page)).not.toContain(flat(text))
    },
    isAt: (title: string) => expect.poll(async () => flat((await page.textContent('h1')) ?? ''), patience).toBe(title),
    /** Chooses a member of the family from the drop-down list, and sees that member's home. */
    async chooses(person: string, { from, by }: { from: string; by: string }): Promise<void> {
      await page.getByLabel(from).selectOption({ label: person })
      await pressable(by).click()
      await expect.poll(() => page.locator('.person').textContent(), patience).toContain(person)
    },
    /** Nothing is cut off and nothing keeps anybody out. SHOTS=folder also takes the picture. */
    async looks(name: string): Promise<void> {
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true })
      expect.soft(await overflows(page), `${name} is too wide`).toBe(false)
      expect.soft(await barriersOf(page), name).toEqual([])
    },
    /** What a telephone's camera reads from the QR code on the page. */
    async scans(): Promise<string> {
      const svg = await page.locator('svg.qr').evaluate((code) => code.outerHTML)
      const desk = await page.context().newPage()
      const dark = await desk.evaluate(async (drawing) => {
        const image = new Image()
        const sized = drawing.replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" width="160" height="160" ')
        image.src = `data:image/svg+xml,${encodeURIComponent(sized)}`
        await image.decode()
        const canvas = document.createElement('canvas')
        canvas.width = canvas.height = 200
        const paper = canvas.getContext('2d')!
        paper.fillStyle = '#fff'
        paper.fillRect(0, 0, 200, 200)
        paper.drawImage(image, 20, 20)
        const { data } = paper.getImageData(0, 0, 200, 200)
        return Array.from({ length: 200 * 200 }, (_, n) => (data[n * 4]! < 128 ? '#' : ' ')).join('')
      }, svg)
      await desk.close()
      const pixels = Uint8ClampedArray.from({ length: dark.length * 4 }, (_, n) => (n % 4 === 3 || dark[n >> 2] === ' ' ? 255 : 0))
      return jsQR(pixels, 200, 200)!.data
    },
  }
}

/** Only what hangs is given up: the slowest machine must not meet it. */
const patience = { timeout: 60_000 }
/** ℃ and °C are one; so are runs of blanks. */
const flat = (text: string) => text.normalize('NFKC').replace(/\s+/g, ' ').trim()
const seen = async (page: Page) => flat(await page.locator('body').innerText())
