import { canonicalOf } from '../../fields/fhir/questionnaire.ts'
import type { Form } from '../../fields/fields.ts'

/** What the FHIR endpoint can do, as FHIR asks for it at /metadata. `since`: day of this description. */
export function capabilityStatement(forms: readonly Form[], base: string, since: string) {
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: since,
    kind: 'instance',
    implementation: { description: 'HER-SYS 発生届', url: base },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json'],
    instantiates: forms.map((form) => canonicalOf(form, base)),
    rest: [
      {
        mode: 'server',
        security: { description: 'Authorization: Bearer（保健所が発行するAPIキー）' },
        resource: [
          { type: 'Questionnaire', interaction: [{ code: 'read' }] },
          { type: 'QuestionnaireResponse', interaction: [{ code: 'create' }, { code: 'read' }] },
        ],
      },
    ],
  }
}
