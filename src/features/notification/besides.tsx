import type { ComponentChildren } from 'preact'
import type { Form } from '../../fields/fields.ts'

/** What stands below a question of the 発生届: buttons that fill it in, choices that were kept. Each button saves and comes back; scripts only save the way. */
export function besidesOf(form: Form, doctors: string[], maySearch = true): Record<string, ComponentChildren> {
  return {
    doctor: doctors.length > 0 && <DoctorChoice doctors={doctors} />,
    institutionName: maySearch && <Go value="institutions">外来機関名を検索</Go>,
    postalCode: <Go value="address">住所検索</Go>,
    residencePostalCode: <Go value="residence-address">住所検索</Go>,
    ...(Object.hasOwn(form.fields, 'sampledOn') && { sampledOn: <Go value="same-sampled">診断年月日と同じ</Go> }),
    responsibleCentre: <p class="hint">選択しない場合は、所在地から決まります。報告の前に表示されます。</p>,
  }
}

function Go({ value, children }: { value: string; children: ComponentChildren }) {
  return (
    <button class="small" name="go" value={value}>
      {children}
    </button>
  )
}

/** 医師マスタ (D17): a doctor ticked once is a choice from then on. */
function DoctorChoice({ doctors }: { doctors: string[] }) {
  return (
    <label class="doctor-choice">
      <span>医師マスタから選択</span>
      <select name="doctorChoice">
        <option value="">選択しない</option>
        {doctors.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}
