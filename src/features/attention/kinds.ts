/**
 * What a person must look at, worst first: the order is the order of every list. `urgent` items alone are red; they text the duty roster.
 * `outcomes` is what closing offers. `bulk`: may be closed many at once: 'answered' where a report has answered it, 'decided' where a person has done
 * the same for all (sent a letter …). Nothing urgent ever may.
 */
export const attentionKinds = {
  'red-flag': {
    label: '緊急症状',
    urgent: true,
    outcomes: {
      'ambulance-called': '救急要請・119番を案内',
      hospitalised: '入院・受診を調整',
      'spoke-stable': '本人と話し、緊急性なしと判断',
      other: 'その他',
    },
  },
  'report-without-watch': {
    label: '観察外からの報告',
    urgent: true,
    outcomes: { 'watch-begun': '健康観察を開始', 'spoke-stable': '本人と話し、緊急性なしと判断', other: 'その他' },
  },
  'no-report': {
    label: '報告なし',
    urgent: false,
    bulk: 'answered',
    outcomes: {
      spoke: '本人と連絡がとれた',
      visited: '訪問して確認',
      'reported-late': '遅れて報告あり',
      unreachable: '連絡がつかず対応を継続',
      other: 'その他',
    },
  },
  // 自動架電 reached nobody, however often the rule lets it try.
  'call-failed': {
    label: '自動架電不成立',
    urgent: false,
    outcomes: {
      spoke: '本人と連絡がとれた',
      visited: '訪問して確認',
      'phone-corrected': '電話番号・時刻を訂正した',
      reported: '別の方法で報告あり',
      unreachable: '連絡がつかず対応を継続',
      other: 'その他',
    },
  },
  // Cut half-way: what was answered is kept with the call, and is no report.
  'call-incomplete': {
    label: '電話の回答が途中',
    urgent: false,
    outcomes: { spoke: '本人と連絡がとれた', reported: '別の方法で報告あり', visited: '訪問して確認', other: 'その他' },
  },
  'call-asked-for-staff': {
    label: '電話で相談の希望',
    urgent: false,
    outcomes: { spoke: '折り返し電話した', unreachable: '折り返したが連絡がつかない', other: 'その他' },
  },
  'call-identity': {
    label: '電話で本人確認できず',
    urgent: false,
    outcomes: {
      'identity-checked': '本人と確認した',
      'phone-corrected': '電話番号・生年月日を訂正した',
      unreachable: '連絡がつかず対応を継続',
      other: 'その他',
    },
  },
  'owner-to-settle': { label: '担当保健所未確定', urgent: false, outcomes: { 'accepted-here': '当保健所で担当する', other: 'その他' } },
  'hand-over-waiting': { label: '移管の受け入れ待ち', urgent: false, outcomes: {} },
  'sms-undeliverable': {
    label: 'SMS不達',
    urgent: false,
    bulk: 'decided',
    outcomes: { 'phone-corrected': '電話番号を訂正した', 'told-otherwise': '電話・文書で案内した', other: 'その他' },
  },
  // A plan under which the patient can neither be reached nor report.
  'no-channel': {
    label: '連絡手段なし',
    urgent: false,
    outcomes: {
      'plan-changed': '健康観察の方法を変えた',
      'phone-corrected': '電話番号を訂正した',
      visited: '訪問して確認',
      other: 'その他',
    },
  },
  // Words of the patient's own: red where they name an urgent sign.
  'sms-reply': {
    label: 'SMSへの返信',
    urgent: false,
    outcomes: { spoke: '本人と連絡がとれた', 'nothing-needed': '対応は不要と判断', other: 'その他' },
  },
  'sms-stopped': {
    label: 'SMSの停止（本人の返信）',
    urgent: false,
    outcomes: { 'other-channel': '健康観察の方法を変えた', spoke: '本人と連絡がとれた', other: 'その他' },
  },
  'claim-locked': { label: 'ID登録のロック', urgent: false, outcomes: { 'identity-checked': '本人と確認した', other: 'その他' } },
  unconfirmed: { label: '発生届未確認', urgent: false, outcomes: { confirmed: '保健所確認済', other: 'その他' } },
  'not-registered': {
    label: 'My HER-SYS未登録',
    urgent: false,
    bulk: 'decided',
    outcomes: { 'told-otherwise': '登録を案内した', 'other-channel': '電話で健康観察を行う', registered: '登録済', other: 'その他' },
  },
  'release-due': { label: '療養解除の判断', urgent: false, outcomes: {} },
  'withdrawal-asked': { label: '発生届の取り下げ依頼', urgent: false, outcomes: {} },
  // Closed on the case page, by whoever has read the answer.
  inquiry: { label: '医療機関への問合せ', urgent: false, outcomes: {} },
  // A 発生届 that came by fax and that nobody has typed.
  'fax-waiting': { label: 'FAX未入力', urgent: false, outcomes: {} },
  'correction-asked': {
    label: '訂正の依頼',
    urgent: false,
    outcomes: { corrected: '訂正した', refused: '訂正不要と判断', other: 'その他' },
  },
  // A registration without 発生届 was closed although its tabs speak for an infection.
  'early-closed': {
    label: '発生届なしで登録終了',
    urgent: false,
    outcomes: { 'no-duty': '発生届は不要と確認した', 'asked-to-file': '医療機関に発生届の提出を求めた', other: 'その他' },
  },
  // C32: decided on the case page, where another channel is chosen.
  'notice-stop-asked': { label: '通知停止の依頼', urgent: false, outcomes: {} },
  // A pair of cases that another centre asks about, or has decided.
  'likely-same': { label: '同一人物の可能性', urgent: false, outcomes: { seen: '確認した', other: 'その他' } },
  // Found by the rules of the audit; who and what is on the page for managers alone.
  'unusual-access': { label: '通常と異なる閲覧', urgent: false, outcomes: { checked: '管理者が確認した', other: 'その他' } },
  'job-failed': { label: '自動処理の失敗', urgent: false, outcomes: { handled: '手動で対応した', other: 'その他' } },
  'no-roster': { label: '当番未登録', urgent: false, outcomes: { other: 'その他' } },
  'system-alert': { label: 'システム警報', urgent: false, outcomes: { handled: '対応した', other: 'その他' } },
} as const satisfies Record<string, Kind>

type Kind = { label: string; urgent: boolean; bulk?: 'answered' | 'decided'; outcomes: Record<string, string> }
export type AttentionKind = keyof typeof attentionKinds

/** Worst first: SQL ranks by the place in this list. */
export const kindsByRank = Object.keys(attentionKinds) as AttentionKind[]

/** Outcomes that other acts of a person write than "対応完了" on the item itself. */
const outcomesOfActs: Record<string, string> = {
  'met-in-time': '期限内に解消',
  filed: '発生届が提出された',
  accepted: '移管を受け入れた',
  refused: '移管を断った',
  withdrawn: '取り下げた',
  'handed-over': '移管した',
  release: '療養解除',
  death: '死亡',
  withdrawal: '発生届の取り下げ',
  extended: '健康観察期間を延長',
  'roster-set': '当番表を登録',
  confirmed: '保健所確認済',
  merged: '同一の症例として統合',
  unmerged: '統合を取り消した',
  'stop-accepted': '通知を停止した',
  'stop-refused': '停止しないと判断',
  'inquiry-closed': '問合せを終了',
  'fax-entered': '代行入力した',
  'fax-discarded': '入力不要と判断した',
  unlocked: 'ロックを解除した',
  corrected: '発生届を訂正した',
  reissued: 'HER-SYS IDを再発行した',
}

/** While a newer release works beside this one its items may be of kinds that this one does not know: shown, and closed over there. */
const ofNewerRelease: Kind = { label: '新しい種類の項目（画面を開き直してください）', urgent: false, outcomes: {} }
const kindOf = (kind: AttentionKind): Kind => (Object.hasOwn(attentionKinds, kind) ? attentionKinds[kind] : ofNewerRelease)

export function kindLabel(kind: AttentionKind): string {
  return kindOf(kind).label
}

/** The outcomes that closing an item of this kind by hand offers. Empty: it is closed by deciding (accept, release …), never by hand. */
export function outcomesOf(kind: AttentionKind): Record<string, string> {
  return kindOf(kind).outcomes
}

export function outcomeLabel(kind: AttentionKind, outcome: string): string {
  return outcomesOf(kind)[outcome] ?? outcomesOfActs[outcome] ?? outcome
}

export function isBulkClosable(kind: AttentionKind): boolean {
  return bulkOf(kind) !== null
}

/** When an item of this kind may be closed with many others: see `attentionKinds`; null where never. */
export function bulkOf(kind: AttentionKind): 'answered' | 'decided' | null {
  const { bulk, urgent } = kindOf(kind)
  return urgent ? null : (bulk ?? null)
}
