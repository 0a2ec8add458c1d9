import type { ComponentChildren } from 'preact'
import { Document } from './Document.tsx'
import { exportOfPage } from './export-links.ts'
import { Form } from './Form.tsx'
import { type MenuGroup, menuFor } from './menu.ts'
import { useShell } from './shell.ts'

type Props = {
  title: string
  scripts?: string[]
  wide?: boolean
  /** The page comes anew by itself, without script, after so many seconds: something is under way. */
  refresh?: number | null
  children: ComponentChildren
}

/** Every staff page: a red bar when the worker is silent, the ☰ menu (D12), who is signed in, the page. */
export function StaffLayout({ title, scripts = [], wide = false, refresh = null, children }: Props) {
  const { staff, workerSilent, path } = useShell()
  return (
    <Document title={`${title} - HER-SYS`} styles={['staff']} scripts={scripts} bodyClass="staff" refresh={refresh}>
      <a class="skip" href="#main">
        本文へ
      </a>
      {workerSilent && (
        <p class="red-bar" role="alert">
          自動処理が止まっています。通知の送信と警報が遅れています。システム担当へ連絡してください。
        </p>
      )}
      <header class="staff-header">
        {staff && <Menu groups={menuFor(staff)} path={path} />}
        <a href="/staff" class="brand">
          <strong>HER-SYS</strong>
          <span>新型コロナウイルス感染者等情報把握・管理支援システム</span>
        </a>
        {staff && (
          <div class="who">
            <a href="/staff/account">
              {staff.orgName} <span>{staff.name}</span>
            </a>
            <Form action="/staff/sign-out">
              <button class="link">サインアウト</button>
            </Form>
          </div>
        )}
      </header>
      <main id="main" class={wide ? 'wide' : undefined}>
        <h1>{title}</h1>
        {staff && exportOfPage[path] && (
          <p class="export-link">
            <a href={`/${staff.orgKind}/exports/new?list=${exportOfPage[path]}`}>この一覧を出力</a>
          </p>
        )}
        {children}
      </main>
    </Document>
  )
}

function Menu({ groups, path }: { groups: MenuGroup[]; path: string }) {
  return (
    <details class="menu">
      <summary>
        <span aria-hidden="true">☰</span> メニュー
      </summary>
      <nav aria-label="メニュー">
        {groups.map((group) => (
          <section key={group.title}>
            <h2>{group.title}</h2>
            <ul>
              {group.items.map((item) => (
                <li key={item.href}>
                  <a href={item.href} aria-current={item.href === path ? 'page' : undefined}>
                    {item.label}
                  </a>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </nav>
    </details>
  )
}
