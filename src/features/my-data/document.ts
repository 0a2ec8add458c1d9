import { answerRows } from '../../fields/answer-text.ts'
import { formWords } from '../../fields/words.ts'
import { formatInstant } from '../../i18n/format.ts'
import { type Lang, type Words, wordsIn } from '../../i18n/t.ts'
import { formByRef } from '../../programmes/registry.ts'
import { type AccessLine, accessLines, type Kind } from './kind.ts'
import type { Answered, MyData, PersonRecord } from './record.ts'

/** Questions and answers as they are read, with what was stored beside them. */
type Readable = { title: string; questions: { question: string; answer: string | null }[] }

/** A stored form in words. A form of staff (the 発生届) is Japanese, as it was filed. */
export function readable({ formVersion, answers }: Pick<Answered, 'formVersion' | 'answers'>, lang: Lang): Readable {
  const form = formByRef(formVersion)
  const words = wordsIn(form.audience === 'staff' ? 'ja' : lang)
  return {
    title: formWords(form, words).title,
    questions: answerRows(form, answers, words).map(({ question, answer }) => ({ question, answer })),
  }
}

/** Everything as it is downloaded: what is stored, the same in words, and who looked at it. Instants are ISO 8601 in UTC. */
export function exportOf(data: MyData, lang: Lang, kindOf: (action: string) => Kind, now: Date) {
  return {
    system: 'HER-SYS',
    exportedAt: now.toISOString(),
    account: data.account,
    people: data.people.map(({ accesses, ...person }) => ({
      ...person,
      notifications: person.notifications.map((each) => ({ ...each, ...readable(each, lang) })),
      surveys: person.surveys.map((each) => ({ ...each, ...readable(each, lang) })),
      reports: person.reports.map((each) => ({ ...each, ...readable(each, lang) })),
      accesses: accessLines(accesses, kindOf, wordsIn(lang)),
    })),
  }
}

export type Section = { title: string; rows: [label: string, value: string][] }

/** The same for paper: sections of labelled lines, the person's own words among them. */
export function sectionsOf(person: PersonRecord, lang: Lang, kindOf: (action: string) => Kind): Section[] {
  const t = wordsIn(lang)
  const when = (at: string | null) => (at === null ? '－' : formatInstant(t, new Date(at)))
  const forms = (each: readonly Answered[]) =>
    each.map((one): Section => {
      const { title, questions } = readable(one, lang)
      return { title: `${title} ${when(one.at)}`, rows: questions.map(({ question, answer }) => [question, answer ?? t('answer.blank')]) }
    })
  const sections: Section[] = [
    { title: t('my-data.section.person'), rows: headRows(person, t, when) },
    ...forms(person.notifications),
    ...forms(person.surveys),
    ...forms(person.reports),
    { title: t('my-data.section.corrections'), rows: person.corrections.map(({ askedAt, text }) => [when(askedAt), text]) },
    { title: t('my-data.section.messages'), rows: person.messages.map(({ at, recipient, body }) => [`${when(at)}\n${recipient}`, body]) },
    {
      title: t('my-data.section.certificates'),
      rows: person.certificates.map(({ issuedAt, revokedAt }) => [
        when(issuedAt),
        revokedAt ? t('my-data.certificate.revoked', { at: when(revokedAt) }) : t('my-data.certificate.stands'),
      ]),
    },
    { title: t('my-data.who'), rows: accessLines(person.accesses, kindOf, t).map((line) => accessRow(line, t)) },
  ]
  return sections.filter(({ rows }) => rows.length > 0)
}

function headRows(person: PersonRecord, t: Words, when: (at: string | null) => string): Section['rows'] {
  const { registeredName, registeredPhone, registeredAt, hersysId, centreName, nationality, enteredJapanOn, passportNumber } = person
  const rows: [string, string | null][] = [
    [t('my-data.registered-name'), registeredName],
    [t('my-data.registered-phone'), registeredPhone],
    [t('my-data.registered-at'), when(registeredAt)],
    ['HER-SYS ID', hersysId],
    [t('home.centre'), centreName],
    [t('my-data.nationality'), nationality],
    [t('my-data.entered-on'), enteredJapanOn],
    [t('passport.title'), passportNumber],
    [t('my-data.period'), person.periodFrom && person.periodTo ? `${person.periodFrom} – ${person.periodTo}` : null],
  ]
  return rows.filter((row): row is [string, string] => row[1] !== null)
}

function accessRow({ day, who, role, kind, times }: AccessLine, t: Words): [string, string] {
  const more = times > 1 ? ` ${t('my-data.times', { times })}` : ''
  return [day, `${who}${role === null ? '' : ` ${t('my-data.role', { role })}`}: ${t(`my-data.${kind}`)}${more}`]
}
