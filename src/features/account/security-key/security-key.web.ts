import { fromBase64url, toBase64url } from './bytes.ts'
import { keyFaultText } from './words.ts'

/**
 * Asks the security key what the page holds in `data-ask` (options of WebAuthn as JSON) and sends the answer with the form. A page with nothing
 * to ask only says whether this browser knows security keys at all.
 */
const place = document.querySelector<HTMLElement>('[data-key-place]')
const form = place?.closest('form')
const said = place?.querySelector<HTMLElement>('[data-said]')
const given = form?.querySelector<HTMLInputElement>('input[name=credential]')

type Ask = Record<string, unknown> & { challenge: string }
type Named = { id: string; type: 'public-key'; transports?: AuthenticatorTransport[] }

const say = (name: string) => {
  if (!said) return
  said.textContent = name === '' ? '' : keyFaultText(name)
  said.hidden = name === ''
}
const named = (list: unknown) => ((list as Named[] | undefined) ?? []).map((one) => ({ ...one, id: fromBase64url(one.id) }))

async function create(ask: Ask): Promise<unknown> {
  const user = ask.user as { id: string; name: string; displayName: string }
  const publicKey = {
    ...ask,
    challenge: fromBase64url(ask.challenge),
    user: { ...user, id: fromBase64url(user.id) },
    excludeCredentials: named(ask.excludeCredentials),
  } as unknown as PublicKeyCredentialCreationOptions
  const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential
  const response = made.response as AuthenticatorAttestationResponse
  return answerOf(made, {
    clientDataJSON: toBase64url(response.clientDataJSON),
    attestationObject: toBase64url(response.attestationObject),
    transports: response.getTransports?.() ?? [],
  })
}

async function get(ask: Ask): Promise<unknown> {
  const publicKey = { ...ask, challenge: fromBase64url(ask.challenge), allowCredentials: named(ask.allowCredentials) }
  const found = (await navigator.credentials.get({ publicKey: publicKey as PublicKeyCredentialRequestOptions })) as PublicKeyCredential
  const response = found.response as AuthenticatorAssertionResponse
  return answerOf(found, {
    clientDataJSON: toBase64url(response.clientDataJSON),
    authenticatorData: toBase64url(response.authenticatorData),
    signature: toBase64url(response.signature),
  })
}

const answerOf = (one: PublicKeyCredential, response: Record<string, unknown>) => ({
  id: one.id,
  rawId: toBase64url(one.rawId),
  type: one.type,
  clientExtensionResults: {},
  response,
})

const isKnown = 'PublicKeyCredential' in window && 'credentials' in navigator
if (place && !isKnown) say('none')
if (place?.dataset.ask && form && given && isKnown) {
  let isAsking = false
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    if (isAsking) return
    isAsking = true
    say('')
    place.dataset.state = 'asking'
    try {
      const options = JSON.parse(place.dataset.ask ?? '') as Ask
      given.value = JSON.stringify(await (place.dataset.verb === 'create' ? create(options) : get(options)))
      form.submit()
    } catch (error) {
      say(error instanceof Error ? error.name : '')
      isAsking = false
      delete place.dataset.state
    }
  })
}
