import type { Words } from '../i18n/t.ts'

/** Why an answer was not taken. The words for each stand in i18n under 'fault.<code>'. */
export const faultCodes = [
  'required',
  'required-choice',
  'nothing-answered',
  'too-long',
  'not-a-number',
  'too-low',
  'too-high',
  'too-fine',
  'incomplete-date',
  'impossible-date',
  'future',
  'too-old',
  'before-start',
  'postal-code',
  'passport',
  'phone',
  'hersys-id',
  'choice',
  'incomplete-name',
  'kana',
] as const
export type FaultCode = (typeof faultCodes)[number]

/** `part` names the faulty input of a question with several ('year', 'familyKana'). Never holds what was typed. */
export type Fault = { code: FaultCode; part?: string; params?: Record<string, string | number> }
export type Faults = Record<string, Fault>

export function faultText(fault: Fault, words: Words): string {
  return words(`fault.${fault.code}`, fault.params)
}
