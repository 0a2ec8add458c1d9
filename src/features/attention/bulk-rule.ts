import { bulkOf, kindLabel } from './kinds.ts'
import { type Item, isAnswered } from './state.ts'

/** Why this item is not closed together with others, in words; null when it may be. */
export function whyNotMany(item: Pick<Item, 'kind' | 'urgent' | 'answeredAt' | 'acknowledgedAt' | 'againAt'>, now: Date): string | null {
  if (item.urgent) return '緊急の項目は1件ずつ対応します'
  const bulk = bulkOf(item.kind)
  if (!bulk) return `${kindLabel(item.kind)}は1件ずつ対応します`
  return bulk === 'answered' && !isAnswered(item, now) ? 'まだ報告がありません。1件ずつ確かめます' : null
}
