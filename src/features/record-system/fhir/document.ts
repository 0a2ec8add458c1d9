import { canonicalOf } from '../../../fields/fhir/questionnaire.ts'
import { hersysIdSystem } from '../../../fields/fhir/resources.ts'
import { responseItems } from '../../../fields/fhir/response.ts'
import type { AnyAnswers, Form } from '../../../fields/fields.ts'
import { patientOf } from './patient.ts'

export const fhirBase = (publicUrl: string) => `${publicUrl}/api/v1/fhir`

type Filed = { id: string; hersysId: string; form: Form; answers: AnyAnswers; filedAt: string }

/** A filed 発生届 as FHIR R4 says it, with its Patient inside. */
export function questionnaireResponse({ id, hersysId, form, answers, filedAt }: Filed, base: string) {
  return {
    resourceType: 'QuestionnaireResponse',
    id,
    language: 'ja',
    contained: [patientOf(answers)],
    identifier: { system: hersysIdSystem(base), value: hersysId },
    questionnaire: canonicalOf(form, base),
    status: 'completed',
    subject: { reference: '#subject' },
    authored: filedAt,
    item: responseItems(form, answers, base),
  }
}

export type Opened = {
  /** Address of the form without its version, as far as it says one. */
  questionnaire: string | null
  version: string | null
  item: unknown
  patient: unknown
  status: unknown
  /** Elements that change what the rest means, and that we do not know. */
  isModified: boolean
}

/** Takes a QuestionnaireResponse, or a Bundle that holds one and its Patient, apart. null: it is neither. */
export function openDocument(body: unknown): Opened | null {
  const entries = listOf(recordOf(body).entry).map(recordOf)
  const resources = recordOf(body).resourceType === 'Bundle' ? entries.map(({ resource }) => recordOf(resource)) : [recordOf(body)]
  const responses = resources.filter(({ resourceType }) => resourceType === 'QuestionnaireResponse')
  const response = responses[0]
  if (!response || responses.length > 1) return null
  const reference = recordOf(response.subject).reference
  const patients = [...resources, ...listOf(response.contained).map(recordOf)].filter(({ resourceType }) => resourceType === 'Patient')
  const isMeant = (each: Record<string, unknown>) =>
    reference === `#${each.id}` ||
    reference === `Patient/${each.id}` ||
    entries.some((entry) => entry.fullUrl === reference && entry.resource === each)
  const [url, version] = typeof response.questionnaire === 'string' ? response.questionnaire.split('|') : []
  return {
    questionnaire: url ?? null,
    version: version ?? null,
    item: response.item,
    patient: reference === undefined ? patients[0] : patients.find(isMeant),
    status: response.status,
    isModified: [response.modifierExtension, response.implicitRules].some((each) => each !== undefined),
  }
}

const listOf = (given: unknown): unknown[] => (Array.isArray(given) ? given : [])
const recordOf = (given: unknown) =>
  (typeof given === 'object' && given !== null && !Array.isArray(given) ? given : {}) as Record<string, unknown>
