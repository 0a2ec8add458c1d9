import { tidy } from '../../lib/kana.ts'
import { isUuid, uuidv7 } from '../../lib/uuid.ts'
import { newApiKey } from '../../platform/http/api-key.server.ts'
import { type Scope, scopes } from '../../platform/http/api-limits.ts'
import { AppError } from '../../platform/http/errors.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../platform/http/route.server.ts'
import { ApiKeysPage, RevokePage } from './ApiKeysPage.tsx'
import { type GivenKey, IssuedKeyPage, IssueKeyPage, type KeyFaults } from './IssueKeyPages.tsx'
import { issueApiKey, listApiKeys, listInstitutions, revokeApiKey } from './queries.server.ts'

const who = { org: ['centre'], roles: ['manager'] } as const
const atFirst: GivenKey = { institutionId: '', name: '', scopes: ['notifications:write', 'notifications:read-own-status'] }

/** A centre's manager gives keys to the record systems of the centre's institutions, and takes them back. */
export function apiKeyRoutes(): Route[] {
  return [
    route({
      method: 'GET',
      url: '/centre/api-keys',
      who,
      audit: 'api-key.list',
      handle: async ({ sql, actor, query }) => {
        const [institutions, keys] = await Promise.all([listInstitutions(sql, actor.orgId), listApiKeys(sql)])
        return { page: <ApiKeysPage institutions={institutions} keys={keys} isRevoked={query.done === 'revoked'} /> }
      },
    }),
    route({ method: 'GET', url: '/centre/api-keys/new', who, audit: 'api-key.issue-page', handle: (c) => issuePage(c, atFirst, {}) }),
    route({ method: 'POST', url: '/centre/api-keys/new', who, audit: 'api-key.issue', handle: issue }),
    route({ method: 'GET', url: '/centre/api-keys/:id', who, audit: 'api-key.revoke-page', handle: (c) => revokePage(c, false) }),
    route({
      method: 'POST',
      url: '/centre/api-keys/:id',
      who,
      audit: 'api-key.revoke',
      handle: async (c) => {
        if (c.body.sure !== 'yes') return revokePage(c, true)
        const { id } = (await keyOf(c)).key
        if (!(await revokeApiKey(c.sql, id, c.now))) throw new AppError('conflict')
        c.note({ keyId: id })
        return { redirect: '/centre/api-keys?done=revoked' }
      },
    }),
  ]
}

async function issue(c: Context<Staff>): Promise<Reply> {
  const { sql, actor, now, body } = c
  const text = (name: string) => (typeof body[name] === 'string' ? tidy(body[name]) : '')
  const given = { institutionId: text('institutionId'), name: text('name'), scopes: [body.scopes ?? []].flat() }
  const institution = (await listInstitutions(sql, actor.orgId)).find(({ id }) => id === given.institutionId)
  const chosen = scopes.filter((scope) => given.scopes.includes(scope))
  const faults = faultsOf(given, institution !== undefined, chosen)
  if (!institution || Object.keys(faults).length > 0) return issuePage(c, given, faults)
  const key = newApiKey()
  const id = uuidv7(now)
  await issueApiKey(sql, { id, institutionId: institution.id, name: given.name, scopes: chosen }, key, now)
  c.note({ keyId: id, prefix: key.prefix, orgId: institution.id, scopes: chosen })
  return { page: <IssuedKeyPage institution={institution.name} name={given.name} apiKey={key.key} /> }
}

function faultsOf(given: GivenKey, isInstitution: boolean, chosen: readonly Scope[]): KeyFaults {
  const length = [...given.name].length
  return {
    ...(isInstitution ? {} : { institutionId: '選択してください' }),
    ...(length === 0 ? { name: '入力してください' } : length > 50 ? { name: '50文字以内で入力してください' } : {}),
    ...(chosen.length === 0 ? { scopes: '1つ以上選択してください' } : {}),
  }
}

async function issuePage(c: Context<Staff>, given: GivenKey, faults: KeyFaults): Promise<Reply> {
  const isRefused = Object.keys(faults).length > 0
  if (isRefused) c.fails()
  const page = <IssueKeyPage institutions={await listInstitutions(c.sql, c.actor.orgId)} given={given} faults={faults} />
  return { page, status: isRefused ? 422 : 200 }
}

async function revokePage(c: Context<Staff>, unsure: boolean): Promise<Reply> {
  const { key, institution } = await keyOf(c)
  if (unsure) c.fails()
  return { page: <RevokePage apiKey={key} institution={institution} unsure={unsure} />, status: unsure ? 422 : 200 }
}

/** The key of this address. Throws 'not-found' for another centre's as for none. */
async function keyOf({ sql, actor, params }: Context<Staff>) {
  const id = params.id ?? ''
  const [keys, institutions] = isUuid(id) ? await Promise.all([listApiKeys(sql), listInstitutions(sql, actor.orgId)]) : [[], []]
  const key = keys.find((each) => each.id === id)
  if (!key) throw new AppError('not-found')
  return { key, institution: institutions.find((each) => each.id === key.institutionId)!.name }
}
