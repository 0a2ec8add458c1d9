import type { ComponentChildren } from 'preact'
import { htmlLang, type Lang, languages } from '../i18n/t.ts'
import { Document } from './Document.tsx'
import { Form } from './Form.tsx'
import { patientMenu } from './menu.ts'
import { useShell, useT } from './shell.ts'

type Props = { title: string; scripts?: string[]; home?: boolean; children: ComponentChildren }

/** Every patient page: header, one column, the language footer (B15, C16). */
export function PatientLayout({ title, scripts = [], home = true, children }: Props) {
  const { path, lang, patient } = useShell()
  const t = useT()
  return (
    <Document title={title === 'My HER-SYS' ? title : `${title} - My HER-SYS`} styles={['patient']} scripts={scripts} bodyClass="patient">
      <a class="skip" href="#main">
        {t('patient.skip')}
      </a>
      <header class="patient-header">
        <a href={patient ? '/home' : '/'} class="brand">
          <strong>HER-SYS</strong>
          <span>{t('patient.system-name')}</span>
        </a>
        {patient && <Menu />}
      </header>
      <main id="main">
        <h1>{title}</h1>
        {children}
        {home && patient && (
          <p class="back-home">
            <a href="/home">{t('patient.back-home')}</a>
          </p>
        )}
      </main>
      <footer class="patient-footer">
        <ul class="languages">
          {(Object.entries(languages) as [Lang, string][]).map(([code, name]) => (
            <li key={code}>
              {code === lang ? (
                <span aria-current="true" lang={htmlLang(code)}>
                  {name}
                </span>
              ) : (
                <a href={`/language/${code}?back=${encodeURIComponent(path)}`} lang={htmlLang(code)} hreflang={htmlLang(code)}>
                  {name}
                </a>
              )}
            </li>
          ))}
        </ul>
        <p>
          <a href="/help">{t('help.title')}</a>
        </p>
        <p>{t('patient.footer')}</p>
      </footer>
    </Document>
  )
}

/** The mark at the upper right (C32): what concerns the account rather than today's report. Opens without script. */
function Menu() {
  const t = useT()
  return (
    <details class="patient-menu">
      <summary>{t('menu.title')}</summary>
      <ul>
        {patientMenu.map(({ word, href }) => (
          <li key={href}>
            <a href={href}>{t(word)}</a>
          </li>
        ))}
        <li>
          <Form action="/sign-out" class="sign-out">
            <button class="link">{t('patient.sign-out')}</button>
          </Form>
        </li>
      </ul>
    </details>
  )
}
