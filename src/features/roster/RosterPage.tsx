import type { ComponentChildren } from 'preact'
import { shortWhen } from '../../lib/staff-time.ts'
import { Badge, Notice, Table } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import type { RosterFaults, RosterForm } from './check.ts'
import type { Duty } from './queries.server.ts'

type Props = {
  base: string
  now: Date
  duties: Duty[]
  onDuty: { duty: Duty | null; deputy: Duty | null }
  given?: RosterForm
  faults?: RosterFaults
}

const positions = { duty: '当番', deputy: '副当番' }

/** 当番表: who is rung when something urgent stays unacknowledged. */
export function RosterPage({ base, now, duties, onDuty, given, faults = {} }: Props) {
  return (
    <StaffLayout title="当番表">
      <p>緊急の項目が確認されないまま10分たつと当番に、20分たつと副当番に、40分たつと都道府県に、個人情報を含まないSMSを送ります。</p>
      {!onDuty.duty && (
        <Notice tone="warning" title="いまの当番がいません">
          <p>下の欄から登録してください。</p>
        </Notice>
      )}
      {duties.length > 0 ? (
        <Table caption="当番表" head={['役割', '氏名', '電話番号', '開始', '終了', '']}>
          {duties.map((duty) => (
            <tr key={duty.id}>
              <td>
                {positions[duty.position]}{' '}
                {(duty.id === onDuty.duty?.id || duty.id === onDuty.deputy?.id) && <Badge tone="success">いま</Badge>}
                {duty.toAt !== null && new Date(duty.toAt) <= now && <Badge>終了</Badge>}
              </td>
              <td>{duty.name}</td>
              <td>{duty.phone}</td>
              <td>{shortWhen(duty.fromAt)}</td>
              <td>{duty.toAt ? shortWhen(duty.toAt) : '期限なし'}</td>
              <td>
                <Form action={`${base}/roster/remove`} label={`${duty.name}を当番表から外す`}>
                  <input type="hidden" name="id" value={duty.id} />
                  <button class="link">外す</button>
                </Form>
              </td>
            </tr>
          ))}
        </Table>
      ) : (
        <p class="calm">まだ誰も登録されていません。</p>
      )}
      <h2>当番を登録する</h2>
      <Form action={`${base}/roster`} class="plain-form">
        <Field label="役割" fault={faults.position} id="position">
          <select id="position" name="position" aria-invalid={faults.position ? true : undefined}>
            {Object.entries(positions).map(([value, label]) => (
              <option key={value} value={value} selected={given?.position === value}>
                {label}
              </option>
            ))}
          </select>
        </Field>
        <Field label="氏名" fault={faults.name} id="name">
          <input id="name" name="name" value={given?.name} autocomplete="off" aria-invalid={faults.name ? true : undefined} />
        </Field>
        <Field label="携帯電話番号" hint="SMSを受け取れる番号" fault={faults.phone} id="phone">
          <input
            id="phone"
            name="phone"
            type="tel"
            value={given?.phone}
            autocomplete="off"
            aria-invalid={faults.phone ? true : undefined}
          />
        </Field>
        <Field label="開始" fault={faults.from} id="from">
          <input id="from" name="from" type="datetime-local" value={given?.from} aria-invalid={faults.from ? true : undefined} />
        </Field>
        <Field label="終了" hint="空欄は期限なし" fault={faults.to} id="to">
          <input id="to" name="to" type="datetime-local" value={given?.to} aria-invalid={faults.to ? true : undefined} />
        </Field>
        <button class="primary">登録する</button>
      </Form>
    </StaffLayout>
  )
}

type FieldProps = { label: string; id: string; hint?: string; fault?: string | undefined; children: ComponentChildren }

function Field({ label, id, hint, fault, children }: FieldProps) {
  return (
    <div class="question">
      <label class="question-label" for={id}>
        {label}
      </label>
      {hint && <p class="hint">{hint}</p>}
      {fault && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
      {children}
    </div>
  )
}
