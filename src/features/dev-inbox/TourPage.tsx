import type { Role } from '../../platform/http/route.server.ts'
import { roleName } from '../account/staff/role-name.ts'
import type { DemoAccount } from './accounts.server.ts'
import { DevLayout } from './DevLayout.tsx'

const steps: { who: string; title: string; text: string; links: [label: string, href: string][] }[] = [
  {
    who: '医療機関',
    title: '発生届を出す',
    text: 'doctor@aoba-clinic でサインインします。確認コードは受信箱に届きます。「新たに発生届を提出」に必須の項目と、覚えやすい生年月日、携帯電話番号（090-8999-0001など）、郵便番号 000-1001 を入力し、「住所検索」「確認」「続ける」「報告」の順に押します。',
    links: [
      ['スタッフのサインイン', '/staff/sign-in'],
      ['受信箱', '/dev/inbox'],
    ],
  },
  {
    who: '保健所',
    title: '発生届を確認する',
    text: '別のブラウザー（またはプライベートウィンドウ）で、nurse@aoba としてサインインします。メニューの「発生届一覧」で届出を選び、保健所確認します。',
    links: [['スタッフのサインイン', '/staff/sign-in']],
  },
  {
    who: '患者',
    title: 'My HER-SYSに登録する',
    text: '受信箱のSMSにあるURLを開き、好きなメールアドレスで新規登録します。6桁の確認コードも受信箱に届きます。HER-SYS IDはSMSに書かれています。',
    links: [
      ['受信箱', '/dev/inbox'],
      ['My HER-SYS', '/'],
    ],
  },
  {
    who: '患者',
    title: '今日の健康状態を報告する',
    text: '「現在の健康状態を入力する」から報告します。緊急性の高い症状を1つ選ぶと、保健所の要対応に赤く現れます。',
    links: [['My HER-SYS', '/home']],
  },
  {
    who: '保健所',
    title: '健康観察一覧と要対応を見る',
    text: '報告は1秒以内に一覧に現れます。赤い項目は、人が対応を記録して閉じるまで消えません。',
    links: [
      ['健康観察一覧', '/centre/watch-list'],
      ['要対応', '/centre'],
    ],
  },
  {
    who: '患者',
    title: '電話で報告する',
    text: '「電話」で健康コールにかけ、HER-SYS IDと生年月日を番号で押すと、画面と同じ質問に答えられます。途中で切ったときや緊急の症状があるときは、保健所の要対応に現れます。自動架電もここにかかってきます。',
    links: [['電話', '/dev/phone']],
  },
]

/** Where a newcomer begins: the chain step by step, and who may sign in. */
export function TourPage({ accounts }: { accounts: DemoAccount[] }) {
  return (
    <DevLayout title="デモの歩き方" here="/dev">
      <p>
        発生届から健康観察まで、5分で一回りできます。人も組織もすべて架空です。
        <br />
        <span lang="en">Walk the whole chain in five minutes. Everybody in here is invented.</span>
      </p>
      <ol class="tour">
        {steps.map(({ who, title, text, links }) => (
          <li key={title}>
            <p class="tour-who">{who}</p>
            <h2>{title}</h2>
            <p>{text}</p>
            <p class="tour-links">
              {links.map(([label, href]) => (
                <a key={href} href={href} class="button">
                  {label}
                </a>
              ))}
            </p>
          </li>
        ))}
      </ol>
      <h2 id="accounts">サインインできる人</h2>
      <p>役割、ログインID、パスワードの順です。</p>
      {accounts.length === 0 ? (
        <p>この環境にはデモのアカウントがまだありません。</p>
      ) : (
        [...new Set(accounts.map((account) => account.organisation))].map((organisation) => (
          <section key={organisation} class="accounts">
            <h3>{organisation}</h3>
            <ul>
              {accounts
                .filter((account) => account.organisation === organisation)
                .map(({ role, loginId, password }) => (
                  <li key={loginId}>
                    <span>{roleName[role as Role] ?? role}</span>
                    <code>{loginId}</code>
                    <code>{password}</code>
                  </li>
                ))}
            </ul>
          </section>
        ))
      )}
    </DevLayout>
  )
}
