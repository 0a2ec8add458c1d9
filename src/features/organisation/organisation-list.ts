import { isInstitutionCode } from '../../lib/institution-code.ts'
import { normalisePhone, phoneKind } from '../../lib/phone-number.ts'

export type ListedOrganisation = {
  kind: 'ministry' | 'prefecture' | 'centre' | 'institution' | 'helpdesk' | 'operator'
  code: string
  name: string
  kana: string
  prefectureCode: string | null
  parentCode: string | null
  institutionKind: 'outpatient' | 'inpatient' | null
  phone: string | null
  email: string | null
  postalCode: string | null
  address: string | null
}

const kinds: Record<string, ListedOrganisation['kind']> = {
  厚生労働省: 'ministry',
  都道府県: 'prefecture',
  保健所: 'centre',
  医療機関: 'institution',
  ヘルプデスク: 'helpdesk',
  運用: 'operator',
}
const institutionKinds: Record<string, 'outpatient' | 'inpatient'> = { 外来: 'outpatient', 入院: 'inpatient' }

/** The heads of the list's columns, in this order. */
export const organisationColumns = [
  '種別',
  'コード',
  '名称',
  'カナ',
  '都道府県コード',
  '所属コード',
  '外来・入院',
  '電話番号',
  'メールアドレス',
  '郵便番号',
  '所在地',
] as const
/** Whom each kind belongs to: a centre to its prefecture, an institution to the centre that it files with. */
export const parentKinds: Partial<Record<ListedOrganisation['kind'], ListedOrganisation['kind']>> = {
  centre: 'prefecture',
  institution: 'centre',
}

/** Takes a list of organisations apart (`organisationColumns`, the heads in the first line). Faults name the line, from 1, and never what stands in it. */
export function readOrganisations(records: readonly (readonly string[])[]): { organisations: ListedOrganisation[]; faults: string[] } {
  const faults: string[] = []
  const heads = records[0]?.map((cell) => cell.trim()) ?? []
  if (organisationColumns.some((head, n) => heads[n] !== head))
    return { organisations: [], faults: [`line 1: the columns must be ${organisationColumns.join(',')}`] }
  const seen = new Set<string>()
  const organisations: ListedOrganisation[] = []
  for (const [n, record] of records.entries()) {
    if (n === 0 || record.every((cell) => cell.trim() === '')) continue
    const [kindWord, code, name, kana, prefecture, parent, beds, phone, email, postalCode, address] = organisationColumns.map(
      (_, column) => record[column]?.trim() ?? '',
    ) as [string, string, string, string, string, string, string, string, string, string, string]
    const kind = kinds[kindWord]
    const own = faultsOf({ kind, code, name, kana, prefecture, parent, beds, phone, email, postalCode })
    if (kind && seen.has(`${kind} ${code}`)) own.push('コード stands in an earlier line')
    faults.push(...own.map((fault) => `line ${n + 1}: ${fault}`))
    if (!kind || own.length > 0) continue
    seen.add(`${kind} ${code}`)
    organisations.push({
      kind,
      code,
      name,
      kana,
      prefectureCode: prefecture || null,
      parentCode: parent || null,
      institutionKind: institutionKinds[beds] ?? null,
      phone: phone ? normalisePhone(phone) : null,
      email: email || null,
      postalCode: postalCode || null,
      address: address || null,
    })
  }
  return { organisations, faults }
}

type Cells = Record<'code' | 'name' | 'kana' | 'prefecture' | 'parent' | 'beds' | 'phone' | 'email' | 'postalCode', string> & {
  kind: ListedOrganisation['kind'] | undefined
}

/** One row a rule: what is wrong when it holds. */
const rules: [fault: string, isBroken: (cells: Cells) => boolean][] = [
  [`種別 is none of ${Object.keys(kinds).join(', ')}`, ({ kind }) => !kind],
  ['コード is missing', ({ code }) => code === ''],
  ['コード is no 医療機関コード of ten digits', ({ kind, code }) => kind === 'institution' && code !== '' && !isInstitutionCode(code)],
  ['名称 is missing', ({ name }) => name === ''],
  ['カナ must be full-width katakana', ({ kana }) => !/^[ァ-ヶー・　 0-9０-９A-Za-zＡ-Ｚａ-ｚ]+$/.test(kana)],
  [
    '都道府県コード must have two digits',
    ({ kind, prefecture }) => !/^\d{2}$/.test(prefecture) && (['prefecture', 'centre', 'institution'].includes(kind!) || prefecture !== ''),
  ],
  ['所属コード is missing', ({ kind, parent }) => !!kind && !!parentKinds[kind] && parent === ''],
  ['所属コード belongs to 保健所 and 医療機関 alone', ({ kind, parent }) => !!kind && !parentKinds[kind] && parent !== ''],
  ['外来・入院 must be 外来 or 入院', ({ kind, beds }) => (kind === 'institution' ? !(beds in institutionKinds) : beds !== '')],
  ['電話番号 is no telephone number', ({ phone }) => phone !== '' && phoneKind(normalisePhone(phone)) === 'invalid'],
  ['メールアドレス is no mail address', ({ email }) => email !== '' && !/^[^\s@]+@[^\s@]+$/.test(email)],
  ['郵便番号 must have seven digits', ({ postalCode }) => postalCode !== '' && !/^\d{7}$/.test(postalCode)],
]

const faultsOf = (cells: Cells): string[] => rules.filter(([, isBroken]) => isBroken(cells)).map(([fault]) => fault)

export type Jurisdiction = { municipalityCode: string; centreCode: string | null }
export const jurisdictionColumns = ['市区町村コード', '保健所コード'] as const

/** Which centre is responsible for which municipality (六桁の全国地方公共団体コード); a blank centre: nobody known. Faults as above. */
export function readJurisdictions(records: readonly (readonly string[])[]): { jurisdictions: Jurisdiction[]; faults: string[] } {
  const heads = records[0]?.map((cell) => cell.trim()) ?? []
  if (jurisdictionColumns.some((head, n) => heads[n] !== head))
    return { jurisdictions: [], faults: [`line 1: the columns must be ${jurisdictionColumns.join(',')}`] }
  const faults: string[] = []
  const jurisdictions = new Map<string, Jurisdiction>()
  for (const [n, record] of records.entries()) {
    const [municipalityCode = '', centreCode = ''] = record.map((cell) => cell.trim())
    if (n === 0 || (municipalityCode === '' && centreCode === '')) continue
    if (!/^\d{6}$/.test(municipalityCode)) faults.push(`line ${n + 1}: 市区町村コード must have six digits`)
    else if (jurisdictions.has(municipalityCode)) faults.push(`line ${n + 1}: 市区町村コード stands in an earlier line`)
    jurisdictions.set(municipalityCode, { municipalityCode, centreCode: centreCode || null })
  }
  return { jurisdictions: [...jurisdictions.values()], faults }
}
