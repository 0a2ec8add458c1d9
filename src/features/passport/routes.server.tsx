import { readPassportNumber } from '../../lib/passport-number.ts'
import { isUuid } from '../../lib/uuid.ts'
import { AppError } from '../../platform/http/errors.ts'
import { type Context, type Patient, type Route, route } from '../../platform/http/route.server.ts'
import { isPassportAsked } from './asked.ts'
import { NoPassportPage, PassportConfirmPage, PassportPage } from './PassportPages.tsx'
import { enterPassport, findTraveller } from './queries.server.ts'

const url = '/passport/:registrationId'

/** パスポート(旅券)番号, entered once by the person (A21–A24, B13–B18, E12–E14). */
export function passportRoutes(): Route[] {
  const find = async (c: Context<Patient>) => {
    const registrationId = c.params.registrationId!
    const person = isUuid(registrationId) ? await findTraveller(c.sql, registrationId) : null
    if (!person) throw new AppError('not-found')
    c.shows(person.caseId)
    return person
  }
  return [
    route({
      method: 'GET',
      url,
      who: 'patient',
      audit: 'passport.form',
      handle: async (c) => {
        const person = await find(c)
        if (isPassportAsked(person)) return { page: <PassportPage person={person} /> }
        return { page: <NoPassportPage person={person} isKept={person.passportNumber !== null} /> }
      },
    }),
    route({
      method: 'POST',
      url,
      who: 'patient',
      audit: 'passport.enter',
      handle: async (c) => {
        const person = await find(c)
        const typed = typeof c.body.number === 'string' ? c.body.number : ''
        const number = readPassportNumber(typed)
        const none = (isKept: boolean) => ({ page: <NoPassportPage person={person} isKept={isKept} />, status: 422 })
        if (!isPassportAsked(person)) return none(person.passportNumber !== null)
        if (number === null || c.body.again)
          return { page: <PassportPage person={person} typed={typed} isWrong={number === null} />, status: 422 }
        if (c.body.sure !== number) return { page: <PassportConfirmPage person={person} number={number} />, status: 422 }
        const outcome = await enterPassport(c.sql, person.caseId, number, c.now)
        c.note({ outcome })
        return outcome === 'ok' ? { redirect: `/home/${person.registrationId}` } : none(outcome === 'already')
      },
    }),
  ]
}
