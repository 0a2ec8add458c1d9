import type { Role } from '../../../platform/http/route.server.ts'

/** What people call each role. */
export const roleName: Record<Role, string> = {
  doctor: '医師',
  clerk: '事務',
  manager: '管理者',
  nurse: '保健師',
  officer: '担当者',
  analyst: '分析担当',
  helpdesk: 'ヘルプデスク',
  operator: 'システム運用',
}

/** The roles a centre's manager may give, by kind of organisation. */
export const rolesOf = { centre: ['nurse', 'clerk', 'manager'], institution: ['doctor', 'clerk', 'manager'] } as const satisfies Record<
  'centre' | 'institution',
  readonly Role[]
>
