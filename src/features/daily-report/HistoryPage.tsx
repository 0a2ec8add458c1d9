import { answerRows } from '../../fields/answer-text.ts'
import { formatNumber, formatShortInstant } from '../../i18n/format.ts'
import { formByRef } from '../../programmes/registry.ts'
import { Notice, Table } from '../../ui/bits.tsx'
import { Chart } from '../../ui/Chart.tsx'
import { Form } from '../../ui/Form.tsx'
import { PatientLayout } from '../../ui/PatientLayout.tsx'
import { useT } from '../../ui/shell.ts'
import { CentrePhone } from './Advice.tsx'
import { PersonSelector } from './PersonSelector.tsx'
import type { Person } from './people.server.ts'
import type { OwnCorrection, StoredReport } from './queries.server.ts'

type Props = {
  people: Person[]
  person: Person
  reports: StoredReport[]
  corrections: OwnCorrection[]
  isAsked?: boolean
  fault?: 'blank' | 'long'
  typed?: string
}

/** 「履歴を確認する」 (A20): one's own reports as they stand, those entered or corrected by the centre included. */
export function HistoryPage({ people, person, reports, corrections, isAsked, fault, typed = '' }: Props) {
  const t = useT()
  return (
    <PatientLayout title={t('history.title')} scripts={['report']}>
      <p class="person">{t('history.of', { name: person.name })}</p>
      {people.length > 1 && <PersonSelector people={people} selected={person.registrationId} action="/history" label={t('home.person')} />}
      {isAsked && <Notice tone="success">{t('history.asked')}</Notice>}
      {reports.length === 0 ? <p class="empty">{t('history.empty')}</p> : <Reports reports={reports} />}
      <h2>{t('history.ask')}</h2>
      <p>{t('history.wrong')}</p>
      <CentrePhone person={person} />
      <Form action={`/history/${person.registrationId}/correction`}>
        <div class={fault ? 'question wrong' : 'question'}>
          <label class="question-label" for="text">
            {t('history.ask.label')}
          </label>
          <p class="hint" id="text-hint">
            {t('history.ask.hint')}
          </p>
          {fault && (
            <p class="fault" id="text-fault" role="alert">
              {t(`history.ask.${fault}`)}
            </p>
          )}
          <textarea
            id="text"
            name="text"
            rows={3}
            aria-describedby={fault ? 'text-hint text-fault' : 'text-hint'}
            aria-invalid={fault ? 'true' : undefined}
          >
            {typed}
          </textarea>
        </div>
        <button>{t('history.ask')}</button>
      </Form>
      {corrections.length > 0 && <Corrections corrections={corrections} />}
    </PatientLayout>
  )
}

const answered = ['corrected', 'refused']

/** What one has asked to be corrected, and what the centre said to it. */
function Corrections({ corrections }: { corrections: OwnCorrection[] }) {
  const t = useT()
  const state = ({ closedAt, outcome }: OwnCorrection) =>
    closedAt === null ? 'waiting' : outcome !== null && answered.includes(outcome) ? outcome : 'seen'
  return (
    <>
      <h2>{t('history.corrections')}</h2>
      <ul class="plain-list corrections">
        {corrections.map((one) => (
          <li key={one.id}>
            <strong>{t(`history.correction.${state(one)}`)}</strong>
            <span class="by">{formatShortInstant(t, new Date(one.askedAt))}</span>
            <span class="as-typed">{one.text}</span>
          </li>
        ))}
      </ul>
    </>
  )
}

function Reports({ reports }: { reports: StoredReport[] }) {
  const t = useT()
  const when = (at: string) => formatShortInstant(t, new Date(at))
  const points = (of: 'temperature' | 'spo2') =>
    reports.flatMap(({ reportedAt, [of]: value }) => (value === null ? [] : [{ at: reportedAt, value }]))
  const words = (title: string, unit: string) => ({
    caption: t('history.caption', { title, unit }),
    summary: (said: Record<string, string | number>) => t('history.summary', { title, ...said }),
    when,
  })
  const [temperature, spo2] = [t('history.temperature'), t('history.spo2')]
  return (
    <>
      <Chart
        title={temperature}
        unit="℃"
        points={points('temperature')}
        range={[35, 40]}
        step={1}
        decimals={1}
        limit={{ value: 38, label: '38.0℃' }}
        words={words(temperature, '℃')}
      />
      <Chart
        title={spo2}
        unit="%"
        points={points('spo2')}
        range={[90, 100]}
        step={2}
        decimals={0}
        limit={{ value: 93, label: '93%' }}
        words={words(spo2, '%')}
      />
      <Table caption={t('history.table')} head={[t('history.when'), t('history.measures'), t('history.symptoms')]}>
        {reports.map((report) => (
          <tr key={report.id}>
            <th scope="row">
              {when(report.reportedAt)}
              <span class="by">{t(report.revisesId ? 'history.by.corrected' : `history.by.${report.channel}`)}</span>
            </th>
            <td>
              {report.temperature === null && report.spo2 === null && t('home.not-measured')}
              {report.temperature !== null && <span class="measure">{formatNumber(t, report.temperature)}℃</span>}
              {report.spo2 !== null && <span class="measure">{report.spo2}%</span>}
            </td>
            <td>
              <Symptoms report={report} />
            </td>
          </tr>
        ))}
      </Table>
    </>
  )
}

/** What was said beyond the two figures; questions answered with なし are left out, unanswered ones too. */
function Symptoms({ report }: { report: StoredReport }) {
  const t = useT()
  const rows = answerRows(formByRef(report.formVersion), report.answers, t).filter(
    ({ name, answer }) => answer !== null && !['temperature', 'spo2', 'temperatureNotMeasured', 'spo2NotMeasured'].includes(name),
  )
  const said = rows.filter(({ name }) => report.answers[name] !== 'no' && String(report.answers[name]) !== 'none')
  if (said.length === 0) return <>{t('history.nothing')}</>
  return (
    <ul class="plain-list">
      {said.map(({ name, question, answer }) => (
        <li key={name}>{name === 'urgentSigns' ? answer : `${question}: ${answer}`}</li>
      ))}
    </ul>
  )
}
