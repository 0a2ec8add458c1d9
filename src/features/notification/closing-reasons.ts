/** Why a registration ends without a 発生届. 'other' wants its note. */
export const closingReasons = {
  negative: '検査が陰性で、感染症ではなかった',
  'no-duty': '届出の対象ではない（入院を要しない疑似症患者など）',
  'filed-elsewhere': '他の医療機関が発生届を提出した',
  mistake: '誤って登録した（別の方・重複など）',
  other: 'その他',
} as const
export type ClosingReason = keyof typeof closingReasons

/** The reason as posted with its note; null with the fault in words. */
export function readClosing(reason: unknown, note: string): { reason: ClosingReason } | { fault: string } {
  const known = (Object.keys(closingReasons) as ClosingReason[]).find((each) => each === reason)
  if (!known) return { fault: '終了の理由を選択してください。' }
  return known === 'other' && note === '' ? { fault: 'その他の場合は、内容を入力してください。' } : { reason: known }
}
