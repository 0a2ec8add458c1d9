import { expect, test } from 'vitest'
import { isLang, languages } from '../src/i18n/t.ts'
import { overflows } from './browser.ts'
import { walkPatientPages } from './patient-walk.ts'

// Every page that a patient can meet, for those who see little, use no mouse, or are made dizzy by what moves.

const langs = Object.keys(languages).filter(isLang)

test.each(langs)('every page in %s at 320 px, and with text twice as big: nobody scrolls sideways', async (lang) => {
  await walkPatientPages(lang, { width: 320 }, async (page, name) => {
    expect.soft(await overflows(page), `${name} is too wide`).toBe(false)
    await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'))
    expect.soft(await overflows(page), `${name} is too wide at 200 %`).toBe(false)
  })
})

test('every page by keyboard: the first Tab leads to the main text, and whatever has the focus shows it', async () => {
  await walkPatientPages('ja', {}, async (page, name) => {
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
    await page.evaluate(() => window.scrollTo(0, 0))
    const dim: string[] = []
    for (let n = 0; n < 12; n++) {
      await page.keyboard.press('Tab')
      const seen = await page.evaluate(() => {
        const focused = document.activeElement
        if (!focused || focused === document.body) return null
        const { outlineStyle, outlineWidth } = getComputedStyle(focused)
        return {
          what: `${focused.tagName} ${focused.textContent?.trim().slice(0, 20)}`,
          ring: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2,
        }
      })
      if (seen && !seen.ring) dim.push(seen.what)
    }
    expect.soft(dim, name).toEqual([])
  })
})

test('nothing on any page moves by itself', async () => {
  await walkPatientPages('ja', {}, async (page, name) => {
    const moving = await page.evaluate(
      () =>
        [...document.querySelectorAll('*')].filter((each) => {
          const { animationName, transitionDuration } = getComputedStyle(each)
          return animationName !== 'none' || /[1-9]/.test(transitionDuration)
        }).length,
    )
    expect.soft(moving, name).toBe(0)
  })
})
