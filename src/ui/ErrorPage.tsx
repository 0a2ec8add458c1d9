import type { ErrorCode } from '../platform/http/errors.ts'
import { PatientLayout } from './PatientLayout.tsx'
import { StaffLayout } from './StaffLayout.tsx'
import { useT } from './shell.ts'

type Props = { code: ErrorCode; portal: 'patient' | 'staff' }

/** What went wrong and what to do now; never a stack trace, never a blank page. */
export function ErrorPage({ code, portal }: Props) {
  const t = useT()
  const Layout = portal === 'patient' ? PatientLayout : StaffLayout
  return (
    <Layout title={t(`error.${code}.title`)}>
      <p class="notice danger" role="alert">
        {t(`error.${code}.help`)}
      </p>
      {portal === 'staff' && (
        <p>
          <a href="/staff">ホームへ戻る</a>
        </p>
      )}
    </Layout>
  )
}
