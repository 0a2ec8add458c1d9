import { Notice } from '../../ui/bits.tsx'
import { PatientLayout } from '../../ui/PatientLayout.tsx'
import { useT } from '../../ui/shell.ts'

type Top = {
  helpPhone: string | null
  /** Codes that this browser has asked for and not typed yet. */
  waiting: ('sign-up' | 'password-reset')[]
  /** The visitor has just deleted their account. */
  deleted: boolean
}

/** The front page (A2–A5): what this is, sign in, sign up, and whom to call. Who comes back with a code finds where to type it (A10). */
export function PatientTopPage({ helpPhone, waiting, deleted }: Top) {
  const t = useT()
  return (
    <PatientLayout title={t('patient.top.title')}>
      {deleted && (
        <Notice tone="success">
          <p>{t('patient.account.delete.done')}</p>
        </Notice>
      )}
      {waiting.length > 0 && (
        <Notice>
          <p>{t('patient.top.code-waiting')}</p>
          {waiting.map((purpose) => (
            <p key={purpose}>
              <a class="button primary" href={`/${purpose}/code`}>
                {t('patient.top.enter-code', { title: t(`patient.${purpose}.title`) })}
              </a>
            </p>
          ))}
        </Notice>
      )}
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
