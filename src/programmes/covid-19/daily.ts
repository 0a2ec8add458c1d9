import { type AnswersOf, defineForm } from '../../fields/fields.ts'

const presence = (label: string, hint?: string) => ({ type: 'presence', section: 'symptoms', label, ...(hint && { hint }) }) as const

/**
 * What a patient at home is asked each day, on the web and by telephone alike (A19; questions as in My HER-SYS of 2022).
 * The 緊急性の高い症状 come first and are enough to send: nobody who cannot breathe should hunt for a thermometer.
 * Limits catch only impossible typing. Wording of the signs: 厚生労働省 2020-04-28 「緊急性の高い症状」.
 */
export const dailyForm = defineForm({
  id: 'covid-19.daily',
  version: '1',
  title: '現在の健康状態',
  audience: 'patient',
  sections: {
    signs: { label: '緊急性の高い症状' },
    measured: { label: '体温と酸素飽和度' },
    symptoms: { label: '症状' },
    message: { label: '保健所への連絡' },
  },
  atLeastOne: [
    'urgentSigns',
    'temperature',
    'spo2',
    'face',
    'cough',
    'breathless',
    'fatigue',
    'nausea',
    'diarrhoea',
    'consciousness',
    'cannotEat',
    'noUrine',
    'note',
  ],
  fields: {
    urgentSigns: {
      type: 'choices',
      section: 'signs',
      label: 'いま、次の症状がありますか',
      hint: 'あてはまるものをすべて選んでください。※はご家族等が見て判断した場合です。これだけで送信できます',
      options: {
        paleFace: '顔色が明らかに悪い※',
        purpleLips: '唇が紫色になっている',
        oddBehaviour: 'いつもと違う、様子がおかしい※',
        fastBreathing: '息が荒くなった(呼吸数が多くなった)',
        suddenBreathless: '急に息苦しくなった',
        breathlessMoving: '生活をしていて少し動くと息苦しい',
        chestPain: '胸の痛みがある',
        cannotLieDown: '横になれない。座らないと息ができない',
        shoulderBreathing: '肩で息をしている',
        wheezing: '突然(2時間以内を目安)ゼーゼーしはじめた',
        dazed: 'ぼんやりしている(反応が弱い)※',
        unresponsive: 'もうろうとしている(返事がない)※',
        irregularPulse: '脈がとぶ、脈のリズムが乱れる感じがする',
        unknown: 'わからない',
        none: 'どれもない',
      },
      giveWay: ['none', 'unknown'],
      // The three groups of the ministry's list: who cannot breathe answers the first with one key.
      spokenUnder: {
        breathless: [
          'suddenBreathless',
          'fastBreathing',
          'breathlessMoving',
          'chestPain',
          'cannotLieDown',
          'shoulderBreathing',
          'wheezing',
        ],
        face: ['paleFace', 'purpleLips', 'oddBehaviour'],
        consciousness: ['dazed', 'unresponsive', 'irregularPulse'],
      },
    },
    temperature: { type: 'number', section: 'measured', label: '体温', unit: '℃', min: 25, max: 45, step: 0.1 },
    temperatureNotMeasured: { type: 'tick', section: 'measured', label: '体温を測っていない', besides: 'temperature' },
    spo2: {
      type: 'number',
      section: 'measured',
      label: '酸素飽和度(SpO2)',
      hint: 'パルスオキシメーターがあるとき',
      unit: '%',
      min: 30,
      max: 100,
      step: 1,
    },
    spo2NotMeasured: { type: 'tick', section: 'measured', label: '酸素飽和度を測っていない', besides: 'spo2' },
    face: presence('表情・顔色', '顔色が悪い、表情がいつもと違うとき「あり」'),
    cough: presence('咳・鼻水'),
    breathless: presence('息苦しさ'),
    fatigue: presence('全身倦怠感', '体のだるさ'),
    nausea: presence('嘔気・嘔吐', '吐き気、吐いた'),
    diarrhoea: presence('下痢'),
    consciousness: presence('意識障害', 'ぼんやりする、呼びかけへの反応が鈍い'),
    cannotEat: presence('食事困難', '食事や水分がとれない'),
    noUrine: presence('排尿がない', '半日以上、尿が出ていない'),
    note: { type: 'textarea', section: 'message', label: '保健所に伝えたいこと', max: 500 },
  },
})

export type DailyAnswers = AnswersOf<typeof dailyForm>
