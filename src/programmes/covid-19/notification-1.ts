import { type AnswersOf, defineForm } from '../../fields/fields.ts'
import { linkIds1 } from './link-ids.ts'
import { notification2 } from './notification-2.ts'
import { riskFactorsOf2021, specimens, symptomsOf2021, vaccines } from './options.ts'
import { paper1 } from './paper.ts'

const presentOrNot = { yes: '有', no: '無' }
const resultOptions = { positive: '陽性', negative: '陰性' }
const certainty = { confirmed: '確定', estimated: '推定' }
const v2 = notification2.fields
const minorOnly = v2.guardian.showWhen
const from2020 = '2020-01-01'

/** 検体, 採取日 and 結果 of one method of 12 診断方法. */
const result = (method: string) =>
  ({ type: 'choice', as: 'radio', section: 'method', label: `${method} 結果`, options: resultOptions }) as const
const sampled = (method: string) => ({ type: 'date', section: 'method', label: `${method} 検体採取日`, min: from2020 }) as const
const specimen = (method: string, keys: readonly (keyof typeof specimens)[]) =>
  ({
    type: 'choices',
    section: 'method',
    label: `${method} 検体`,
    options: Object.fromEntries(keys.map((key) => [key, specimens[key]])),
  }) as const

const methods = {
  isolation: '分離・同定による病原体の検出',
  pcr: '検体から核酸増幅法(PCR法 LAMP法等)による病原体遺伝子の検出',
  qualitative: '抗原定性検査による病原体の抗原の検出',
  quantitative: '抗原定量検査による病原体の抗原の検出',
} as const

/** One dose of ワクチン接種歴. */
const dose = (n: number) => {
  const given = { [`dose${n}`]: { not: ['no'] } } as const
  return {
    [`dose${n}`]: { type: 'presence', section: 'vaccination', label: `${n}回目 接種の有無` },
    [`dose${n}Age`]: {
      type: 'number',
      section: 'vaccination',
      label: `${n}回目 接種年齢`,
      min: 0,
      max: 130,
      step: 1,
      unit: '歳',
      showWhen: given,
    },
    [`dose${n}Vaccine`]: {
      type: 'choice',
      as: 'select',
      section: 'vaccination',
      label: `${n}回目 ワクチンの種類`,
      options: vaccines,
      showWhen: given,
    },
    [`dose${n}Maker`]: {
      type: 'text',
      section: 'vaccination',
      label: `${n}回目 製造会社(不明の場合は「不明」)`,
      max: 100,
      showWhen: given,
    },
    [`dose${n}On`]: { type: 'date', section: 'vaccination', label: `${n}回目 接種年月日`, min: '2020-12-01', showWhen: given },
    [`dose${n}OnUnknown`]: {
      type: 'tick',
      section: 'vaccination',
      label: `${n}回目 接種年月日は不明`,
      besides: `dose${n}On`,
      showWhen: given,
    },
  } as const
}

/**
 * 発生届 as it was until 2022-06-29, nineteen items (the sheet of 2021-11). For reports dated so: late ones, and what is taken over from paper.
 * Items that ver.2 has too keep their names, so that lists and rules find them.
 */
export const notification1 = defineForm({
  id: 'covid-19.notification',
  version: '1',
  title: '発生届(旧様式)',
  notice: '2022年6月29日までに報告された発生届の様式です。',
  audience: 'staff',
  sections: {
    header: { label: '届出に必要な項目', hint: '入力できる箇所は必ず全て入力してください。' },
    subject: { label: '当該者情報' },
    symptoms: { label: '11 症状' },
    method: { label: '12 診断方法', hint: '行った検査の検体、採取日、結果を入力してください。' },
    days: { label: '13～17 年月日' },
    route: { label: '18 感染原因・感染経路・感染地域' },
    vaccination: { label: '18 新型コロナウイルスワクチン接種歴' },
    other: { label: '19 その他感染症のまん延の防止及び当該者の医療のために医師が必要と認める事項' },
    centres: { label: '保健所' },
  },
  paper: paper1,
  linkIds: linkIds1,
  fields: {
    reportedOn: v2.reportedOn,
    doctor: v2.doctor,
    rememberDoctor: v2.rememberDoctor,
    institutionName: v2.institutionName,
    institutionAddress: v2.institutionAddress,
    institutionPhone: v2.institutionPhone,
    patientNumber: { type: 'text', section: 'header', label: '病院での患者ID', max: 40 },
    afterHoursPhone: { type: 'phone', section: 'header', label: '診療時間外の電話番号' },

    category: v2.category,
    name: v2.name,
    sex: v2.sex,
    birthOn: v2.birthOn,
    age: v2.age,
    occupation: { type: 'text', section: 'subject', label: '6 当該者職業', max: 100, recommended: true },
    postalCode: { type: 'postalCode', section: 'subject', label: '8 当該者所在地 郵便番号', recommended: true },
    prefecture: v2.prefecture,
    municipality: v2.municipality,
    street: v2.street,
    phone: v2.phone,
    residenceSame: { ...v2.residenceSame, label: '7 当該者住所は、当該者所在地と同じ' },
    residencePostalCode: v2.residencePostalCode,
    residencePrefecture: v2.residencePrefecture,
    residenceMunicipality: v2.residenceMunicipality,
    residenceStreet: v2.residenceStreet,
    residencePhoneSame: v2.residencePhoneSame,
    residencePhone: v2.residencePhone,
    guardian: { ...v2.guardian, label: '9 保護者氏名', hint: '※保護者氏名、住所は患者が未成年の場合のみ記入' },
    guardianAddress: { type: 'text', section: 'subject', label: '10 保護者住所', max: 200, recommended: true, showWhen: minorOnly },
    guardianPhone: { ...v2.guardianPhone, label: '保護者電話番号' },

    symptoms: { type: 'choices', section: 'symptoms', label: '症状', options: symptomsOf2021, giveWay: ['none'], recommended: true },
    spo2: { type: 'number', section: 'symptoms', label: '酸素飽和度(室内気)', min: 1, max: 100, step: 1, unit: '％' },
    symptomsOther: { type: 'text', section: 'symptoms', label: 'その他の症状', max: 200, showWhen: { symptoms: 'other' } },

    isolationSpecimen: { type: 'text', section: 'method', label: `${methods.isolation} 検体`, max: 100 },
    isolationSampledOn: sampled(methods.isolation),
    isolationResult: result(methods.isolation),
    pcrSpecimen: specimen(methods.pcr, Object.keys(specimens) as (keyof typeof specimens)[]),
    pcrSampledOn: sampled(methods.pcr),
    pcrResult: result(methods.pcr),
    qualitativeSpecimen: specimen(methods.qualitative, ['nasalSwab', 'nasopharyngealSwab']),
    qualitativeSampledOn: sampled(methods.qualitative),
    qualitativeResult: result(methods.qualitative),
    quantitativeSpecimen: specimen(methods.quantitative, ['nasalSwab', 'nasopharyngealSwab', 'saliva']),
    quantitativeSampledOn: sampled(methods.quantitative),
    quantitativeResult: result(methods.quantitative),

    firstVisitOn: { type: 'date', section: 'days', label: '13 初診年月日', recommended: true, min: from2020 },
    diagnosedOn: { ...v2.diagnosedOn, section: 'days', label: '14 診断(検案)年月日' },
    infectedOn: { type: 'date', section: 'days', label: '15 感染したと推定される年月日', min: from2020 },
    onsetOn: { ...v2.onsetOn, section: 'days', label: '16 発病年月日' },
    deathOn: { ...v2.deathOn, section: 'days', label: '17 死亡年月日' },

    infectionRoute: {
      type: 'choices',
      section: 'route',
      label: '感染原因・感染経路',
      options: { droplet: '飛沫・飛沫核感染', contact: '接触感染', other: 'その他' },
    },
    infectionRouteCertainty: { type: 'choice', as: 'radio', section: 'route', label: '感染経路は', options: certainty },
    infectionRouteOther: { type: 'text', section: 'route', label: '感染経路の具体的な状況', max: 200 },
    infectionPlace: { type: 'choice', as: 'radio', section: 'route', label: '感染地域', options: { japan: '日本国内', abroad: '国外' } },
    infectionPlaceCertainty: { type: 'choice', as: 'radio', section: 'route', label: '感染地域は', options: certainty },
    infectionPrefecture: {
      type: 'text',
      section: 'route',
      label: '感染地域の都道府県',
      max: 20,
      showWhen: { infectionPlace: { not: ['abroad'] } },
    },
    infectionMunicipality: {
      type: 'text',
      section: 'route',
      label: '感染地域の市区町村',
      max: 60,
      showWhen: { infectionPlace: { not: ['abroad'] } },
    },
    infectionCountry: {
      type: 'text',
      section: 'route',
      label: '感染地域の国名',
      max: 60,
      showWhen: { infectionPlace: { not: ['japan'] } },
    },
    infectionArea: { type: 'text', section: 'route', label: '国外の詳細地域', max: 100, showWhen: { infectionPlace: { not: ['japan'] } } },
    departedOn: {
      type: 'date',
      section: 'route',
      label: '渡航期間 出国日',
      min: from2020,
      showWhen: { infectionPlace: { not: ['japan'] } },
    },
    returnedOn: {
      type: 'date',
      section: 'route',
      label: '渡航期間 入国日',
      min: from2020,
      showWhen: { infectionPlace: { not: ['japan'] } },
    },

    ...dose(1),
    ...dose(2),
    ...dose(3),

    admitted: { ...v2.admitted, section: 'other' },
    admittedOn: { type: 'date', section: 'other', label: '入院年月日', min: from2020, showWhen: { admitted: { not: ['no'] } } },
    riskPresence: { ...v2.riskPresence, section: 'other' },
    riskFactors: { ...v2.riskFactors, section: 'other', options: riskFactorsOf2021 },
    riskOther: { ...v2.riskOther, section: 'other', label: 'その他の重症化リスク因子' },
    immunity: {
      type: 'choice',
      as: 'radio',
      section: 'other',
      label: '臓器の移植、免疫抑制剤、抗がん剤等の使用その他の事由による免疫機能の低下',
      options: presentOrNot,
      recommended: true,
    },
    pregnancy: { type: 'choice', as: 'radio', section: 'other', label: '妊娠', options: presentOrNot },
    severity: { ...v2.severity, section: 'other', label: '重症度(新型コロナウイルス感染症診療の手引きによる。)' },
    admissionNeeded: { ...v2.admissionNeeded, section: 'other', label: '入院の必要性の有無' },
    remote: { type: 'tick', section: 'other', label: '特例の電話・オンライン診療による届出' },
    supplement: { ...v2.supplement, section: 'other', label: 'その他' },

    notifiedCentre: v2.notifiedCentre,
    responsibleCentre: v2.responsibleCentre,
  },
})

export type Notification1Answers = AnswersOf<typeof notification1>
