import { institutionCheckDigit } from '../../src/lib/institution-code.ts'
import { municipalityCheckDigit } from '../../src/lib/municipality-code.ts'

/** Everything here is invented: prefecture code 48 and the postal codes 000-… are assigned to nobody. */
export const prefectureCode = '48'

const municipalityCode = (five: string) => five + municipalityCheckDigit(five)
const institutionCode = (serial: number) => {
  const nine = `48110${String(serial).padStart(4, '0')}`
  return nine + institutionCheckDigit(nine)
}
/** Readable, and the same on every machine: 00000000-0000-7000-8000-0000000000NN. */
export const seedId = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`

export type SeedOrganisation = {
  id: string
  kind: 'ministry' | 'prefecture' | 'centre' | 'institution' | 'helpdesk' | 'operator'
  code: string
  name: string
  kana: string
  key: string
  prefectureCode: string | null
  parentId: string | null
  institutionKind: 'outpatient' | 'inpatient' | null
  phone: string
  postalCode: string
  address: string
}

const organisation = (
  n: number,
  kind: SeedOrganisation['kind'],
  key: string,
  name: string,
  kana: string,
  code: string,
  more: Partial<SeedOrganisation> = {},
): SeedOrganisation => ({
  id: seedId(n),
  kind,
  key,
  name,
  kana,
  code,
  prefectureCode: ['ministry', 'helpdesk', 'operator'].includes(kind) ? null : prefectureCode,
  parentId: null,
  institutionKind: null,
  phone: `0481${String(100000 + n)}`,
  postalCode: '0000000',
  address: '架空県',
  ...more,
})

const centre = (n: number, key: string, name: string, kana: string) =>
  organisation(n, 'centre', key, `架空${name}保健所`, `カクウ${kana}ホケンジョ`, `48-HC-${n}`, {
    parentId: seedId(2),
    postalCode: `000010${n}`,
    address: `架空県${name}市役所前1-1`,
  })

const institution = (n: number, centreN: number, key: string, name: string, kana: string, institutionKind: 'outpatient' | 'inpatient') =>
  organisation(n, 'institution', key, `架空${name}`, `カクウ${kana}`, institutionCode(n), {
    parentId: seedId(centreN),
    institutionKind,
    postalCode: `000020${String(n).slice(-1)}`,
    address: `架空県あおば市見本町${n}-1`,
  })

export const organisations: SeedOrganisation[] = [
  organisation(1, 'ministry', 'ministry', '架空省', 'カクウショウ', 'MINISTRY'),
  organisation(2, 'prefecture', 'prefecture', '架空県', 'カクウケン', municipalityCode('48000')),
  organisation(3, 'prefecture', 'neighbour', '架空隣県', 'カクウリンケン', municipalityCode('49000'), {
    prefectureCode: '49',
    address: '架空隣県',
  }),
  organisation(4, 'helpdesk', 'helpdesk', '架空ヘルプデスク', 'カクウヘルプデスク', 'HELPDESK'),
  organisation(5, 'operator', 'operator', '架空システム運用', 'カクウシステムウンヨウ', 'OPERATOR'),
  centre(11, 'aoba', 'あおば', 'アオバ'),
  centre(12, 'minato', 'みなと', 'ミナト'),
  centre(13, 'yamate', 'やまて', 'ヤマテ'),
  institution(21, 11, 'aoba-clinic', 'あおば内科クリニック', 'アオバナイカクリニック', 'outpatient'),
  institution(22, 11, 'aoba-hospital', 'あおば総合病院', 'アオバソウゴウビョウイン', 'inpatient'),
  institution(23, 11, 'midori-clinic', 'みどり小児科', 'ミドリショウニカ', 'outpatient'),
  institution(24, 11, 'ekimae-clinic', '駅前発熱外来', 'エキマエハツネツガイライ', 'outpatient'),
  institution(25, 12, 'minato-clinic', 'みなと診療所', 'ミナトシンリョウジョ', 'outpatient'),
  institution(26, 12, 'minato-hospital', 'みなと中央病院', 'ミナトチュウオウビョウイン', 'inpatient'),
  institution(27, 12, 'hama-clinic', 'はま耳鼻咽喉科', 'ハマジビインコウカ', 'outpatient'),
  institution(28, 12, 'kaigan-clinic', '海岸通りクリニック', 'カイガンドオリクリニック', 'outpatient'),
  institution(29, 13, 'yamate-clinic', 'やまて医院', 'ヤマテイイン', 'outpatient'),
  institution(30, 13, 'yamate-hospital', 'やまて記念病院', 'ヤマテキネンビョウイン', 'inpatient'),
  institution(31, 13, 'sakura-clinic', 'さくら坂クリニック', 'サクラザカクリニック', 'outpatient'),
  institution(32, 13, 'mori-clinic', '森のこどもクリニック', 'モリノコドモクリニック', 'outpatient'),
]

export const organisationOf = (key: string): SeedOrganisation => {
  const found = organisations.find((o) => o.key === key)
  if (!found) throw new Error(`no organisation '${key}' in the seed`)
  return found
}

/** Municipality, and the centre that is responsible for it. The last one belongs to no known centre. */
export const municipalities = [
  { code: municipalityCode('48201'), name: 'あおば市', kana: 'アオバシ', centre: 'aoba' },
  { code: municipalityCode('48202'), name: 'みなと市', kana: 'ミナトシ', centre: 'minato' },
  { code: municipalityCode('48203'), name: 'やまて市', kana: 'ヤマテシ', centre: 'yamate' },
  { code: municipalityCode('48301'), name: '丘ノ上町', kana: 'オカノウエチョウ', centre: 'yamate' },
  { code: municipalityCode('48302'), name: '離島村', kana: 'リトウムラ', centre: null },
] as const

const roles: Record<SeedOrganisation['kind'], [role: string, label: string][]> = {
  ministry: [['analyst', '分析']],
  prefecture: [
    ['officer', '担当'],
    ['manager', '管理'],
  ],
  centre: [
    ['nurse', '保健師'],
    ['clerk', '事務'],
    ['manager', '管理'],
  ],
  institution: [
    ['doctor', '医師'],
    ['clerk', '事務'],
    ['manager', '管理'],
  ],
  helpdesk: [['helpdesk', '担当']],
  operator: [['operator', '担当']],
}
const surnames = ['一郎', '二葉', '三咲', '四季', '五月', '六花', '七海', '八雲', '九重', '十和']

export type SeedStaff = { id: string; loginId: string; orgId: string; role: string; name: string; phone: string }

/** One account for each role of each organisation: `nurse@aoba`, `doctor@aoba-clinic`, `officer@prefecture` … */
export const staff: SeedStaff[] = organisations.flatMap((o) =>
  roles[o.kind].map(([role, label], n) => {
    const serial = Number(o.id.slice(-4)) * 10 + n
    return {
      id: seedId(1000 + serial),
      loginId: `${role}@${o.key}`,
      orgId: o.id,
      role,
      name: `架空 ${label}${surnames[serial % 10]}`,
      phone: `0909000${String(serial).padStart(4, '0')}`,
    }
  }),
)
