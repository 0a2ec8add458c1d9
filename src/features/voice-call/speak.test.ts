import { expect, test } from 'vitest'
import { languages } from '../../i18n/t.ts'
import { dailyForm } from '../../programmes/covid-19/daily.ts'
import type { Prompt } from './prompts.ts'
import { langs } from './script.ts'
import { speak } from './speak.ts'

const where = { action: '/voice/step/a?step=1', dial: null }
const said = (say: Prompt[], more: object = {}) =>
  speak({ say, listen: { is: 'end' }, lang: 'ja', form: dailyForm, outage: null, recordings: null, ...more }, where)

test('a sentence that was recorded is played, with words filled in it is spoken; what the list lacks is spoken', () => {
  const recordings = { url: 'https://prompts.example.jp', manifest: { ja: ['voice.birth', 'voice.presence'] } }
  expect(said([{ key: 'voice.birth' }], { recordings })).toContain('<Play>https://prompts.example.jp/ja/voice.birth.mp3</Play>')
  expect(said([{ key: 'voice.presence', vars: { label: { label: 'cough' } } }], { recordings })).toContain('咳・鼻水。あれば1')
  expect(said([{ key: 'voice.bye' }], { recordings })).toContain('<Say')
  expect(said([{ key: 'voice.birth' }], { recordings, lang: 'en' })).toContain('<Say language="en-US">')
})

test('C38 maintenance is announced in the language of the caller, in English where the operator wrote no other; else nothing is said', () => {
  const outage = { ja: '点検中です', en: 'Under maintenance', ko: '점검 중' }
  expect(said([{ key: 'voice.outage' }], { outage })).toContain('<Say language="ja-JP">点検中です</Say>')
  expect(said([{ key: 'voice.outage' }], { outage, lang: 'ko' })).toContain('점검 중')
  expect(said([{ key: 'voice.outage' }], { outage, lang: 'pt' })).toContain('<Say language="en-US">Under maintenance</Say>')
  expect(said([{ key: 'voice.outage' }])).not.toContain('<Say')
})

test.each(langs)('%s: options are short, every sentence has its words, no mark is read aloud', (lang) => {
  const signs = { options: ['paleFace', 'purpleLips'], of: 'urgentSigns' }
  const text = said(
    [
      { key: 'voice.group', vars: { label: { label: 'face' }, signs } },
      { key: 'voice.which', vars: { signs: { ...signs, keyed: true } } },
      { key: 'voice.number.1', vars: { label: { label: 'temperature' } } },
      { key: 'voice.confirm', vars: { value: { number: '37.5', of: 'temperature' } } },
    ],
    { lang },
  )
  expect(text).not.toMatch(/voice\.|\{|※|\*/)
  expect(text).toMatch(/37[.,]5/)
  expect(languages[lang]).toBeTruthy()
})
