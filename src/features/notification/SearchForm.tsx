import type { ComponentChildren } from 'preact'
import { Form } from '../../ui/Form.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { type FilterName, type Search, sizes, sorts } from './list-search.ts'
import { classWords, severityWords, statusWords, whereaboutsWords } from './list-words.ts'

export const searchUrl = '/institution/notifications/search'
type Props = { search: Search; searched: boolean; centres: string[] }

/** 絞り込み条件 (D35). Posted, so that no name or number stands in an address. */
export function SearchForm({ search, searched, centres }: Props) {
  const { typed, faults } = search
  const text = (name: FilterName, label: string, more: Partial<Parameters<typeof TextField>[0]> = {}) => (
    <TextField name={name} label={label} value={typed[name]} fault={faults[name]} autoComplete="off" {...more} />
  )
  const days = (from: FilterName, to: FilterName, label: string) => (
    <div class="days">
      {text(from, `${label} から`, { inputMode: 'numeric' })}
      <span aria-hidden="true">～</span>
      {text(to, `${label} まで`, { inputMode: 'numeric' })}
    </div>
  )
  return (
    <Form action={searchUrl} class="search conditions" label="絞り込み条件">
      <h2>絞り込み条件</h2>
      {Object.keys(faults).length > 0 && (
        <p class="fault" role="alert">
          入力内容を確認してください。検索はまだ行われていません。
        </p>
      )}
      <Group title="ID管理">
        <CentreField value={typed.centre} fault={faults.centre} centres={centres} />
        {text('centreNumber', '保健所独自ID')}
        {text('hersysId', 'HER-SYS ID', { inputMode: 'numeric' })}
        {text('kana', 'フリガナ')}
        {text('name', '氏名')}
        {text('birthOn', '生年月日', { hint: '例 1990/9/9、H2.9.9' })}
        {text('phone', '電話番号', { inputMode: 'tel' })}
        {text('passport', 'パスポート番号')}
      </Group>
      <Group title="発生届" closed={isBlank(typed, ['reportedFrom', 'reportedTo', 'diagnosedFrom', 'diagnosedTo'])}>
        {days('reportedFrom', 'reportedTo', '報告年月日')}
        {days('diagnosedFrom', 'diagnosedTo', '診断年月日')}
      </Group>
      <Group
        title="措置判定記録"
        closed={isBlank(typed, ['infectionClass', 'status', 'severity', 'measuredFrom', 'measuredTo', 'whereabouts'])}
      >
        <Choice name="infectionClass" label="感染区分" value={typed.infectionClass} words={classWords} />
        <Choice name="status" label="現在のステータス" value={typed.status} words={statusWords} />
        <Choice name="severity" label="重症度" value={typed.severity} words={severityWords} />
        {days('measuredFrom', 'measuredTo', '処置日')}
        <Choice name="whereabouts" label="居所" value={typed.whereabouts} words={whereaboutsWords} />
      </Group>
      <div class="search-row">
        <Choice name="sort" label="並び順" value={search.sort} words={sorts} blank={false} />
        <Choice name="size" label="表示件数" value={String(search.size)} words={sizeWords} blank={false} />
        <button class="primary">検索</button>
        {searched && (
          <a class="button" href="/institution/notifications">
            条件を消す
          </a>
        )}
      </div>
    </Form>
  )
}

const sizeWords = Object.fromEntries(sizes.map((size) => [String(size), `${size}件表示`]))
const isBlank = (typed: Search['typed'], names: FilterName[]) => names.every((name) => typed[name] === '')

function Group({ title, closed, children }: { title: string; closed?: boolean; children: ComponentChildren }) {
  const fields = <div class="filter-grid">{children}</div>
  if (closed === undefined)
    return (
      <fieldset>
        <legend>{title}</legend>
        {fields}
      </fieldset>
    )
  return (
    <details open={!closed}>
      <summary>{title}</summary>
      {fields}
    </details>
  )
}

/** × and 保健所を検索: a search input clears itself, and its list is searched by typing. */
function CentreField({ value, fault, centres }: { value: string; fault: string | undefined; centres: string[] }) {
  return (
    <div class={fault ? 'question wrong' : 'question'}>
      <label class="question-label" for="centre">
        担当保健所
      </label>
      {fault && (
        <p class="fault" id="centre-fault" role="alert">
          {fault}
        </p>
      )}
      <input
        id="centre"
        name="centre"
        type="search"
        list="centres"
        value={value}
        placeholder="保健所を検索"
        autoComplete="off"
        aria-describedby={fault ? 'centre-fault' : undefined}
        aria-invalid={fault ? 'true' : undefined}
      />
      <datalist id="centres">
        {centres.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </div>
  )
}

type ChoiceProps = { name: string; label: string; value: string; words: Record<string, string>; blank?: boolean }

function Choice({ name, label, value, words, blank = true }: ChoiceProps) {
  return (
    <div class="question">
      <label class="question-label" for={name}>
        {label}
      </label>
      <select id={name} name={name}>
        {blank && <option value="">指定なし</option>}
        {Object.entries(words).map(([key, word]) => (
          <option key={key} value={key} selected={key === value}>
            {word}
          </option>
        ))}
      </select>
    </div>
  )
}
