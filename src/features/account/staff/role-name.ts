import type { OrgKind, Role } from '../../../platform/http/route.server.ts'

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

export const orgKindName: Record<OrgKind, string> = {
  operator: 'システム運用',
  helpdesk: 'ヘルプデスク',
  ministry: '厚生労働省',
  prefecture: '都道府県',
  centre: '保健所',
  institution: '医療機関',
}

/** Who gives accounts to whom: the keeper's kind of organisation → kinds of organisation → roles. The database asks the same. */
export const rolesGivenBy: Record<'centre' | 'prefecture' | 'operator', Partial<Record<OrgKind, readonly Role[]>>> = {
  centre: { centre: ['nurse', 'clerk', 'manager'], institution: ['doctor', 'clerk', 'manager'] },
  prefecture: { prefecture: ['officer', 'manager'] },
  operator: {
    operator: ['operator'],
    helpdesk: ['helpdesk'],
    ministry: ['analyst'],
    prefecture: ['officer', 'manager'],
    centre: ['manager'],
  },
}
