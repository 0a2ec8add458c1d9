import { type Form, formRef, type Raw } from '../../fields/fields.ts'
import { misshapen } from '../../fields/json.ts'
import { isLang } from '../../i18n/t.ts'
import { Problem, type Wrong } from '../../platform/http/problem.ts'
import type { Filed, Format } from './receive.server.ts'
import { jsonPointer, misshapenWrongs, wrong } from './wrongs.ts'

const known = ['form', 'answers', 'invitationLanguage']

/** `{ answers: { … }, form?, invitationLanguage? }`, answers by the keys of the question table. */
export const jsonFormat = (publicUrl: string): Format => ({
  read,
  at: jsonPointer,
  answer: (filed) => JSON.stringify(answerOf(filed, publicUrl)),
})

/** Throws Problem for a body that is no such object at all. */
function read(form: Form, body: unknown) {
  if (!isObject(body)) throw new Problem('not-json')
  const unknown = Object.keys(body).filter((key) => !known.includes(key))
  if (unknown.length > 0)
    throw new Problem(
      'unknown-fields',
      unknown.map((key) => wrong('unknown-question', `#/${pointerPart(key)}`)),
    )
  const answers = body.answers ?? {}
  if (!isObject(answers)) throw new Problem('invalid-answers', [wrong('wrong-type', '#/answers')])
  const wrongs: Wrong[] = [
    ...(body.form === undefined || body.form === formRef(form) ? [] : [wrong('wrong-form', '#/form')]),
    ...(isLanguage(body.invitationLanguage) ? [] : [wrong('language', '#/invitationLanguage')]),
    ...misshapenWrongs(form, misshapen(form, answers)),
  ]
  const language = typeof body.invitationLanguage === 'string' ? body.invitationLanguage : null
  return { raw: answers as Raw, wrongs, language }
}

function answerOf({ id, hersysId, form, receivedAt, warnings }: Filed, publicUrl: string) {
  return {
    id,
    hersysId,
    form: formRef(form),
    receivedAt: receivedAt.toISOString(),
    status: `${publicUrl}/api/v1/notifications/${id}`,
    warnings,
  }
}

const isLanguage = (given: unknown) => given === undefined || given === null || (typeof given === 'string' && isLang(given))
const isObject = (given: unknown): given is Record<string, unknown> => typeof given === 'object' && given !== null && !Array.isArray(given)
const pointerPart = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1')
