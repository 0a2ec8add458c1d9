import { PatientLayout } from '../../ui/PatientLayout.tsx'
import { QrCode } from '../../ui/QrCode.tsx'
import { useT } from '../../ui/shell.ts'
import { ContactSection } from './ContactSection.tsx'
import type { Contact } from './contact.ts'
import { Lines } from './Lines.tsx'

/** リーフレット (A3, C12): the way in as a QR code and in steps, to read on a phone or to print and hand out. */
export function LeafletPage({ contact, publicUrl }: { contact: Contact; publicUrl: string }) {
  const t = useT()
  const signup = t('patient.sign-up.title')
  return (
    <PatientLayout title={t('leaflet.title')}>
      <p class="lead">{t('leaflet.lead')}</p>
      <h2>{t('leaflet.register')}</h2>
      <p>{t('leaflet.open')}</p>
      <p class="leaflet-way-in">
        <QrCode text={`${publicUrl}/sign-up`} label={t('leaflet.qr', { signup })} />
        <a href="/sign-up">{publicUrl}/sign-up</a>
      </p>
      <Lines
        text={t('leaflet.steps', {
          signup,
          send: t('patient.proof.send'),
          check: t('patient.code.check'),
          make: t('patient.sign-up.save-password'),
          confirm: t('patient.registration.check'),
          save: t('patient.registration.confirm.save'),
        })}
      />
      <p>{t('patient.registration.who.family')}</p>
      <p>{t('patient.top.sms')}</p>
      <h2>{t('leaflet.report')}</h2>
      <Lines text={t('leaflet.report-steps', { report: t('home.report'), done: t('report.confirm') })} />
      <p class="notice danger">{t('patient.top.urgent')}</p>
      <p>{t('leaflet.official', { url: publicUrl })}</p>
      <p>
        <a href="/help">{t('help.title')}</a>
      </p>
      <ContactSection {...contact} />
    </PatientLayout>
  )
}
