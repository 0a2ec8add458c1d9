import { PatientLayout } from '../../ui/PatientLayout.tsx'
import { useT } from '../../ui/shell.ts'
import { ContactSection, useCallHours } from './ContactSection.tsx'
import type { Contact } from './contact.ts'
import { Lines } from './Lines.tsx'
import { type Question, type Topic, topics } from './topics.ts'

type Props = { contact: Contact; senderDomain: string }

/** お困りのとき: every question by its topic, and whom to call. */
export function HelpPage(props: Props) {
  const t = useT()
  const say = useHelpWords(props)
  return (
    <PatientLayout title={t('help.title')}>
      <p class="notice danger">{t('patient.top.urgent')}</p>
      <p>{t('help.lead')}</p>
      {topics.map((topic) => (
        <section key={topic.slug}>
          <h2>
            <a href={`/help/${topic.slug}`}>{t(`help.${topic.slug}.title`)}</a>
          </h2>
          <ul class="plain-list">
            {asked(topic, props.contact).map((question) => (
              <li key={question.id}>
                <a href={`/help/${topic.slug}#${question.id}`}>{say(question, 'ask')}</a>
              </li>
            ))}
          </ul>
        </section>
      ))}
      <p>
        <a href="/portal">{t('leaflet.title')}</a>
      </p>
      <ContactSection {...props.contact} />
    </PatientLayout>
  )
}

/** The answers of one topic. */
export function TopicPage({ topic, ...props }: Props & { topic: Topic }) {
  const t = useT()
  const say = useHelpWords(props)
  return (
    <PatientLayout title={t(`help.${topic.slug}.title`)}>
      {asked(topic, props.contact).map((question) => (
        <section key={question.id} class="answer">
          <h2 id={question.id}>{say(question, 'ask')}</h2>
          <Lines text={say(question, 'answer')} />
          {question.callToo && props.contact.healthCall && <Lines text={say(question, 'answer-call')} />}
        </section>
      ))}
      <ContactSection {...props.contact} />
      <p>
        <a href="/help">{t('help.all')}</a>
      </p>
    </PatientLayout>
  )
}

const asked = (topic: Topic, { healthCall }: Contact) => topic.questions.filter((question) => healthCall !== null || !question.onlyWithCall)

/** Words of a question with the labels of the screens and the facts of this installation filled in. */
function useHelpWords({ contact, senderDomain }: Props) {
  const t = useT()
  const hoursText = useCallHours()
  const facts = { domain: senderDomain, ...(contact.healthCall && { hours: hoursText(contact.healthCall.hours) }) }
  return ({ id, labels = {} }: Question, part: 'ask' | 'answer' | 'answer-call') => {
    const quoted = Object.fromEntries(Object.entries(labels).map(([name, key]) => [name, t(key)]))
    return t(`help.q.${id}.${part}`, { ...quoted, ...facts })
  }
}
