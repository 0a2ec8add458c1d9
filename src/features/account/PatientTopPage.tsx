import { PatientLayout } from '../../ui/PatientLayout.tsx'
import { useT } from '../../ui/shell.ts'

/** The front page (A2–A5): what this is, sign in, sign up, and whom to call. */
export function PatientTopPage({ helpPhone }: { helpPhone: string | null }) {
  const t = useT()
  return (
    <PatientLayout title={t('patient.top.title')}>
      <p class="lead">{t('patient.top.what')}</p>
      <p>{t('patient.top.who')}</p>
      <div class="stack">
        <a class="button primary" href="/sign-in">
          {t('patient.sign-in.title')}
        </a>
        <a class="button" href="/sign-up">
          {t('patient.sign-up.title')}
        </a>
      </div>
      <p class="hint">{t('patient.top.start-here')}</p>
      <h2>{t('patient.top.help')}</h2>
      <p>{t('patient.top.sms')}</p>
      <p>{t('patient.top.urgent')}</p>
      <p>
        <a href="/centres">{t('patient.centres.link')}</a>
      </p>
      {helpPhone && (
        <p>
          {t('patient.top.help-phone')} <PhoneLink phone={helpPhone} />
        </p>
      )}
    </PatientLayout>
  )
}

type Centre = { prefecture: string; name: string; phone: string }

/** Telephones of all health centres, by prefecture. */
export function CentresPage({ centres }: { centres: Centre[] }) {
  const t = useT()
  const prefectures = [...new Set(centres.map((centre) => centre.prefecture))]
  return (
    <PatientLayout title={t('patient.centres.title')}>
      <p>{t('patient.centres.lead')}</p>
      {prefectures.map((prefecture) => (
        <section key={prefecture}>
          <h2 lang="ja">{prefecture}</h2>
          <ul class="plain-list" lang="ja">
            {centres
              .filter((centre) => centre.prefecture === prefecture)
              .map((centre) => (
                <li key={centre.name}>
                  {centre.name} <PhoneLink phone={centre.phone} />
                </li>
              ))}
          </ul>
        </section>
      ))}
    </PatientLayout>
  )
}

const PhoneLink = ({ phone }: { phone: string }) => (
  <a class="phone-number" href={`tel:${phone}`}>
    {phone}
  </a>
)
