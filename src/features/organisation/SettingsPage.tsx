import { Notice } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { ChoiceField, TextField } from '../../ui/TextField.tsx'
import { type Given, noteLength, type SettingsFaults } from './settings-check.ts'
import { type SettingField, type SettingName, settingFields, settingParts } from './settings-fields.ts'

type Props = { given: Given; faults: SettingsFaults; saved?: boolean; calledOutside?: number }

/** The manager's page of the centre's own settings. `calledOutside`: patients whose agreed times lie outside the hours of automatic calls. */
export function SettingsPage({ given, faults, saved, calledOutside = 0 }: Props) {
  const count = Object.keys(faults).length
  return (
    <StaffLayout title="保健所の設定">
      {saved && (
        <Notice tone="success">
          <p>保存しました。</p>
        </Notice>
      )}
      {count > 0 && (
        <Notice tone="danger">
          <p>まだ保存していません。直すところが{count}つあります。</p>
        </Notice>
      )}
      {calledOutside > 0 && (
        <Notice tone="warning">
          <p>
            自動架電をかけてよい時間の外に約束の時刻がある方が{calledOutside}
            人います。その時刻にはかからず、要対応に載ることがあります。健康観察の方法で時刻を変えてください。
          </p>
        </Notice>
      )}
      <Form action="/centre/settings">
        <MessageNote value={given.messageNote} fault={faults.messageNote} />
        {settingParts.map(({ id, title, fields }) => (
          <section key={id} aria-labelledby={id}>
            <h2 id={id}>{title}</h2>
            {fields.map((name) => (
              <Setting key={name} name={name} value={given[name]} fault={faults[name]} />
            ))}
          </section>
        ))}
        <p class="actions">
          <button class="primary">保存する</button>
        </p>
      </Form>
    </StaffLayout>
  )
}

function MessageNote({ value, fault }: { value: string; fault: string | undefined }) {
  return (
    <div class={fault ? 'question wrong' : 'question'}>
      <label class="question-label" for="messageNote">
        SMSに加える一文
      </label>
      <p class="hint" id="messageNote-hint">
        My HER-SYSの登録を案内するSMSに、この文を加えます。{noteLength}
        文字まで。空欄なら何も加えません。患者の名前や病名は書かないでください。
      </p>
      {fault && (
        <p class="fault" id="messageNote-fault" role="alert">
          {fault}
        </p>
      )}
      <textarea
        id="messageNote"
        name="messageNote"
        rows={3}
        aria-describedby={fault ? 'messageNote-hint messageNote-fault' : 'messageNote-hint'}
        aria-invalid={fault ? 'true' : undefined}
      >
        {value}
      </textarea>
    </div>
  )
}

/** One setting of the table; a value that is set and not on offer stays to be seen. */
function Setting({ name, value, fault }: { name: SettingName; value: string; fault: string | undefined }) {
  const field: SettingField = settingFields[name]
  const frame = { name, label: field.label, hint: field.hint, fault, value }
  if (field.is === 'number') return <TextField {...frame} inputMode="numeric" maxLength={3} class="short" />
  const options: Record<string, string> =
    field.is === 'yes-no' ? { no: field.no, yes: field.yes } : Object.fromEntries(field.times.map((time) => [time, time]))
  return <ChoiceField {...frame} options={options} class="short" />
}
