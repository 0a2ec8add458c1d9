import { Badge, Notice, Table } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { splitName } from './draft.ts'
import type { Doctor } from './queries/doctors.server.ts'

/** Family and given name as typed, and what is wrong with them. */
export type TypedName = { family: string; given: string; fault: string | null }
type Props = { doctors: Doctor[]; typed?: TypedName | undefined; notice: string | null }

const nothing: TypedName = { family: '', given: '', fault: null }

/** 医師マスタ (D17): who is offered as 医師の氏名. Ended is not gone: reports keep the name they were filed with. */
export function DoctorsPage({ doctors, typed = nothing, notice }: Props) {
  return (
    <StaffLayout title="医師マスタ">
      {notice && (
        <Notice tone="success">
          <p>{notice}</p>
        </Notice>
      )}
      <p>ここに登録した医師は、発生届の「医師の氏名」で選択できます。</p>
      <Form action="/institution/doctors" label="医師の追加">
        <h2>医師を追加する</h2>
        <NameInputs {...typed} />
        <p class="actions">
          <button class="primary">追加</button>
        </p>
      </Form>
      <h2>登録されている医師</h2>
      {doctors.length === 0 ? (
        <p class="empty">まだ登録がありません。発生届で「医師マスタに登録する」にチェックを入れても登録できます。</p>
      ) : (
        <Table caption="医師マスタ" head={['医師の氏名', '状態', '操作']}>
          {doctors.map((doctor) => (
            <tr key={doctor.id}>
              <td class="name">{doctor.name}</td>
              <td>{doctor.endedAt ? <Badge>終了</Badge> : <Badge tone="success">有効</Badge>}</td>
              <td>
                <div class="row-actions">
                  <a href={`/institution/doctors/${doctor.id}`}>編集</a>
                  <Form action={`/institution/doctors/${doctor.id}/${doctor.endedAt ? 'resume' : 'end'}`}>
                    <button class="link" aria-label={`${doctor.name} ${doctor.endedAt ? 'を有効に戻す' : 'の登録を終了する'}`}>
                      {doctor.endedAt ? '有効に戻す' : '終了'}
                    </button>
                  </Form>
                </div>
              </td>
            </tr>
          ))}
        </Table>
      )}
    </StaffLayout>
  )
}

/** A name that was misspelt, or has changed. */
export function DoctorPage({ doctor, typed }: { doctor: Doctor; typed: TypedName | null }) {
  const { family, given } = splitName(doctor.name)
  return (
    <StaffLayout title="医師の編集">
      <p>すでに報告した発生届の医師の氏名は変わりません。</p>
      <Form action={`/institution/doctors/${doctor.id}`}>
        <NameInputs {...(typed ?? { family, given: given ?? '', fault: null })} />
        <div class="actions">
          <button class="primary">保存</button>
          <a class="button" href="/institution/doctors">
            キャンセル
          </a>
        </div>
      </Form>
    </StaffLayout>
  )
}

function NameInputs({ family, given, fault }: TypedName) {
  return (
    <div class="search-row">
      <TextField name="family" label="姓" value={family} fault={fault} autoComplete="off" maxLength={100} />
      <TextField name="given" label="名" value={given} autoComplete="off" maxLength={100} />
    </div>
  )
}
