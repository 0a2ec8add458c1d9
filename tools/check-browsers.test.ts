import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { patientScripts, scriptFaults, styleFaults } from './check-browsers.ts'

test.each<[css: string, fault: string | null]>([
  ['a{color:red;display:flex}', null],
  ['a{display:flex;gap:1rem}', 'flexbox-gap'],
  ['a{display:grid}', 'css-grid'],
  ['a{color:var(--x)}', 'css-variables'],
  ['a{margin-inline-start:1em}', 'css-logical-props'],
  ['a{width:min(10rem,100%)}', 'css-math-functions'],
  ['a{aspect-ratio:1}', 'too young: aspect-ratio:1'],
  ['a{inset:0}', 'too young: inset:0'],
  ['a{color:color-mix(in srgb,red,blue)}', 'too young'],
  ['a{height:100dvh}', 'too young'],
  ['@layer x{a{color:red}}', '@layer'],
  ['a:is(b,c){color:red}', 'css-matches-pseudo'],
  ['a:has(b){color:red}', 'css-has'],
  ['a:not(b):not(c){color:red}', null],
  ['a:not(b,c){color:red}', 'css-not-sel-list'],
  ['a:focus-visible{color:red}', null],
  ['a{box-shadow:0 0 2px #0003}', 'css-rrggbbaa'],
  ['a{position:sticky}', 'css-sticky'],
  ['a{overflow-wrap:anywhere}', 'nothing older before overflow-wrap:anywhere'],
  ['a{word-wrap:break-word;overflow-wrap:anywhere}', null],
  ['a{overflow-wrap:anywhere;word-wrap:break-word}', 'nothing older before overflow-wrap:anywhere'],
  ['a{clip:rect(0 0 0 0);clip-path:inset(50%)}', null],
  ['a{clip-path:circle(50%)}', 'css-clip-path'],
])('%s', async (css, fault) => {
  const faults = await styleFaults('x.css', css)
  if (fault === null) expect(faults).toEqual([])
  else expect(faults.join('\n')).toContain(fault)
})

test.each<[code: string, fault: string | null]>([
  ['const a = { ...b }; for (const c of a) d(`c`)', null],
  ['a?.b', 'syntax'],
  ['a ?? b', 'syntax'],
  ['import("x")', 'syntax'],
  ['[1].at(-1)', 'at is too young'],
  ['Object.fromEntries(a)', 'fromEntries is too young'],
  ["a['replaceAll']('b', 'c')", 'replaceAll is too young'],
  ['structuredClone(a)', 'structuredClone is too young'],
  ['a.replace(/b/g, "c").map((d) => d)', null],
  ["const what = 'at'", null],
  ["'BarcodeDetector' in window && new window.BarcodeDetector()", 'BarcodeDetector is too young'],
])('%s', (code, fault) => {
  expect(scriptFaults('x.js', code).join('\n')).toEqual(fault === null ? '' : expect.stringContaining(fault))
})

test('the scripts of the patients are found by the pages that name them', () => {
  expect(patientScripts(resolve(import.meta.dirname, '..'))).toEqual(expect.arrayContaining(['patient-password', 'report', 'verify']))
})
