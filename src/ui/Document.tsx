import type { ComponentChildren } from 'preact'
import { htmlLang } from '../i18n/t.ts'
import { useShell, useT } from './shell.ts'

type Props = {
  title: string
  styles: string[]
  scripts?: string[]
  bodyClass?: string
  refresh?: number | null
  children: ComponentChildren
}

/** The HTML document around every page. No inline script or style: the CSP refuses them. */
export function Document({ title, styles, scripts = [], bodyClass, refresh = null, children }: Props) {
  const { lang, build, demo, outage } = useShell()
  const t = useT()
  return (
    <html lang={htmlLang(lang)}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        {refresh !== null && (
          <noscript>
            <meta http-equiv="refresh" content={String(refresh)} />
          </noscript>
        )}
        <title>{title}</title>
        {styles.map((name) => (
          <link key={name} rel="stylesheet" href={`/assets/${name}.css?${build}`} />
        ))}
        {scripts.map((name) => (
          <script key={name} type="module" src={`/assets/${name}.js?${build}`} />
        ))}
      </head>
      <body class={bodyClass}>
        {demo && (
          <aside class="demo-banner" aria-label="demo">
            架空データ<span class="demo-clock">{demo}</span>
          </aside>
        )}
        {outage && (
          <aside class="outage" aria-label={t('outage.title')}>
            <p lang={outage.lang === lang ? undefined : htmlLang(outage.lang)}>{outage.text}</p>
          </aside>
        )}
        {children}
      </body>
    </html>
  )
}
