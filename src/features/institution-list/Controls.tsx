import { type Asked, mostCounted, orders, sizes } from './asked.ts'

export type Shown = { asked: Asked; count: number }
type Props = Shown & { shows: Record<string, string>; all: string }

/** What a list shows, in which order and how much of it, and how many there are. A GET: nothing in it is about a person. */
export function Controls({ asked, count, shows, all }: Props) {
  return (
    <>
      <form method="get" class="search list-controls" aria-label="絞り込みと並び順">
        <div class="search-row">
          <Choice name="show" label="絞り込み" value={asked.show ?? ''} words={{ '': all, ...shows }} />
          <Choice name="order" label="並び順" value={asked.order} words={orders} />
          <Choice
            name="size"
            label="表示件数"
            value={String(asked.size)}
            words={Object.fromEntries(sizes.map((size) => [String(size), `${size}件表示`]))}
          />
          <button>表示</button>
        </div>
      </form>
      <p class="count-line">
        該当 {count.toLocaleString('ja-JP')}件{count >= mostCounted && '以上'}
      </p>
    </>
  )
}

function Choice({ name, label, value, words }: { name: string; label: string; value: string; words: Record<string, string> }) {
  // Numbers as keys would come first and in their own order: '' is put first by hand.
  const entries = Object.entries(words).sort(([a], [b]) => Number(b === '') - Number(a === ''))
  return (
    <div class="question">
      <label class="question-label" for={name}>
        {label}
      </label>
      <select id={name} name={name}>
        {entries.map(([key, word]) => (
          <option key={key} value={key} selected={key === value}>
            {word}
          </option>
        ))}
      </select>
    </div>
  )
}
