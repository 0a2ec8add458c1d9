import { canonicalOf } from '../../../fields/fhir/questionnaire.ts'
import { readResponse } from '../../../fields/fhir/read.ts'
import { hersysIdSystem } from '../../../fields/fhir/resources.ts'
import type { Form } from '../../../fields/fields.ts'
import { issueOf, Problem } from '../../../platform/http/problem.ts'
import type { Filed, Format } from '../receive.server.ts'
import { fhirPath, patientWrongs, unreadableWrongs, wrong } from '../wrongs.ts'
import { openDocument } from './document.ts'
import { readPatient } from './patient.ts'

/** A QuestionnaireResponse with its Patient, or a Bundle of both; answered with an OperationOutcome that holds the HER-SYS ID and the warnings. */
export const fhirFormat = (base: string): Format => ({
  read: (form, body) => read(form, body, base),
  at: fhirPath,
  answer: (filed) => JSON.stringify(outcomeOf(filed, base)),
})

/** The items say it; what they leave blank the Patient may say. Throws Problem for a body that is no such document. */
function read(form: Form, body: unknown, base: string) {
  const opened = openDocument(body)
  if (!opened) throw new Problem('unknown-fields', [wrong('wrong-type', 'resourceType')])
  const { item, patient, questionnaire, version, status, isModified } = opened
  const { raw, unreadable } = readResponse(form, item, base)
  const ofPatient = readPatient(form, patient)
  const canonical = version === null ? `${questionnaire}|${form.version}` : `${questionnaire}|${version}`
  const wrongs = [
    ...(canonical === canonicalOf(form, base) ? [] : [wrong('wrong-form', 'QuestionnaireResponse.questionnaire')]),
    ...(status === 'completed' || status === 'amended' ? [] : [wrong('wrong-type', 'QuestionnaireResponse.status')]),
    ...(isModified ? [wrong('unknown-part', 'QuestionnaireResponse.modifierExtension')] : []),
    ...unreadableWrongs(form, unreadable),
    ...patientWrongs(form, raw, ofPatient),
  ]
  const added = Object.entries(ofPatient).filter(([key]) => !Object.hasOwn(raw, key))
  return { raw: { ...Object.fromEntries(added), ...raw }, wrongs, language: null }
}

function outcomeOf({ hersysId, warnings }: Filed, base: string) {
  const received = {
    severity: 'information',
    code: 'informational',
    details: { coding: [{ system: hersysIdSystem(base), code: hersysId }], text: `発生届を受け付けました。HER-SYS ID: ${hersysId}` },
  }
  return {
    resourceType: 'OperationOutcome',
    issue: [received, ...warnings.map((warning) => issueOf('warning', { ...warning, pointer: '' }))],
  }
}
