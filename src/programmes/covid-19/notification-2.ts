import { type AnswersOf, defineForm } from '../../fields/fields.ts'
import { linkIds2 } from './link-ids.ts'
import { riskFactors, vaccines } from './options.ts'
import { paper2 } from './paper.ts'

const presentOrNot = { yes: '有', no: '無' }
const minorOnly = { birthOn: { ageBelow: 18, on: ['reportedOn'] } } as const
const died = { category: { in: ['deceased', 'suspectedDeceased'] } } as const

/**
 * 発生届 ver.2, in force from 2022-06-30 (施行規則4条 as amended; D15–D24). Required is what the report is no report without: the rest is
 * asked for (yellow frame, D25) and never a hindrance. 未成年 is below 18 (民法4条, since 2022-04-01).
 */
export const notification2 = defineForm({
  id: 'covid-19.notification',
  version: '2',
  title: '発生届(ver.2)',
  notice: '※ 発生届の提出は、感染症法第12条に基づく義務です。必要な事項を入力の上、速やかに提出して下さい。',
  audience: 'staff',
  sections: {
    header: { label: '届出に必要な項目', hint: '入力できる箇所は必ず全て入力してください。' },
    subject: { label: '当該者情報' },
    diagnosis: { label: '10 診断情報' },
    vaccination: {
      label: '11 新型コロナウイルスワクチン接種歴',
      hint: '※ワクチン接種回数が0回の場合は「0回」と選択し、不明の場合は「不明」と選択',
    },
    risk: {
      label: '12 重症化リスク因子となる疾患等の有無',
      hint: '(有無)を選択後、該当する番号にすべてチェックを入れ、選択肢以外のリスク因子があれば13.その他に記入',
    },
    state: { label: '13 発生届出時点の重症度等' },
    centres: { label: '保健所' },
  },
  paper: paper2,
  linkIds: linkIds2,
  fields: {
    reportedOn: { type: 'date', section: 'header', label: '報告年月日', required: true, max: 'today', min: '2020-02-01' },
    doctor: { type: 'name', section: 'header', label: '医師の氏名', kana: false, required: true },
    rememberDoctor: { type: 'tick', section: 'header', label: '医師マスタに登録する' },
    institutionName: { type: 'text', section: 'header', label: '従事する病院・診療所の名称', required: true },
    institutionAddress: { type: 'text', section: 'header', label: '上記病院・診療所の所在地(※)', recommended: true },
    institutionPhone: {
      type: 'phone',
      section: 'header',
      label: '電話番号(※)',
      hint: '(※病院・診療所に従事していない医師にあっては、その住所・電話番号を記載)',
      recommended: true,
    },

    category: {
      type: 'choice',
      as: 'select',
      section: 'subject',
      label: '1 診断(検案)した者(死体)の類型',
      hint: '※疑似症患者について、入院を要しないと認められる場合は、発生届の届出は不要',
      options: {
        confirmed: '患者(確定例)',
        asymptomatic: '無症状病原体保有者',
        suspected: '疑似症患者',
        deceased: '感染症死亡者の死体',
        suspectedDeceased: '感染症死亡疑い者の死体',
      },
      required: true,
    },
    name: { type: 'name', section: 'subject', label: '2 当該者氏名(フリガナ)', required: true, recommended: true },
    sex: {
      type: 'choice',
      as: 'radio',
      section: 'subject',
      label: '3 性別',
      options: { male: '男', female: '女', other: 'その他' },
      required: true,
    },
    birthOn: { type: 'date', section: 'subject', label: '4 生年月日', required: true, max: 'today', min: '1890-01-01' },
    age: { type: 'age', section: 'subject', label: '5 診断時の年齢(0歳は月齢)', of: 'birthOn', on: ['diagnosedOn', 'reportedOn'] },
    postalCode: { type: 'postalCode', section: 'subject', label: '6 当該者所在地 郵便番号', recommended: true },
    prefecture: { type: 'text', section: 'subject', label: '都道府県', max: 20, required: true },
    municipality: { type: 'text', section: 'subject', label: '市区町村', max: 60, required: true },
    street: {
      type: 'text',
      section: 'subject',
      label: '丁目番地',
      hint: '※住所は現在居住している住所を記入',
      recommended: true,
    },
    phone: {
      type: 'phone',
      section: 'subject',
      label: '当該者電話番号',
      hint: '※連絡のつく携帯電話推奨 ※こちらの番号にMy HER-SYS等の通知が送られます',
      recommended: true,
    },
    residenceSame: {
      type: 'tick',
      section: 'subject',
      label: '7 当該者住所は、当該者所在地と同じ',
      copies: {
        residencePostalCode: 'postalCode',
        residencePrefecture: 'prefecture',
        residenceMunicipality: 'municipality',
        residenceStreet: 'street',
      },
    },
    residencePostalCode: { type: 'postalCode', section: 'subject', label: '7 当該者住所 郵便番号', recommended: true },
    residencePrefecture: { type: 'text', section: 'subject', label: '住所の都道府県', max: 20, recommended: true },
    residenceMunicipality: { type: 'text', section: 'subject', label: '住所の市区町村', max: 60, recommended: true },
    residenceStreet: { type: 'text', section: 'subject', label: '住所の丁目番地', hint: '※住民票のある住所等', recommended: true },
    residencePhoneSame: {
      type: 'tick',
      section: 'subject',
      label: '住所の電話番号は、当該者電話番号と同じ',
      copies: { residencePhone: 'phone' },
    },
    residencePhone: { type: 'phone', section: 'subject', label: '住所の電話番号', hint: '※連絡のつく携帯電話推奨', recommended: true },
    guardian: {
      type: 'name',
      section: 'subject',
      label: '8 保護者氏名',
      kana: false,
      hint: '※保護者氏名、電話番号は患者が未成年の場合のみ記入',
      recommended: true,
      showWhen: minorOnly,
    },
    guardianPhoneSame: {
      type: 'tick',
      section: 'subject',
      label: '保護者電話番号は、当該者電話番号と同じ',
      copies: { guardianPhone: 'phone' },
      showWhen: minorOnly,
    },
    guardianPhone: { type: 'phone', section: 'subject', label: '9 保護者電話番号', recommended: true, showWhen: minorOnly },

    diagnosedOn: { type: 'date', section: 'diagnosis', label: '診断(検案)年月日', required: true, min: '2020-01-01' },
    sampledOn: {
      type: 'date',
      section: 'diagnosis',
      label: '検体採取日(診断の根拠となったもの)',
      hint: '※みなしで検体採取していない場合は、診断年月日を入力してください',
      recommended: true,
      min: '2020-01-01',
    },
    onsetOn: {
      type: 'date',
      section: 'diagnosis',
      label: '発病年月日(有症状の場合)',
      hint: '※患者(確定例)を診断した場合のみ入力すること',
      recommended: true,
      min: '2020-01-01',
      showWhen: { category: { not: ['asymptomatic'] } },
    },
    deathOn: {
      type: 'date',
      section: 'diagnosis',
      label: '死亡年月日(死亡者検案の場合)',
      recommended: true,
      min: '2020-01-01',
      showWhen: died,
    },

    vaccineDoses: {
      type: 'choice',
      as: 'select',
      section: 'vaccination',
      label: '新型コロナウイルスワクチン接種回数',
      options: {
        ...Object.fromEntries(Array.from({ length: 21 }, (_, doses) => [`d${doses}`, `${doses}回`])),
        unknown: '不明',
      },
      recommended: true,
    },
    vaccinatedOn: {
      type: 'date',
      section: 'vaccination',
      label: '最近の新型コロナウイルスワクチン接種年月日',
      recommended: true,
      min: '2020-12-01',
      showWhen: { vaccineDoses: { not: ['d0'] } },
    },
    vaccine: {
      type: 'choice',
      as: 'select',
      section: 'vaccination',
      label: '最近の接種ワクチン',
      hint: '※リストに無いワクチンの場合は、その他を選択し接種ワクチンの種類を記入',
      options: vaccines,
      recommended: true,
      showWhen: { vaccineDoses: { not: ['d0'] } },
    },
    vaccineOther: {
      type: 'text',
      section: 'vaccination',
      label: '接種ワクチンの種類(その他の場合)',
      max: 100,
      recommended: true,
      showWhen: { vaccine: 'other' },
    },

    riskPresence: {
      type: 'choice',
      as: 'radio',
      section: 'risk',
      label: '重症化リスク因子の有無',
      options: presentOrNot,
      recommended: true,
    },
    riskFactors: {
      type: 'choices',
      section: 'risk',
      label: '重症化リスク因子',
      options: riskFactors,
      showWhen: { riskPresence: { not: ['no'] } },
    },
    riskOther: {
      type: 'text',
      section: 'risk',
      label: '13. その他の内容',
      max: 200,
      showWhen: { riskPresence: { not: ['no'] } },
    },

    severity: {
      type: 'choice',
      as: 'radio',
      section: 'state',
      label: '発生届出時点の重症度(新型コロナウイルス感染症診療の手引きによる。)',
      options: {
        mild: '軽症',
        moderateOne: '中等症I(呼吸不全なし)',
        moderateTwo: '中等症II(呼吸不全あり)',
        severe: '重症',
        asymptomatic: '無症状',
      },
      recommended: true,
    },
    admissionNeeded: {
      type: 'choice',
      as: 'radio',
      section: 'state',
      label: '届出時点の入院の必要性の有無',
      options: presentOrNot,
      recommended: true,
    },
    admitted: { type: 'choice', as: 'radio', section: 'state', label: '届出時点の入院の有無', options: presentOrNot, recommended: true },
    supplement: { type: 'textarea', section: 'state', label: '補足情報', max: 2000 },

    notifiedCentre: { type: 'facility', section: 'centres', list: 'health-centres', label: '届出先保健所' },
    responsibleCentre: { type: 'facility', section: 'centres', list: 'health-centres', label: '担当保健所' },
  },
})

export type Notification2Answers = AnswersOf<typeof notification2>
