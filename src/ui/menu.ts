export type MenuGroup = { title: string; items: { label: string; href: string }[] }
type For = { orgKind: string; institutionKind: string | null; role: string }

/** The ☰ menu by kind of organisation (D12, D13). An entry stands here only when its page exists. */
const menus: Record<string, (who: For) => MenuGroup[]> = {
  institution: (who) => [
    {
      title: '感染者等の登録と一覧',
      items: [
        { label: '新規登録', href: '/institution/notifications/new' },
        { label: '登録情報一覧', href: '/institution/notifications' },
        { label: '旧登録情報一覧', href: '/institution/old-notifications' },
        { label: '下書き一覧', href: '/institution/drafts' },
        { label: '未完了一覧', href: '/institution/incomplete' },
      ],
    },
    {
      title: 'PCR検査と発生届',
      items: [
        { label: '検査結果一覧', href: '/institution/tests' },
        { label: '発生届一覧', href: '/institution/filed' },
      ],
    },
    {
      title: '健康観察と入院状況',
      items: [
        { label: '健康観察一覧', href: '/institution/watch-list' },
        ...(who.institutionKind === 'inpatient' ? [{ label: '入院状況一覧', href: '/institution/inpatients' }] : []),
      ],
    },
    {
      title: '日次報告と書き出し',
      items: [
        { label: '日次報告', href: '/institution/daily-counts' },
        { label: '一覧の書き出し', href: '/institution/exports' },
        { label: '紙の帳票', href: '/institution/paper' },
      ],
    },
    {
      title: '設定と案内',
      items: [
        { label: '医師マスタ', href: '/institution/doctors' },
        { label: '操作マニュアル', href: '/institution/manual' },
        { label: 'FAQ', href: '/institution/faq' },
      ],
    },
  ],
  centre: (who) => [
    {
      title: '要対応と健康観察',
      items: [
        { label: '要対応', href: '/centre' },
        { label: '健康観察一覧', href: '/centre/watch-list' },
        { label: '自動架電', href: '/centre/calls' },
        { label: '電話の集計', href: '/centre/call-figures' },
        { label: '発生届一覧', href: '/centre/notifications' },
        { label: 'FAXの代行入力', href: '/centre/faxes' },
        { label: '医療機関ごとの届出の状況', href: '/centre/institutions' },
        { label: '発生届の提出前の登録', href: '/centre/early' },
        { label: '濃厚接触者一覧', href: '/centre/contacts' },
        { label: '場所と定員', href: '/centre/places' },
        { label: '移管', href: '/centre/hand-overs' },
        { label: '同一人物の可能性', href: '/centre/same-person' },
        { label: '一括処理の一覧', href: '/centre/bulk' },
        { label: '日次報告', href: '/centre/daily-counts' },
        { label: '統計', href: '/centre/statistics' },
        { label: '一覧の書き出し', href: '/centre/exports' },
        { label: '紙の帳票', href: '/centre/paper' },
      ],
    },
    {
      title: '設定',
      items: [
        { label: '当番表', href: '/centre/roster' },
        { label: '健康観察の方法のルール', href: '/centre/plan-rules' },
        { label: 'メッセージと費用', href: '/centre/messages' },
        ...(who.role === 'manager'
          ? [
              { label: 'アカウント', href: '/centre/accounts' },
              { label: '電子カルテ連携', href: '/centre/api-keys' },
              { label: '監査記録', href: '/centre/audit' },
              { label: '保健所の設定', href: '/centre/settings' },
            ]
          : []),
      ],
    },
  ],
  prefecture: (who) => [
    {
      title: '管内の状況',
      items: [
        { label: '要対応（都道府県）', href: '/prefecture' },
        { label: '管内の保健所', href: '/prefecture/centres' },
        { label: '濃厚接触者一覧', href: '/prefecture/contacts' },
        { label: '病床と宿泊療養施設', href: '/prefecture/places' },
        { label: '当番表', href: '/prefecture/roster' },
        { label: '日次報告', href: '/prefecture/daily-counts' },
        { label: '統計', href: '/prefecture/statistics' },
        { label: '一覧の書き出し', href: '/prefecture/exports' },
        { label: '監査記録', href: '/prefecture/audit' },
      ],
    },
    ...(who.role === 'manager' ? [{ title: '設定', items: [{ label: 'アカウント', href: '/prefecture/accounts' }] }] : []),
  ],
  ministry: () => [{ title: '全国の状況', items: [{ label: '統計', href: '/ministry' }] }],
  helpdesk: () => [{ title: '問合せ', items: [{ label: 'アカウントの状態', href: '/helpdesk' }] }],
  operator: () => [
    {
      title: '運用',
      items: [
        { label: 'システム警報', href: '/operator' },
        { label: '障害のお知らせ', href: '/operator/outage' },
        { label: 'アカウント', href: '/operator/accounts' },
        { label: '監査記録', href: '/operator/audit' },
        { label: '一覧の書き出し', href: '/operator/exports' },
        { label: '保存期間と基準値', href: '/operator/retention' },
        { label: '日次報告の年代区分', href: '/operator/daily-count-bands' },
      ],
    },
  ],
}

export function menuFor(who: For): MenuGroup[] {
  return menus[who.orgKind]?.(who) ?? []
}

/** The patient's menu at the upper right, besides signing out; `word` is a key of i18n. An entry stands here only when its page exists. */
export const patientMenu: { word: string; href: string }[] = [
  { word: 'patient.account.title', href: '/account' },
  { word: 'patient.devices.link', href: '/devices' },
  { word: 'my-data.title', href: '/my-data' },
  { word: 'notices.title', href: '/notices' },
]
