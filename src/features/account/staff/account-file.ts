import { cut } from '../../../lib/cut.ts'
import type { OrgKind, Role } from '../../../platform/http/route.server.ts'
import { roleName, rolesGivenBy } from './role-name.ts'

/** The heads of the columns, in this order; a first line of them may stand there or not. The last one may be left out: the system makes a login ID. */
export const fileColumns = ['所属', '氏名', '役割', 'ログインID'] as const
/** Each password is hashed and each letter printed while the keeper waits. */
export const mostAccounts = 100

export type FiledOrganisation = { id: string; name: string; kind: OrgKind; code: string | null }
/** `line`: of the file, from 1. `loginId` null: to be made. */
export type FiledAccount = { line: number; organisation: FiledOrganisation; name: string; role: Role; loginId: string | null }
export type FileFault = { line: number; text: string }

const loginPattern = /^[a-z0-9][a-z0-9._@-]{3,39}$/

/** Cells of a file that was pasted out of a spreadsheet (tabs), as they stand; null: it is no such text. */
export function pastedCells(text: string): string[][] | null {
  return text.includes('\t') ? text.split(/\r?\n/).map((line) => line.split('\t')) : null
}

/**
 * Takes a list of accounts apart, for somebody who keeps accounts of `organisations`. All faults at once, with their lines; nothing is taken of a list
 * that has any. An organisation is named by its name or its code.
 */
export function readAccounts(
  records: readonly (readonly string[])[],
  keeper: keyof typeof rolesGivenBy,
  organisations: readonly FiledOrganisation[],
): { accounts: FiledAccount[]; faults: FileFault[] } {
  const faults: FileFault[] = []
  const accounts: FiledAccount[] = []
  const lineOfLogin = new Map<string, number>()
  const lines = records
    .map((record, n) => ({ line: n + 1, cells: fileColumns.map((_, k) => (record[k] ?? '').normalize('NFKC').trim()) }))
    .filter(
      ({ line, cells }) => cells.some((cell) => cell !== '') && !(line === 1 && cells[0] === fileColumns[0] && cells[1] === fileColumns[1]),
    )
  for (const { line, cells } of lines) {
    const [orgName, name, roleWord, login] = cells as [string, string, string, string]
    const say = (text: string) => faults.push({ line, text })
    const before = faults.length
    const organisation = findOrganisation(organisations, orgName, say)
    const role = (Object.keys(roleName) as Role[]).find((each) => roleName[each] === roleWord)
    const given = organisation ? (rolesGivenBy[keeper][organisation.kind] ?? []) : []
    if (name === '') say('氏名を入力してください')
    else if ([...name].length > 50) say('氏名は50文字以内で入力してください')
    if (roleWord === '') say('役割を入力してください')
    else if (!role) say(`役割「${shortened(roleWord)}」はありません`)
    else if (organisation && !given.includes(role)) say(`この所属で使える役割は、${given.map((each) => roleName[each]).join('・')}です`)
    const loginId = login.toLowerCase()
    if (loginId !== '' && !loginPattern.test(loginId)) say('ログインIDは、半角の英数字と . _ @ - で4～40文字にしてください')
    const twin = loginId === '' ? undefined : lineOfLogin.get(loginId)
    if (twin !== undefined) say(`ログインIDが${twin}行目と同じです`)
    else if (loginId !== '') lineOfLogin.set(loginId, line)
    if (faults.length === before) accounts.push({ line, organisation: organisation!, name, role: role!, loginId: loginId || null })
  }
  if (lines.length === 0) faults.push({ line: 1, text: 'アカウントが1件もありません' })
  if (lines.length > mostAccounts)
    faults.push({ line: lines[mostAccounts]!.line, text: `一度に発行できるのは${mostAccounts}件までです（${lines.length}件あります）` })
  return { accounts, faults }
}

function findOrganisation(all: readonly FiledOrganisation[], named: string, say: (text: string) => void): FiledOrganisation | undefined {
  if (named === '') {
    say('所属を入力してください')
    return undefined
  }
  const found = all.filter(({ name, code }) => code === named || name.normalize('NFKC') === named)
  if (found.length === 0) say(`所属「${shortened(named)}」は、アカウントを管理する組織にありません`)
  if (found.length > 1) say('同じ名称の組織が複数あります。名称の代わりにコードを入力してください')
  return found.length === 1 ? found[0] : undefined
}

const shortened = (text: string) => (text.length > 20 ? `${cut(text, 20)}…` : text)
