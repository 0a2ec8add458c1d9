import { PatientLayout } from '../../ui/PatientLayout.tsx'
import { QrCode } from '../../ui/QrCode.tsx'
import { useT } from '../../ui/shell.ts'
import type { Certificate } from './issue.server.ts'
import { lines, meaningNote, motto, periodNote, periodUrl, shownAt, title } from './wording.ts'

type Props = { certificate: Certificate; registrationId: string; verifyUrl: string; now: Date }

/** 療養証明書 on screen (C26). The certificate itself is Japanese with English beneath; what surrounds it is in the reader's language. */
export function CertificatePage({ certificate: { printed, jws }, registrationId, verifyUrl, now }: Props) {
  const t = useT()
  return (
    <PatientLayout title={t('certificate.title')}>
      <article class="certificate" lang="ja">
        <p class="certificate-head">
          <strong>My HER-SYS</strong>
          <span>{motto}</span>
        </p>
        <div class="certificate-body">
          <p class="certificate-shown">{shownAt(now)}</p>
          <h2>
            {title.ja}
            <span lang="en">{title.en}</span>
          </h2>
          <dl>
            {lines.map(({ field, ja, en, text }) => (
              <div key={field}>
                <dt>
                  {ja}
                  {en !== ja && <span lang="en">{en}</span>}
                </dt>
                <dd>{text(printed)}</dd>
              </div>
            ))}
          </dl>
          <QrCode text={jws} label={t('certificate.qr')} />
          <p>
            {periodNote}
            <a href={periodUrl}>{periodUrl}</a>
          </p>
          <p>{meaningNote}</p>
        </div>
        <p class="certificate-foot">
          {motto}
          <strong>My HER-SYS</strong>
        </p>
      </article>
      <p>
        <a class="button primary" href={`/certificate/${registrationId}/pdf`}>
          {t('certificate.pdf')}
        </a>
      </p>
      <p class="hint">{t('certificate.pdf.note')}</p>
      <ul>
        <li>{t('certificate.wrong')}</li>
        <li>{t('certificate.official-name')}</li>
        <li>{t('certificate.no-period')}</li>
        <li>{t('certificate.qr.note', { url: verifyUrl })}</li>
      </ul>
    </PatientLayout>
  )
}

type NoneProps = { isBirthMissing: boolean; centre: { name: string; phone: string | null } | null }

/** Why there is no certificate (C23, C24), and whom to ask. */
export function NoCertificatePage({ isBirthMissing, centre }: NoneProps) {
  const t = useT()
  return (
    <PatientLayout title={t('certificate.none.title')}>
      <p>{t('certificate.none.tested')}</p>
      <p>{t('certificate.none.since')}</p>
      <ol>
        <li>{t('certificate.none.age')}</li>
        <li>{t('certificate.none.hospital')}</li>
        <li>{t('certificate.none.risk')}</li>
        <li>{t('certificate.none.pregnant')}</li>
      </ol>
      <p class={isBirthMissing ? 'notice warning' : undefined}>{t('certificate.none.birth')}</p>
      {centre && (
        <p>
          {centre.name}
          {centre.phone && (
            <>
              {' '}
              <a href={`tel:${centre.phone}`} class="phone-number">
                {centre.phone}
              </a>
            </>
          )}
        </p>
      )}
    </PatientLayout>
  )
}
