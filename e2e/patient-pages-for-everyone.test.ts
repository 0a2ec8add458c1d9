import { expect, test } from 'vitest'
import { isLang, languages } from '../src/i18n/t.ts'
import { patientWalk } from './patient-walk.ts'

// Every page that a patient can meet, for those who see little, use no mouse, or are made dizzy by what moves.

const walkPatientPages = patientWalk()
const langs = Object.keys(languages).filter(isLang)

test.each(langs)('every page in %s at 320 px, and with text twice as big: nobody scrolls sideways', async (lang) => {
  await walkPatientPages(lang, { width: 320 }, async (page, name) => {
    const tooWide = await page.evaluate(() => {
      const root = document.documentElement
      const isTooWide = () => root.scrollWidth > root.clientWidth
      const plain = isTooWide()
      root.style.setProperty('font-size', '200%')
      return { plain, twiceAsBig: isTooWide() }
    })
    expect.soft(tooWide, name).toEqual({ plain: false, twiceAsBig: false })
  })
})

/** From now on every element that gets the focus is written down with whether it shows a ring. */
const noteFocus = () => {
  const seen: { what: string; ring: boolean }[] = []
  Object.assign(window, { seen })
  document.addEventListener('focusin', ({ target }) => {
    const focused = target as HTMLElement
    const { outlineStyle, outlineWidth } = getComputedStyle(focused)
    seen.push({
      what: `${focused.tagName} ${focused.textContent?.trim().slice(0, 20)}`,
      ring: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2,
    })
  })
}

test('every page by keyboard: the first Tab leads to the main text, and whatever has the focus shows it; nothing moves by itself', async () => {
  await walkPatientPages('ja', {}, async (page, name) => {
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
    await page.evaluate(() => window.scrollTo(0, 0))
    await page.evaluate(noteFocus)
    for (let n = 0; n < 12; n++) await page.keyboard.press('Tab')
    const seen = await page.evaluate(() => (window as unknown as { seen: { what: string; ring: boolean }[] }).seen)
    expect.soft(seen.length, `${name} has nothing to reach`).toBeGreaterThan(0)
    expect
      .soft(
        seen.filter(({ ring }) => !ring),
        name,
      )
      .toEqual([])
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
