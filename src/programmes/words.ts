import { sourceWordsOf } from '../fields/words.ts'
import type { Words } from '../i18n/t.ts'
import type { Programme } from './programme.ts'
import { formsOf } from './registry.ts'

/** A triage reason in words: '緊急性の高い症状がある'. Stored reports may name a reason that no longer exists; it comes back as it is. */
export function reasonText(programme: Programme, reason: string, words: Words): string {
  return translated(`${programme.id}.triage.${reason}`, programme.triageReasons[reason] ?? reason, words)
}

/** 傷病名 in words. */
export function diseaseName(programme: Programme, words: Words): string {
  return translated(`${programme.id}.name`, programme.name, words)
}

/** Every key of a programme that other languages need, with its Japanese text. Staff forms are Japanese only. */
export function sourceWordsOfProgramme(programme: Programme): Record<string, string> {
  const forms = formsOf([programme]).filter((form) => form.audience === 'patient')
  const reasons = Object.entries(programme.triageReasons).map(([reason, label]) => [`${programme.id}.triage.${reason}`, label])
  return Object.assign({ [`${programme.id}.name`]: programme.name }, Object.fromEntries(reasons), ...forms.map(sourceWordsOf))
}

function translated(key: string, source: string, words: Words): string {
  const found = words(key)
  return found === key ? source : found
}
