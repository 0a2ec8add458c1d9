import { isUuid } from '../../lib/uuid.ts'
import { AppError } from '../../platform/http/errors.ts'
import type { Context, Patient, Route } from '../../platform/http/route.server.ts'
import { route } from '../../platform/http/route.server.ts'
import type { Settings } from '../../platform/settings.server.ts'
import { programmeOf } from '../../programmes/registry.ts'
import { CertificatePage, NoCertificatePage } from './CertificatePage.tsx'
import { certify } from './issue.server.ts'
import { certificatePdf } from './pdf.server.ts'
import { lacksBirthDate } from './printed.ts'
import { findCertifiable } from './queries.server.ts'

/** 療養証明書 of one registration (C23–C30): on screen, and as PDF for paper. */
export function certificateRoutes({ settings }: { settings: Settings }): Route[] {
  const verifyUrl = `${settings.publicUrl}/verify`
  const find = async (c: Context<Patient>) => {
    const registrationId = c.params.registrationId!
    const subject = isUuid(registrationId) ? await findCertifiable(c.sql, registrationId) : null
    if (!subject) throw new AppError('not-found')
    c.shows(subject.caseId)
    return { subject, certificate: await certify(c.sql, subject, settings, c.now) }
  }
  return [
    route({
      method: 'GET',
      url: '/certificate/:registrationId',
      who: 'patient',
      audit: 'certificate.show',
      handle: async (c) => {
        const { subject, certificate } = await find(c)
        const { registrationId, centreName: name, centrePhone: phone } = subject
        if (certificate) return { page: <CertificatePage {...{ certificate, registrationId, verifyUrl }} now={c.now} /> }
        const isBirthMissing = lacksBirthDate(subject, programmeOf(subject.disease))
        return { page: <NoCertificatePage isBirthMissing={isBirthMissing} centre={name === null ? null : { name, phone }} /> }
      },
    }),
    route({
      method: 'GET',
      url: '/certificate/:registrationId/pdf',
      who: 'patient',
      audit: 'certificate.pdf',
      handle: async (c) => {
        const { subject, certificate } = await find(c)
        if (!certificate) return { redirect: `/certificate/${subject.registrationId}` }
        return { file: await certificatePdf(certificate, verifyUrl, c.now), type: 'application/pdf', name: 'certificate.pdf' }
      },
    }),
  ]
}
