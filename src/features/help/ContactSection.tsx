import { htmlLang } from '../../i18n/t.ts'
import { type Hours, isAlways } from '../../lib/hours.ts'
import { useShell, useT } from '../../ui/shell.ts'
import type { Contact } from './contact.ts'

/** At the foot of every help page: one's own centre, then everybody's, the helpdesk and 健康コール. */
export function ContactSection({ centres, helpPhone, helpHours, healthCall }: Contact) {
  const t = useT()
  const hoursText = useCallHours()
  const { lang } = useShell()
  return (
    <section class="contact">
      <h2>{t('help.contact.title')}</h2>
      {centres.length > 0 && <h3>{t('help.contact.yours')}</h3>}
      {centres.map(({ name, phone }) => (
        <p key={name}>
          <span lang={htmlLang(lang) === 'ja' ? undefined : 'ja'}>{name}</span> {phone && <Phone number={phone} />}
        </p>
      ))}
      <p>
        <a href="/centres">{t('patient.centres.link')}</a>
      </p>
      {helpPhone && (
        <p>
          {t('patient.top.help-phone')} <Phone number={helpPhone} />
          {helpHours && <span class="hours">{t('help.contact.hours', helpHours)}</span>}
        </p>
      )}
      {healthCall && (
        <p>
          {t('help.contact.call')} <Phone number={healthCall.phone} />
          <span class="hours">{hoursText(healthCall.hours)}</span> <span class="hours">{t('help.contact.call-cost')}</span>
        </p>
      )}
    </section>
  )
}

/** '365日24時間（メンテナンス時を除く）' or '毎日 09:00～18:00'. */
export function useCallHours(): (hours: Hours) => string {
  const t = useT()
  return (hours) => (isAlways(hours) ? t('help.contact.call-always') : t('help.contact.call-hours', hours))
}

const Phone = ({ number }: { number: string }) => (
  <a class="phone-number" href={`tel:${number}`}>
    {number}
  </a>
)
