import type { ComponentChildren } from 'preact'
import { Notice } from '../../ui/bits.tsx'
import { Form } from '../../ui/Form.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { TextField } from '../../ui/TextField.tsx'

type Props = {
  /** '/institution/cases/<id>'. */
  base: string
  header: ComponentChildren
  /** What was searched for; null: nothing yet. */
  wanted: string | null
  found: { id: string; name: string; code: string; address: string | null }[]
  /** More are found than are shown. */
  isMore: boolean
  typed: { institution: string; fromOn: string; untilOn: string }
  fault: string | null
}

/** 医療機関を登録: search first, then choose and say from when to when. */
export function NamePage({ base, header, wanted, found, isMore, typed, fault }: Props) {
  return (
    <StaffLayout title="診療を担当する医療機関の登録">
      {header}
      {fault && (
        <Notice tone="danger">
          <p>{fault}</p>
        </Notice>
      )}
      <form method="get" action={`${base}/treatments/new`} class="search one-search" aria-label="医療機関を検索">
        <div class="search-row">
          <TextField name="q" label="名称・フリガナ・医療機関コード（一部でも可）" value={wanted ?? ''} autoComplete="off" maxLength={60} />
          <button>検索</button>
        </div>
      </form>
      {wanted !== null && found.length === 0 && <p class="empty">該当する医療機関がありません。</p>}
      {isMore && <p>ほかにも該当する医療機関があります。名称を続けて入力してください。</p>}
      {found.length > 0 && (
        <Form action={`${base}/treatments/new`} class="notification-form" label="診療を担当する医療機関の登録">
          <input type="hidden" name="q" value={wanted ?? ''} />
          <fieldset class="question">
            <legend class="question-label">医療機関</legend>
            <span class="boxes">
              {found.map(({ id, name, code, address }) => (
                <label class="box" key={id}>
                  <input type="radio" name="institution" value={id} checked={typed.institution === id || found.length === 1} />
                  <span>
                    {name}{' '}
                    <span class="minor">
                      {code} {address}
                    </span>
                  </span>
                </label>
              ))}
            </span>
          </fieldset>
          <div class="question">
            <label class="question-label" for="fromOn">
              診療の開始日
            </label>
            <input id="fromOn" type="date" name="fromOn" value={typed.fromOn} />
          </div>
          <div class="question">
            <label class="question-label" for="untilOn">
              診療の終了日
            </label>
            <p class="hint" id="until-hint">
              この日の終わりまで閲覧できます。空欄の場合は90日後までです。
            </p>
            <input id="untilOn" type="date" name="untilOn" value={typed.untilOn} aria-describedby="until-hint" />
          </div>
          <div class="actions">
            <button class="primary">登録</button>
            <a class="button" href={`${base}/tabs/medical`}>
              やめる
            </a>
          </div>
        </Form>
      )}
    </StaffLayout>
  )
}
