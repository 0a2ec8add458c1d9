import { expect, test } from 'vitest'
import { spoken } from './speech.ts'
import { twiml } from './twiml.ts'

const keys = { is: 'keys', most: 1, finish: false, action: '/voice/step/a?step=1', seconds: 8 } as const

test('what is said before keys stands inside the Gather, so that a key ends the sentence; silence is posted too', () => {
  expect(twiml([{ text: '熱はありますか', language: 'ja' }], keys)).toBe(
    '<?xml version="1.0" encoding="UTF-8"?><Response><Gather input="dtmf" numDigits="1" finishOnKey="" timeout="8" actionOnEmptyResult="true" ' +
      'action="/voice/step/a?step=1" method="POST"><Say language="ja-JP">熱はありますか</Say></Gather>' +
      '<Redirect method="POST">/voice/step/a?step=1</Redirect></Response>',
  )
  expect(twiml([], { ...keys, most: 8, finish: true })).toContain('numDigits="8" finishOnKey="#"')
})

test('no text, number or address becomes an instruction', () => {
  const evil = `</Say><Dial>0990</Dial>"'&`
  for (const xml of [
    twiml([{ text: evil, language: 'ja' }], keys),
    twiml([{ play: evil }], { ...keys, action: evil }),
    twiml([], { is: 'dial', number: evil, action: '/', seconds: 30 }),
  ]) {
    expect(xml).not.toMatch(/<Dial>0990|"'&/)
    expect(xml).toContain('&#60;/Say&#62;')
  }
})

test('each language has its voice, for calls and for messages alike', () => {
  const voice = (language: string) => /language="([^"]+)"/.exec(twiml([{ text: 'x', language }], { is: 'end' }))![1]
  expect(['ja', 'en', 'zh-Hans', 'zh-Hant', 'ko', 'es', 'pt', 'ja-easy', 'tlh'].map(voice)).toEqual([
    'ja-JP',
    'en-US',
    'zh-CN',
    'zh-TW',
    'ko-KR',
    'es-MX',
    'pt-BR',
    'ja-JP',
    'ja-JP',
  ])
  expect(spoken('1234', 'ko')).toContain('language="ko-KR"')
})
