import { Notice } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { type Format, formats } from './formats.ts'

type Props = {
  base: string
  name: string
  label: string
  dayWord: string
  columns: { name: string; label: string; isPersonal: boolean }[]
  typed: { columns: string[]; from: string; to: string; format: Format; reason: string }
  faults: string[]
}

/** Columns, period, format and purpose of one export. */
export function ExportFormPage({ base, name, label, dayWord, columns, typed, faults }: Props) {
  return (
    <StaffLayout title={`書き出し：${label}`}>
      {faults.length > 0 && (
        <Notice tone="warning" title="入力を確かめてください">
          <ul>
            {faults.map((fault) => (
              <li key={fault}>{fault}</li>
            ))}
          </ul>
        </Notice>
      )}
      <Form action={`${base}/exports`} label="書き出し">
        <input type="hidden" name="list" value={name} />
        <fieldset class="question">
          <legend class="question-label">項目</legend>
          <div class="export-columns">
            {columns.map((column) => (
              <label key={column.name} class="box">
                <input type="checkbox" name="column" value={column.name} checked={typed.columns.includes(column.name)} /> {column.label}
              </label>
            ))}
          </div>
        </fieldset>
        <fieldset class="question">
          <legend class="question-label">期間（{dayWord}）</legend>
          <p class="filters">
            <label>
              から
              <input type="date" name="from" value={typed.from} />
            </label>
            <label>
              まで
              <input type="date" name="to" value={typed.to} />
            </label>
          </p>
          <p class="minor">空欄のときは、すべての行を書き出します。</p>
        </fieldset>
        <fieldset class="question">
          <legend class="question-label">形式</legend>
          {Object.entries(formats).map(([value, words]) => (
            <label key={value} class="box">
              <input type="radio" name="format" value={value} checked={typed.format === value} /> {words}
            </label>
          ))}
        </fieldset>
        <div class="question">
          <label class="question-label" for="reason">
            目的（必須。監査記録に残ります。個人の氏名は書かないでください）
          </label>
          <input id="reason" name="reason" value={typed.reason} maxLength={200} />
        </div>
        <p class="actions">
          <button class="primary">書き出す</button> <a href={`${base}/exports`}>やめる</a>
        </p>
      </Form>
    </StaffLayout>
  )
}
