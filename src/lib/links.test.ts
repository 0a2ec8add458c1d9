import { expect, test } from 'vitest'
import { withLinks } from './links.ts'

test('web addresses stand apart from the sentence around them', () => {
  expect(withLinks('URL:https://hersys.example.jp/r?a=1。次の行\nhttp://localhost:4300/portal).')).toEqual([
    { text: 'URL:', href: null },
    { text: 'https://hersys.example.jp/r?a=1', href: 'https://hersys.example.jp/r?a=1' },
    { text: '。次の行\n', href: null },
    { text: 'http://localhost:4300/portal', href: 'http://localhost:4300/portal' },
    { text: ').', href: null },
  ])
})

test('nothing else becomes a link', () => {
  expect(withLinks('javascript:alert(1) ftp://x <b>').every((part) => part.href === null)).toBe(true)
})
