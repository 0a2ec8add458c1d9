import type { Twilio, RequestClient as TwilioRequestClient } from 'twilio'
import type { Handed } from '../carrier/carrier.ts'

export type TwilioSettings = { accountSid: string; authToken: string; from: string; baseUrl: string | null; takesKey: boolean }

/** A client whose requests carry that key: providers that speak the same convention and honour the header never send twice. */
export type ClientFor = (key?: string) => Promise<Twilio>

/** The library is large and only the worker of a real operation needs it: it is loaded with the first message. */
export function twilioClients({ accountSid, authToken, baseUrl }: TwilioSettings): ClientFor {
  let loading: Promise<{ twilio: typeof import('twilio'); http: TwilioRequestClient }> | null = null
  const load = async () => {
    const { default: twilio } = await import('twilio')
    return { twilio, http: new twilio.RequestClient({ timeout: 12_000, maxSockets: 50 }) }
  }
  return async (key) => {
    loading ??= load()
    const { twilio, http } = await loading
    const httpClient = {
      request: (options: Parameters<TwilioRequestClient['request']>[0]) =>
        http.request({
          ...options,
          uri: baseUrl ? options.uri.replace(/^https:\/\/[^/]+/, baseUrl.replace(/\/+$/, '')) : options.uri,
          headers: key ? { ...options.headers, 'Idempotency-Key': key } : options.headers,
        } as never),
    }
    return twilio(accountSid, authToken, { httpClient: httpClient as never, accountSid })
  }
}

type RestError = Error & { status?: number; code?: number | string }

/** Faults of our own account or sender (Twilio's error dictionary): the recipient is not to blame, so the message is tried again. */
const ours = new Set([20003, 20404, 21212, 21603, 21605, 21606, 21607, 21608, 21611, 21659, 21660])
/** The request never left: nobody listens there. */
const unreached = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])

/** What an answer other than "accepted" means. 4xx was refused, 429 and 503 were not taken in; after any other 5xx or a broken line nobody knows. */
export function judgeTwilio(error: RestError): Handed {
  const { status, code } = error
  if (status === undefined) {
    const reason = `line-${String(code ?? 'broken').toLowerCase()}`
    return { outcome: unreached.has(String(code)) ? 'not-sent' : 'unclear', reason }
  }
  const reason = `http-${status}${typeof code === 'number' ? `-${code}` : ''}`
  if (status === 429 || status === 503) return { outcome: 'not-sent', reason }
  if (status >= 500) return { outcome: 'unclear', reason }
  if (status === 400 && !ours.has(Number(code))) return { outcome: 'refused', reason }
  return { outcome: 'not-sent', reason }
}
