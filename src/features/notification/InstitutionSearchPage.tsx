import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { TextField } from '../../ui/TextField.tsx'
import type { FoundInstitution } from '../organisation/institutions.server.ts'

type Props = { draftId: string; typed: string; found: FoundInstitution[] | null; isMore: boolean }

/** 外来機関名を検索 (D18), by name, reading or code. The chosen one's name, address and telephone go into the form; the draft is kept meanwhile. */
export function InstitutionSearchPage({ draftId, typed, found, isMore }: Props) {
  const at = `/institution/drafts/${draftId}/institutions`
  return (
    <StaffLayout title="外来機関名を検索">
      <p>医療機関の名称、フリガナまたは医療機関コードの一部を入力してください。入力中の発生届は保存されています。</p>
      <Form action={at} class="search" label="外来機関名を検索">
        <div class="search-row">
          <TextField name="q" label="名称・フリガナ・医療機関コード" value={typed} autoComplete="off" maxLength={100} />
          <button class="primary">検索</button>
          <a class="button" href={`/institution/drafts/${draftId}#q-institutionName`}>
            発生届に戻る
          </a>
        </div>
      </Form>
      {found?.length === 0 && <p class="empty">該当する医療機関がありません。発生届に名称を直接入力できます。</p>}
      {found && found.length > 0 && (
        <ul class="found">
          {found.map(({ id, name, code, address, phone }) => (
            <li key={id}>
              <div>
                <strong>{name}</strong>
                <p class="hint">
                  {code} {address ?? '所在地未登録'} {phone}
                </p>
              </div>
              <Form action={at}>
                <input type="hidden" name="choose" value={id} />
                <button aria-label={`${name}を選択`}>選択</button>
              </Form>
            </li>
          ))}
        </ul>
      )}
      {isMore && <p>ほかにも該当する医療機関があります。名称を続けて入力してください。</p>}
    </StaffLayout>
  )
}
