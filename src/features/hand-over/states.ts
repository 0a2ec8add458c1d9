/** 移管 in words. */
export const stateLabels = { pending: '受け入れ待ち', accepted: '受け入れ', refused: '断り', withdrawn: '取り下げ' } as const
