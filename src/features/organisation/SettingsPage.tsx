import { Notice } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { deadlines, noteLength, type SettingsFaults } from './settings-check.ts'

export type Given = { messageNote: string; reportDeadline: string }
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
        <div class={faults.reportDeadline ? 'question wrong' : 'question'}>
          <label class="question-label" for="reportDeadline">
            健康観察の報告の締め切り
          </label>
          <p class="hint" id="reportDeadline-hint">
            この時刻までにその日の報告がない患者を、要対応に載せます。保存するとすぐに、まだ締め切りが来ていない全員に適用されます。
          </p>
          {faults.reportDeadline && (
            <p class="fault" id="reportDeadline-fault" role="alert">
              {faults.reportDeadline}
            </p>
          )}
          <select
            id="reportDeadline"
            name="reportDeadline"
            class="short"
            aria-describedby={faults.reportDeadline ? 'reportDeadline-hint reportDeadline-fault' : 'reportDeadline-hint'}
            aria-invalid={faults.reportDeadline ? 'true' : undefined}
          >
            {!deadlines.includes(given.reportDeadline) && (
              <option value={given.reportDeadline}>{given.reportDeadline || '選択してください'}</option>
            )}
            {deadlines.map((time) => (
              <option key={time} value={time} selected={time === given.reportDeadline}>
                {time}
              </option>
            ))}
          </select>
        </div>
        <p class="actions">
          <button class="primary">保存する</button>
        </p>
      </Form>
    </StaffLayout>
  )
}
