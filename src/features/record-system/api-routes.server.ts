import { isUuid } from '../../lib/uuid.ts'
import type { ApiContext, ApiReply, ApiRoute } from '../../platform/http/api.server.ts'
import { Problem } from '../../platform/http/problem.ts'
import type { Settings } from '../../platform/settings.server.ts'
import { formByRef } from '../../programmes/registry.ts'
import { fhirBase, questionnaireResponse } from './fhir/document.ts'
import { fhirFormat } from './fhir/format.ts'
import { bodyHash, idempotencyKey } from './filings.server.ts'
import { jsonFormat } from './json-format.ts'
import { findOwnCase, getLatestReport, type OwnCase } from './queries.server.ts'
import { type Format, receive } from './receive.server.ts'

type Deps = { settings: Pick<Settings, 'secret' | 'publicUrl'> }

/** What record systems of institutions may do: file a 発生届, ask what has become of it, have it back. */
export function recordSystemRoutes({ settings }: Deps): ApiRoute[] {
  const base = fhirBase(settings.publicUrl)
  const file =
    (url: string, format: Format) =>
    async (c: ApiContext): Promise<ApiReply> => {
      const { body } = c
      const { caseId, answer } = await receive(c, { key: idempotencyKey(c), hash: bodyHash(url, body), body }, format, settings)
      return { status: 201, text: answer, headers: { location: `${settings.publicUrl}${url}/${caseId}` } }
    }
  const [plain, fhir] = ['/api/v1/notifications', '/api/v1/fhir/QuestionnaireResponse']
  return [
    {
      method: 'POST',
      url: plain,
      scope: 'notifications:write',
      face: 'json',
      audit: 'notification.file',
      handle: file(plain, jsonFormat(settings.publicUrl)),
    },
    {
      method: 'POST',
      url: fhir,
      scope: 'notifications:write',
      face: 'fhir',
      audit: 'notification.file',
      handle: file(fhir, fhirFormat(base)),
    },
    {
      method: 'GET',
      url: `${plain}/:id`,
      scope: 'notifications:read-own-status',
      face: 'json',
      audit: 'notification.status',
      handle: async (c) => ({ status: 200, text: JSON.stringify(statusOf(await ownCase(c))) }),
    },
    {
      method: 'GET',
      url: `${fhir}/:id`,
      scope: 'notifications:read-own',
      face: 'fhir',
      audit: 'notification.view',
      handle: async (c) => {
        const own = await ownCase(c)
        const { id, hersysId } = own
        const { formVersion, answers, filedAt } = await getLatestReport(c.sql, own)
        const filed = { id, hersysId, form: formByRef(formVersion), answers, filedAt }
        return { status: 200, text: JSON.stringify(questionnaireResponse(filed, base)) }
      },
    },
  ]
}

/** Throws Problem 'not-found' for another institution's as for none. */
async function ownCase(c: ApiContext): Promise<OwnCase> {
  const id = c.params.id ?? ''
  const found = isUuid(id) ? await findOwnCase(c.sql, c.actor.orgId, id) : null
  if (!found) throw new Problem('not-found')
  c.shows(found.id, ...(found.mergedInto ? [found.mergedInto.id] : []))
  return found
}

/** What has become of it: 保健所確認済, taken back, part of another case. */
export function statusOf({ id, hersysId, state, receivedAt, updatedAt, confirmedAt, centreName, mergedInto }: OwnCase) {
  const status = state === 'withdrawn' ? 'withdrawn' : confirmedAt === null ? 'received' : 'confirmed'
  return { id, hersysId, status, receivedAt, updatedAt, confirmedAt, healthCentre: centreName, mergedInto }
}
