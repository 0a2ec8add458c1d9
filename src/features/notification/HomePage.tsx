import { Notice } from '../../ui/bits.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'

type Tile = { href: string; title: string; text: string[] }

/** A tile stands here only when its page exists (D14, headings G31). */
const groups: { title: string; tiles: Tile[] }[] = [
  {
    title: '新たに発生届を提出する場合、発生届の提出前に使用する場合',
    tiles: [
      {
        href: '/institution/notifications/new',
        title: '新たに発生届を提出',
        text: [
          '発生届を新規登録できます。発生届に登録された情報を基に、他のタブの同一項目にも自動反映されます。',
          '※ 複数人分の発生届を連続して新規登録することができます。',
        ],
      },
      {
        href: '/institution/early',
        title: '発生届の提出前に使用',
        text: ['発生届の提出前に、氏名や担当保健所、基礎疾患の有無 検査等の情報を入力できます。'],
      },
      {
        href: '/institution/imports',
        title: '発生届のエクセルインポート',
        text: ['エクセルインポート機能を使用して、複数人分の発生届を新規に一括登録することができます。'],
      },
    ],
  },
  {
    title: '入力済の情報を閲覧・編集する場合',
    tiles: [
      {
        href: '/institution/notifications',
        title: '閲覧・編集',
        text: ['既に入力済の情報については、こちらから閲覧・編集を行ってください。'],
      },
      {
        href: '/institution/drafts',
        title: '下書き一覧',
        text: ['入力の途中で保存した発生届の続きを入力できます。'],
      },
      {
        href: '/institution/incomplete',
        title: '未完了一覧',
        text: ['報告した発生届のうち、入力されていない項目が残っているものに追記できます。'],
      },
    ],
  },
  {
    title: '操作方法',
    tiles: [
      {
        href: '/institution/manual',
        title: '操作マニュアル',
        text: ['操作マニュアルを見ることができます'],
      },
      {
        href: '/institution/faq',
        title: 'FAQ',
        text: ['よくあるご質問と、問合せ先です。'],
      },
    ],
  },
]

/** First page of an institution after signing in (D14). `incomplete` is counted up to 100. */
export function HomePage({ drafts, incomplete, inquiries }: { drafts: number; incomplete: number; inquiries: number }) {
  const counts: Record<string, string> = {
    '/institution/drafts': drafts > 0 ? ` (${drafts}件)` : '',
    '/institution/incomplete': incomplete > 0 ? ` (${incomplete >= 100 ? '100件以上' : `${incomplete}件`})` : '',
  }
  return (
    <StaffLayout title="ホーム">
      {inquiries > 0 && (
        <Notice tone="warning" title={`保健所からの問合せが${inquiries}件あります`}>
          <p>
            <a class="button" href="/institution/inquiries">
              問合せに回答する
            </a>
          </p>
        </Notice>
      )}
      {groups.map(({ title, tiles }) => (
        <section key={title}>
          <h2>{title}</h2>
          <ul class="tiles">
            {tiles.map((tile) => (
              <li key={tile.href}>
                <a class="tile" href={tile.href}>
                  <strong>
                    {tile.title}
                    {counts[tile.href]}
                  </strong>
                  {tile.text.map((line) => (
                    <span class="tile-text" key={line}>
                      {line}
                    </span>
                  ))}
                </a>
              </li>
            ))}
          </ul>
        </section>
      ))}
      <section>
        <h2>入力時の注意点</h2>
        <Cautions />
      </section>
    </StaffLayout>
  )
}

/** D41–D43. */
export function Cautions() {
  return (
    <ul class="cautions">
      <li>
        発生届の提出は、感染症法に基づく義務です。入力できる箇所は必ず入力してください。発生届を報告する際には、間違いがないか今一度ご確認ください。※テスト入力はできません
      </li>
      <li>
        <strong>電話番号の入力間違いに注意！</strong>{' '}
        電話番号の入力間違いがあると、間違った方（対象ではない方）へSMSが届いてしまいます。また、ご本人にSMSが届かず、健康状態をフォローし続けることができなくなります。
      </li>
      <li>
        <strong>生年月日の入力間違いに注意！</strong> 生年月日の入力間違いがあると、My
        HER-SYSに登録できません。その場合、保健所で生年月日を修正していただく必要があり、ご本人からも保健所に電話していただく必要があります。
      </li>
    </ul>
  )
}
