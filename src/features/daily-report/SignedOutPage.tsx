import { Notice } from '../../ui/bits.tsx'
import { PatientLayout } from '../../ui/PatientLayout.tsx'
import { useT } from '../../ui/shell.ts'

/** The session ended while the form was being filled in: says that nothing was sent, and that nothing typed is lost. */
export function SignedOutPage({ isKept }: { isKept: boolean }) {
  const t = useT()
  return (
    <PatientLayout title={t('report.signed-out.title')}>
      <Notice tone="warning">{t(isKept ? 'report.signed-out.help' : 'report.signed-out.lost')}</Notice>
      <p>
        <a class="button primary" href="/sign-in">
          {t('report.signed-out.link')}
        </a>
      </p>
    </PatientLayout>
  )
}
