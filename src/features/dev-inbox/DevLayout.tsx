import type { ComponentChildren } from 'preact'
import { Document } from '../../ui/Document.tsx'

type Props = { title: string; here: '/dev' | '/dev/inbox' | '/dev/phone'; scripts?: string[]; children: ComponentChildren }

const pages = [
  { href: '/dev', label: 'デモの歩き方' },
  { href: '/dev/inbox', label: '受信箱' },
  { href: '/dev/phone', label: '電話' },
] as const

/** The pages beside the product that only a demo has. */
export function DevLayout({ title, here, scripts, children }: Props) {
  return (
    <Document title={`${title} - HER-SYS デモ`} styles={['dev']} {...(scripts ? { scripts } : {})} bodyClass="dev">
      <a class="skip" href="#main">
        本文へ
      </a>
      <header class="dev-header" lang="ja">
        <a href="/dev" class="brand">
          <strong>HER-SYS</strong> デモ
        </a>
        <nav aria-label="デモのページ">
          <ul>
            {pages.map(({ href, label }) => (
              <li key={href}>
                <a href={href} aria-current={href === here ? 'page' : undefined}>
                  {label}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      </header>
      <main id="main" lang="ja">
        <h1>{title}</h1>
        {children}
      </main>
    </Document>
  )
}
