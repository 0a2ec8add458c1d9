import { expect, test } from 'vitest'
import { languages } from '../../i18n/t.ts'
import { invitationBody } from './invitation.ts'

const common = { centreName: '架空中央保健所', hersysId: '12345678', publicUrl: 'https://hersys.example.jp' }

test('C12 the SMS of the health centre, with its own sentence', () => {
  expect(invitationBody({ ...common, language: 'ja', note: ' お困りのときはお電話ください。 ' })).toBe(
    [
      '架空中央保健所から MyHER-SYS（新型コロナ健康状態入力フォーム）のご案内',
      '以下URLよりご入力ください',
      'URL:https://hersys.example.jp',
      'HER-SYS ID:12345678',
      'リーフレット:https://hersys.example.jp/portal',
      '本システムは厚生労働省の提供です',
      '※保健所からのメッセージ',
      'お困りのときはお電話ください。',
    ].join('\n'),
  )
})

test('without an own sentence nothing hints at one; a language we do not speak gets Japanese', () => {
  expect(invitationBody({ ...common, language: 'ja', note: ' ' })).not.toContain('メッセージ')
  expect(invitationBody({ ...common, language: 'xx', note: null })).toBe(invitationBody({ ...common, language: 'ja', note: null }))
  expect(invitationBody({ ...common, language: 'en', note: null })).toContain('HER-SYS ID: 12345678')
})

test.each(Object.keys(languages))(
  'C12 the SMS in %s names the centre, the ID and both addresses, and leaves nothing to fill in',
  (language) => {
    const body = invitationBody({ ...common, language, note: '架空の一文' })
    for (const part of [common.centreName, common.hersysId, `${common.publicUrl}/portal`, '架空の一文']) expect(body).toContain(part)
    expect(body).not.toMatch(/[{}]/)
  },
)
