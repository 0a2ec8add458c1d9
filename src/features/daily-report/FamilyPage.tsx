import { ErrorSummary } from '../../fields/ErrorSummary.tsx'
import { Questions } from '../../fields/Questions.tsx'
import { formatDay } from '../../i18n/format.ts'
import type { Day } from '../../lib/japanese-day.ts'
import { Notice } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { PatientLayout } from '../../ui/PatientLayout.tsx'
import { useT } from '../../ui/shell.ts'
import { Advice } from './Advice.tsx'
import { type Member, prefixOf, wholeFamily } from './family.ts'
import { prefixedFaults, prefixedForm, prefixedWords, withPrefix } from './prefixed.ts'
import { besideLastSymptom, DefaultSend } from './RestTick.tsx'
import { Sure } from './Sure.tsx'

export type FamilyPageProps = {
  members: Member[]
  today: Day
  formKey: string
  notice?: 'restored' | 'again' | 'failed' | 'same' | 'nothing' | 'some'
  canRepeat?: boolean
}

/** Everybody of the account on one page with one button (C37): each has their own report, and a mistake with one holds up no other. */
export function FamilyPage({ members, today, formKey, notice, canRepeat }: FamilyPageProps) {
  const t = useT()
  const open = members.filter(({ is }) => is !== 'sent')
  const sent = members.filter(({ is }) => is === 'sent')
  return (
    <PatientLayout title={t('family.title')} scripts={['report']}>
      {sent.map((member) => (
        <SentMember key={member.registrationId} member={member} />
      ))}
      {notice && (
        <Notice tone={notice === 'restored' || notice === 'same' ? 'info' : 'warning'}>
          {t(['nothing', 'some'].includes(notice) ? `family.${notice}` : `report.${notice}`)}
        </Notice>
      )}
      <AllFaults open={open} />
      <Form action="/family" id="report">
        <DefaultSend />
        <input
          type="hidden"
          name="key"
          value={formKey}
          data-day={today}
          data-person={wholeFamily}
          data-fresh={notice ? undefined : 'yes'}
        />
        <p class="call">
          <a href="tel:119">{t('report.danger')}</a>
        </p>
        <p>{t('family.lead')}</p>
        <p class="notice" id="draft" hidden>
          {t('report.draft')}
        </p>
        {canRepeat && (
          <p>
            <button formaction="/family/same">{t('report.same.button')}</button>
            <span class="hint">{t('report.same.hint')}</span>
          </p>
        )}
        {open.map((member, place) => (
          <OpenMember key={member.registrationId} member={member} place={place} />
        ))}
        <p class="notice warning" id="offline" role="alert" hidden>
          {t('report.offline')}
        </p>
        <p class="sends">{t('family.sends', { day: formatDay(t, today) })}</p>
        <button class="primary">{t('report.confirm')}</button>
      </Form>
    </PatientLayout>
  )
}

/** One list of what is wrong, with the name of whom each line concerns. */
function AllFaults({ open }: { open: Member[] }) {
  const t = useT()
  const faults = Object.assign({}, ...open.map(({ registrationId, faults = {} }) => prefixedFaults(faults, prefixOf(registrationId))))
  const [first] = open
  if (!first) return null
  const fields = Object.assign({}, ...open.map(({ registrationId, form }) => prefixedForm(form, prefixOf(registrationId)).fields))
  for (const name of Object.keys(fields)) fields[name] = { ...fields[name], label: `${nameOf(name)}${fields[name].label}` }
  function nameOf(key: string) {
    const name = open.find(({ registrationId }) => key.includes(prefixOf(registrationId)))?.name
    return name ? `${name}: ` : ''
  }
  const words: typeof t = (key, vars) => {
    const member = open.find(({ registrationId }) => key.includes(prefixOf(registrationId)))
    if (!member) return t(key, vars)
    const text = prefixedWords(t, prefixOf(member.registrationId))(key, vars)
    return text === key ? key : `${nameOf(key)}${text}`
  }
  return <ErrorSummary form={{ ...first.form, fields }} faults={faults} words={words} />
}

function SentMember({ member }: { member: Member }) {
  const t = useT()
  return (
    <section class="member-sent">
      <h2 class="person">{t('family.sent', { name: member.name ?? '' })}</h2>
      {member.advice && <Advice person={member} report={member.advice} />}
    </section>
  )
}

function OpenMember({ member, place }: { member: Member; place: number }) {
  const t = useT()
  const { registrationId, form, given, faults = {}, doubted = [], name } = member
  const prefix = prefixOf(registrationId)
  const [own, words] = [prefixedForm(form, prefix), prefixedWords(t, prefix)]
  const isTyped = Object.keys(given).length > 0
  return (
    <details class="member" open={place === 0 || isTyped}>
      <summary class="person">{name ?? t('family.nth', { n: place + 1 })}</summary>
      <input type="hidden" name="person" value={registrationId} />
      {member.is === 'failed' && <Notice tone="warning">{t('report.failed')}</Notice>}
      {doubted.length > 0 && <Sure form={form} doubted={doubted} prefix={prefix} />}
      <Questions
        form={own}
        words={words}
        given={withPrefix(given, prefix)}
        faults={prefixedFaults(faults, prefix)}
        beside={besideLastSymptom(form, given, prefix)}
      />
    </details>
  )
}
