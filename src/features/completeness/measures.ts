/** Reports of an institution, or all of them, by one way or any. Counts of questions are sums over the reports. */
export type Counted = {
  reports: number
  /** Questions with the yellow frame that applied, and how many of them were answered. */
  asked: number
  filled: number
  /** Days from diagnosis to report: of how many reports both are known, the median, and what nine of ten do not exceed. */
  dated: number
  median: number | null
  nineOfTen: number | null
}
export type Channel = 'web' | 'excel' | 'api' | 'fax'
/** `orgId` null: institutions outside this system, together. */
export type Line = Counted & { orgId: string | null; name: string; byChannel: Partial<Record<Channel, Counted>> }

/** Null where there is nothing to be a share of: that is no zero. */
export function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}

export const filledShare = ({ filled, asked }: Counted) => share(filled, asked)
export const channelShare = ({ reports, byChannel }: Pick<Line, 'reports' | 'byChannel'>, channel: Channel) =>
  share(byChannel[channel]?.reports ?? 0, reports)

/** '83.3%'; 100 % only when nothing is missing, 0 % only when there is nothing. */
export function percentText(value: number | null): string {
  if (value === null) return '－'
  const tenths = Math.round(value * 1000)
  const shown = value < 1 && tenths === 1000 ? 999 : value > 0 && tenths === 0 ? 1 : tenths
  return `${(shown / 10).toFixed(1)}%`
}

export const daysText = (days: number | null) => (days === null ? '－' : `${days}日`)

export const sorts = {
  name: { label: '医療機関', of: ({ name }: Line) => name, descending: false },
  reports: { label: '届出数', of: ({ reports }: Line) => reports, descending: true },
  filled: { label: '任意項目の入力率', of: filledShare, descending: false },
  median: { label: '診断から届出まで（中央値）', of: ({ median }: Line) => median, descending: true },
  nineOfTen: { label: '同（90%）', of: ({ nineOfTen }: Line) => nineOfTen, descending: true },
  fax: { label: 'FAXの割合', of: (line: Line) => channelShare(line, 'fax'), descending: true },
} as const
export type Sort = keyof typeof sorts

/** The worst first, or the name; who has no figure comes last, and among equals the name decides. */
export function sorted(lines: readonly Line[], by: Sort): Line[] {
  const { of, descending } = sorts[by]
  return [...lines].sort((a, b) => compare(of(a), of(b), descending) || compare(a.name, b.name, false) || compare(a.orgId, b.orgId, false))
}

function compare(a: number | string | null, b: number | string | null, descending: boolean): number {
  if (a === b) return 0
  if (a === null || b === null) return a === null ? 1 : -1
  return a < b === descending ? 1 : -1
}
