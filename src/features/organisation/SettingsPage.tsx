import { Notice } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { deadlines, noteLength, quietBegins, quietEnds, reminderTimes, type SettingsFaults } from './settings-check.ts'

export type Given = Record<'messageNote' | 'reportDeadline' | 'reminderAt' | 'quietFrom' | 'quietTo' | 'issueDays' | 'idleDays', string>
type Props = { given: Given; faults: SettingsFaults; saved?: boolean }

/** The manager's page of the centre's own settings. */
export function SettingsPage({ given, faults, saved }: Props) {
  return (
    <StaffLayout title="保健所の設定">
      {saved && (
        <Notice tone="success">
          <p>保存しました。</p>
        </Notice>
      )}
      <Form action="/centre/settings">
        <div class={faults.messageNote ? 'question wrong' : 'question'}>
          <label class="question-label" for="messageNote">
            SMSに加える一文
          </label>
          <p class="hint" id="messageNote-hint">
            My HER-SYSの登録を案内するSMSに、この文を加えます。{noteLength}
            文字まで。空欄なら何も加えません。患者の名前や病名は書かないでください。
          </p>
          {faults.messageNote && (
            <p class="fault" id="messageNote-fault" role="alert">
              {faults.messageNote}
            </p>
          )}
          <textarea
            id="messageNote"
            name="messageNote"
            rows={3}
            aria-describedby={faults.messageNote ? 'messageNote-hint messageNote-fault' : 'messageNote-hint'}
            aria-invalid={faults.messageNote ? 'true' : undefined}
          >
            {given.messageNote}
          </textarea>
        </div>
        <TimeChoice
          name="reminderAt"
          label="毎日のお知らせを送る時刻"
          hint="健康観察中の患者に、この時刻にMy HER-SYSの案内を送ります。報告の有無にかかわらず、健康観察の終了まで毎日送ります。次の回から適用されます。"
          times={reminderTimes}
          value={given.reminderAt}
          fault={faults.reminderAt}
        />
        <TimeChoice
          name="quietFrom"
          label="夜間の始まり"
          hint="保健所からのメッセージは、緊急のものを除き、この時刻から夜間の終わりまで送らずに待ちます。"
          times={quietBegins}
          value={given.quietFrom}
          fault={faults.quietFrom}
        />
        <TimeChoice
          name="quietTo"
          label="夜間の終わり"
          hint="待っていたメッセージを、この時刻から送ります。"
          times={quietEnds}
          value={given.quietTo}
          fault={faults.quietTo}
        />
        <TimeChoice
          name="reportDeadline"
          label="健康観察の報告の締め切り"
          hint="この時刻までにその日の報告がない患者を、要対応に載せます。保存するとすぐに、まだ締め切りが来ていない全員に適用されます。"
          times={deadlines}
          value={given.reportDeadline}
          fault={faults.reportDeadline}
        />
        <TextField
          name="issueDays"
          label="発行後にサインインがないアカウントを知らせるまでの日数"
          hint="アカウントの一覧で知らせます。不要なアカウントは終了してください。"
          value={given.issueDays}
          fault={faults.issueDays}
          inputMode="numeric"
          maxLength={3}
          class="short"
        />
        <TextField
          name="idleDays"
          label="長くサインインがないアカウントを知らせるまでの日数"
          value={given.idleDays}
          fault={faults.idleDays}
          inputMode="numeric"
          maxLength={3}
          class="short"
        />
        <p class="actions">
          <button class="primary">保存する</button>
        </p>
      </Form>
    </StaffLayout>
  )
}

type TimeProps = { name: string; label: string; hint: string; times: string[]; value: string; fault: string | undefined }

/** One time of day out of a list; what is set and not on the list stays to be seen. */
function TimeChoice({ name, label, hint, times, value, fault }: TimeProps) {
  return (
    <div class={fault ? 'question wrong' : 'question'}>
      <label class="question-label" for={name}>
        {label}
      </label>
      <p class="hint" id={`${name}-hint`}>
        {hint}
      </p>
      {fault && (
        <p class="fault" id={`${name}-fault`} role="alert">
          {fault}
        </p>
      )}
      <select
        id={name}
        name={name}
        class="short"
        aria-describedby={fault ? `${name}-hint ${name}-fault` : `${name}-hint`}
        aria-invalid={fault ? 'true' : undefined}
      >
        {!times.includes(value) && <option value={value}>{value || '選択してください'}</option>}
        {times.map((time) => (
          <option key={time} value={time} selected={time === value}>
            {time}
          </option>
        ))}
      </select>
    </div>
  )
}
