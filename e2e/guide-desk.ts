import type { Page } from 'playwright-core'
import { expect } from 'vitest'

export type Desk = ReturnType<typeof deskOf>

/** What the institutions' manual does at its desk, by the names of questions, tiles and menus. */
export function deskOf(page: Page) {
  /** A question of several boxes, by its name: each box by its own. */
  const question = (label: string) => page.getByRole('group', { name: new RegExp(`^${label.replace(/[()（）]/g, '\\$&')}`) }).first()
  const fillsIn = async (label: string, parts: Record<string, string>) => {
    for (const [part, text] of Object.entries(parts)) await question(label).getByLabel(part, { exact: true }).fill(text)
  }
  /** ☰ in the upper left corner. */
  const unfoldsMenu = () => page.locator('summary', { hasText: '☰' }).click()
  return {
    question,
    fillsIn,
    day: (label: string, month: string, date: string) => fillsIn(label, { 年: '2022', 月: month, 日: date }),
    ticks: (label: string) => page.getByLabel(label, { exact: true }).first().check({ force: true }),
    picks: (label: string, choice: string) => question(label).getByLabel(choice, { exact: true }).check({ force: true }),
    selects: (label: string, choice: string) => page.getByLabel(label, { exact: false }).first().selectOption({ label: choice }),
    /** A tile of the home, by its title. */
    tile: (title: string) => page.locator('a.tile', { has: page.locator('strong', { hasText: title }) }).click(),
    unfoldsMenu,
    menu: async (label: string) => {
      await unfoldsMenu()
      await page.getByRole('navigation', { name: 'メニュー' }).getByRole('link', { name: label, exact: true }).click()
    },
    /** FAX様式 on or off; what was typed is saved with it. */
    turnsPaper: async () => {
      const saved = page.waitForResponse((response) => response.request().method() === 'POST')
      await page.getByRole('switch', { name: 'FAX様式' }).click()
      await saved
    },
    /** The PDF that pressing brings. */
    downloads: async (press: () => Promise<void>) => {
      const [file] = await Promise.all([page.waitForEvent('download'), press()])
      expect([file.suggestedFilename(), await file.failure()]).toEqual(['hasseitodoke.pdf', null])
    },
  }
}
