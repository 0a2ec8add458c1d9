import { type Route, route } from '../platform/http/route.server.ts'
import { StaffLayout } from '../ui/StaffLayout.tsx'

/** The ministry's home. It sees no person (C2), and says what there is instead of showing empty tiles. */
export function ministryRoutes(): Route[] {
  return [
    route({
      method: 'GET',
      url: '/ministry',
      who: { org: ['ministry'] },
      audit: 'ministry.home',
      handle: () => ({ page: <MinistryPage /> }),
    }),
  ]
}

function MinistryPage() {
  return (
    <StaffLayout title="ホーム">
      <p>
        このアカウントでは、患者の個人情報は表示されません。個人の健康状態を見られるのは、患者本人と、担当する保健所・医療機関だけです。
      </p>
      <p>
        ご自身のパスワード・電話番号の変更と、サインイン中の端末の確認は、
        <a href="/staff/account">アカウント</a>で行えます。
      </p>
    </StaffLayout>
  )
}
