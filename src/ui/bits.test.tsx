import { render } from 'preact-render-to-string'
import { expect, test } from 'vitest'
import { Count } from './bits.tsx'

test.each([
  [0, '0件'],
  [199, '199件'],
  [200, '200件以上古いものから200件を表示'],
])('a list of at most 200 that holds %i says %s', (n, said) => {
  expect(render(<Count n={n} />).replaceAll(/<[^>]+>/g, '')).toBe(said)
})
