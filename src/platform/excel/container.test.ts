import { expect, test } from 'vitest'
import { workbookParts, zipOf } from '../../../tools/test-workbook.ts'
import { faultAtFirstSight, faultOfContainer, limits } from './container.server.ts'

const parts = workbookParts([['架空']])
const ole = (more: Buffer) => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600), more])
const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`xl/media/${n}.xml`, '']))
const zeros = (megabytes: number) => Buffer.alloc(megabytes * 2 ** 20)

/** What needs no inflating is seen by the web process too. */
test.each<[string, Buffer, ReturnType<typeof faultAtFirstSight>]>([
  ['a workbook', zipOf(parts), null],
  ['a text', Buffer.from('架空,花子'), 'not-a-workbook'],
  ['a picture', Buffer.from('89504e470d0a1a0a', 'hex'), 'not-a-workbook'],
  ['a zip of something else', zipOf({ 'word/document.xml': '<a/>' }), 'not-a-workbook'],
  ['a zip cut off', zipOf(parts).subarray(0, 300), 'not-a-workbook'],
  ['a workbook of before 2007', ole(Buffer.alloc(0)), 'old-format'],
  ['a workbook under a password', ole(Buffer.from('EncryptedPackage', 'utf16le')), 'encrypted'],
  ['a zip under a password', zipOf(parts, { encrypted: true }), 'encrypted'],
  ['macros', zipOf({ ...parts, 'xl/vbaProject.bin': 'x' }), 'macros'],
  ['old macro sheets', zipOf({ ...parts, 'xl/macrosheets/sheet1.xml': '<a/>' }), 'macros'],
  ['as many entries as may be', zipOf({ ...parts, ...many(limits.entries - Object.keys(parts).length) }), null],
  ['one entry more', zipOf({ ...parts, ...many(limits.entries - Object.keys(parts).length + 1) }), 'too-big-inside'],
])('%s', async (_name, bytes, fault) => {
  expect(faultAtFirstSight(bytes)).toBe(fault)
  expect(await faultOfContainer(bytes)).toBe(fault)
})

test.each<[string, Buffer, Awaited<ReturnType<typeof faultOfContainer>>]>([
  ['a bomb: an entry of zeros, a thousand times smaller in its zip', zipOf({ ...parts, 'xl/media/a.bin': zeros(20) }), 'too-big-inside'],
  ['repetitive, and small', zipOf({ ...parts, 'xl/media/a.bin': zeros(1) }), null],
  [
    'more inside than may be, no entry by itself',
    zipOf({ ...parts, ...Object.fromEntries(Array.from({ length: 151 }, (_, n) => [`xl/media/${n}.bin`, zeros(1)])) }),
    'too-big-inside',
  ],
  [
    'entities that could grow without end',
    zipOf({ ...parts, 'xl/styles.xml': '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>' }),
    'not-a-workbook',
  ],
  [
    'macros by their name alone',
    zipOf({ ...parts, '[Content_Types].xml': '<T t="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>' }),
    'macros',
  ],
])('inflated: %s', async (_name, bytes, fault) => {
  expect(faultAtFirstSight(bytes)).toBeNull()
  expect(await faultOfContainer(bytes)).toBe(fault)
})

test('an entry that is not what its zip says is refused', async () => {
  const bytes = zipOf(parts)
  bytes.fill(0xff, 80, 120)
  expect(await faultOfContainer(bytes)).toBe('not-a-workbook')
})
