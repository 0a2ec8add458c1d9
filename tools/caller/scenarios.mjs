// Calls as people make them, each to its end or to where it breaks off; what is heard on the way is asserted.
import assert from 'node:assert/strict'
import { read } from './telephone.mjs'

const well = '2 2 2 365# 1 98# 1 2 2 2 2 2 2'
const sound = ({ heard }, pattern) => assert.match(heard.text, pattern)

/** Name → what happens. `given`: whom it calls and as whom (tools/caller.mjs). */
export const scenariosOf = (given, { telephone, post }) => {
  const { people, calls } = given
  return {
    '健康コール: answered to its end': async () => {
      const phone = telephone('+819099990001')
      await phone.ring()
      assert.deepEqual(
        new Set(phone.heard.says.map(({ language }) => language)),
        new Set(['ja-JP', 'en-US', 'zh-CN', 'zh-TW', 'ko-KR', 'es-MX', 'pt-BR']),
      )
      await phone.press('1')
      sound(phone, /電話代はご本人様負担となります.*HER-SYS ID/)
      await phone.press(`${people.complete.id}#`)
      sound(phone, /生年月日/)
      await phone.press(people.complete.birth)
      sound(phone, /確認できました.*息苦しさ.*1.*2.*3/)
      assert.doesNotMatch(phone.heard.text, /架空|花子/, 'a name was read out')
      await phone.pressAll('2 2 2 375#')
      sound(phone, /37\.5℃ですね/)
      await phone.pressAll('1 098#')
      sound(phone, /98%ですね/)
      await phone.pressAll('1 2 2 2 2 2 2')
      sound(phone, /報告を受け付けました.*ご家族/)
      await phone.hangUp()
    },
    '健康コール: in English, temperature and SpO2 not measured': async () => {
      const phone = telephone('+819099990002')
      await phone.ring()
      await phone.pressAll(`2 ${people.english.id}# ${people.english.birth} 2 2 2 0# 0# 1 2 2 2 2 2`)
      sound(phone, /Your report has been received/)
      assert.ok(phone.heard.says.every(({ language }) => language === 'en-US'))
      await phone.hangUp()
    },
    'cut half-way: what was answered is kept': async () => {
      const phone = telephone('+819099990003')
      await phone.ring()
      await phone.pressAll(`1 ${people.aborted.id}# ${people.aborted.birth} 2 2 2 381# 1`)
      await phone.hangUp()
    },
    'three silent tries': async () => {
      const phone = telephone('+819099990004')
      await phone.ring()
      await phone.pressAll(`1 ${people.silent.id}# ${people.silent.birth}`)
      await phone.silence()
      sound(phone, /入力がありませんでした.*息苦しさ/)
      await phone.silence()
      await phone.silence()
      assert.ok(phone.heard.hangsUp)
      sound(phone, /電話を切ります/)
    },
    'a red flag: what to do is said at once, and the call goes on': async () => {
      const phone = telephone('+819099990005')
      await phone.ring()
      await phone.pressAll(`1 ${people.red.id}# ${people.red.birth} 1`)
      sound(phone, /119番.*保健所には、いま知らせました/)
      assert.ok(phone.heard.gather)
      await phone.press('4')
      await phone.hangUp()
    },
    'a family, one after another in one call': async () => {
      const phone = telephone('+819099990006')
      await phone.ring()
      await phone.pressAll(`1 ${people.mother.id}# ${people.mother.birth} ${well} 1`)
      sound(phone, /HER-SYS ID/)
      await phone.pressAll(`${people.child.id}# ${people.child.birth} ${well}`)
      sound(phone, /報告を受け付けました/)
      await phone.silence()
      assert.ok(phone.heard.hangsUp)
      await phone.hangUp()
    },
    'a wrong birth date and an unknown ID sound alike; the third try ends': async () => {
      const heard = []
      for (const [id, birth] of [
        [people.wrong.id, '19700101'],
        ['99999999', people.wrong.birth],
      ]) {
        const phone = telephone(`+8190999900${10 + heard.length}`)
        await phone.ring()
        await phone.pressAll(`1 ${id}# ${birth}`)
        heard.push(phone.heard.text)
        await phone.pressAll(`${id}# 19700102 ${id}# 19700103`)
        assert.ok(phone.heard.hangsUp)
        sound(phone, /お住まいの地域を管轄する保健所にお問い合わせください/)
        heard.push(phone.heard.text)
        await phone.hangUp()
      }
      assert.deepEqual(heard.slice(0, 2), heard.slice(2))
      assert.match(heard[0], /入力内容に誤りがあります/)
    },
    'star repeats, 7 goes back, 8 helps, a wrong key is told': async () => {
      const phone = telephone('+819099990007')
      await phone.ring()
      await phone.pressAll(`1 ${people.controls.id}# ${people.controls.birth}`)
      const asked = phone.heard.text.replace('確認できました。 ', '')
      await phone.press('*')
      assert.equal(phone.heard.text, asked)
      await phone.press('8')
      sound(phone, /数字を1つ押すだけ.*息苦しさ/)
      await phone.press('5')
      sound(phone, /使えません.*息苦しさ/)
      await phone.press('2')
      sound(phone, /表情・顔色/)
      await phone.press('7')
      assert.equal(phone.heard.text, asked)
      await phone.pressAll(well)
      sound(phone, /報告を受け付けました/)
      await phone.hangUp()
    },
    'speak to the centre before saying who one is: centre, then duty, then back to the question': async () => {
      const phone = telephone('+819099990008')
      await phone.ring()
      await phone.pressAll('1 9')
      assert.equal(phone.heard.dial.number, given.centrePhone)
      await phone.dialled('no-answer')
      assert.equal(phone.heard.dial.number, given.dutyPhone)
      await phone.dialled('busy')
      sound(phone, /保健所に知らせました.*HER-SYS ID/)
      await phone.hangUp()
    },
    'speak to the centre, who answers': async () => {
      const phone = telephone('+819099990009')
      await phone.ring()
      await phone.pressAll(`1 ${people.staff.id}# ${people.staff.birth} 9`)
      await phone.dialled('completed')
      assert.ok(phone.heard.hangsUp)
    },
    '自動架電: a key, the birth date, the answers': async () => {
      const phone = telephone('+815000000000', calls.complete)
      await phone.ring()
      assert.doesNotMatch(phone.heard.text, /健康|保健所|療養|コロナ|架空/)
      await phone.pressAll(`1 ${people.called.birth}`)
      await phone.pressAll(well)
      sound(phone, /報告を受け付けました/)
      assert.ok(phone.heard.hangsUp)
      await phone.hangUp()
    },
    '自動架電: an answering machine hears nothing about health': async () => {
      const phone = telephone('+815000000000', calls.machine)
      await phone.ring({ AnsweredBy: 'machine_start' })
      assert.ok(phone.heard.hangsUp)
      assert.doesNotMatch(phone.heard.text, /健康|保健所|療養|コロナ|架空|様/)
    },
    '自動架電: a wrong birth date three times': async () => {
      const phone = telephone('+815000000000', calls.wrong)
      await phone.ring()
      await phone.pressAll('1 19700101 19700102 19700103')
      assert.ok(phone.heard.hangsUp)
      assert.doesNotMatch(phone.heard.text, /息苦し|体温|架空/)
      await phone.hangUp()
    },
    'forged, of another account, changed on the way, unsigned: 403 without a word': async () => {
      const fields = { CallSid: 'CAforged', From: '+819099990001', To: given.dialled }
      const tries = [{ token: 'a-guessed-token' }, { sid: 'ACsomebodyelse' }, { extra: { Digits: '1' } }, { signature: '' }]
      for (const forged of tries) assert.deepEqual(await post('/voice/in', fields, forged), { status: 403, text: '' })
      assert.deepEqual(await post('/voice/step/not-a-call?step=1', fields), { status: 403, text: '' })
    },
    'the same step twice is answered alike and does nothing twice; an older step is refused': async () => {
      const phone = telephone('+819099990012')
      await phone.ring()
      await phone.pressAll('1')
      const older = phone.lastStep
      await phone.pressAll(`${people.replay.id}#`)
      await phone.press(people.replay.birth)
      const twice = await post(...phone.lastStep)
      assert.equal(read(twice.text).text, phone.heard.text)
      assert.deepEqual(await post(...older), { status: 403, text: '' })
      await phone.pressAll(well)
      assert.equal(read((await post(...phone.lastStep)).text).text, phone.heard.text)
      await phone.hangUp()
    },
  }
}
