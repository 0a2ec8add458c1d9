import { questionnaireId, questionnaireOf } from '../../fields/fhir/questionnaire.ts'
import { formRef } from '../../fields/fields.ts'
import { japaneseDay } from '../../lib/japanese-day.ts'
import { Problem, problemDocument } from '../../platform/http/problem.ts'
import { type Context, type Reply, type Route, route } from '../../platform/http/route.server.ts'
import type { Settings } from '../../platform/settings.server.ts'
import { programmeOf } from '../../programmes/registry.ts'
import { disease, formOfDay } from '../notification/desk.server.ts'
import { capabilityStatement } from './capability.ts'
import { DocsPage } from './DocsPage.tsx'
import { fhirBase } from './fhir/document.ts'
import { openApi } from './openapi.ts'

/** What anybody may read about the API: how to use it, and the questions of every form. Nothing of a case. */
export function apiDocsRoutes({ settings: { publicUrl } }: { settings: Pick<Settings, 'publicUrl'> }): Route[] {
  const forms = programmeOf(disease).notificationForms
  const base = fhirBase(publicUrl)
  const fhir = (c: Context, json: unknown, status = 200): Reply => {
    c.reply.type('application/fhir+json; charset=utf-8')
    return { json, status }
  }
  return [
    route({
      method: 'GET',
      url: '/api/docs',
      who: 'anyone',
      audit: 'record-system.docs',
      handle: ({ query, now }) => {
        const asked = forms.find(({ form }) => formRef(form) === query.form)?.form
        return { page: <DocsPage form={asked ?? formOfDay(null, japaneseDay(now))} forms={forms} publicUrl={publicUrl} /> }
      },
    }),
    route({
      method: 'GET',
      url: '/api/openapi.json',
      who: 'anyone',
      audit: 'record-system.openapi',
      handle: () => ({ json: openApi({ forms, publicUrl }) }),
    }),
    route({
      method: 'GET',
      url: '/api/v1/fhir/metadata',
      who: 'anyone',
      audit: 'record-system.metadata',
      handle: (c) =>
        fhir(
          c,
          capabilityStatement(
            forms.map(({ form }) => form),
            base,
            japaneseDay(c.now),
          ),
        ),
    }),
    route({
      method: 'GET',
      url: '/api/v1/fhir/Questionnaire/:formId',
      who: 'anyone',
      audit: 'record-system.questionnaire',
      handle: (c) => {
        const found = forms.find(({ form }) => questionnaireId(form) === c.params.formId)
        if (!found) return fhir(c, problemDocument(new Problem('not-found'), 'fhir', publicUrl), 404)
        return fhir(c, questionnaireOf(found.form, base))
      },
    }),
  ]
}
