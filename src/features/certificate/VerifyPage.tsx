import { PatientLayout } from '../../ui/PatientLayout.tsx'
import { useShell, useT } from '../../ui/shell.ts'
import { lines } from './wording.ts'

const claims = { name: 'name', birthOn: 'birthdate', disease: 'disease', diagnosedOn: 'diagnosed', centre: 'centre' } as const
const outcomes = [
  ['valid', 'success'],
  ['unlisted', 'warning'],
  ['revoked', 'danger'],
  ['broken', 'danger'],
  ['unknown-key', 'danger'],
  ['foreign', 'warning'],
] as const

/**
 * For whoever receives a certificate: reads its QR code and says whether it holds. Nothing here is a form: what is read or pasted has no
 * way to leave the browser. All words stand in the page; the script shows those that apply.
 */
export function VerifyPage() {
  const { build } = useShell()
  const t = useT()
  return (
    <PatientLayout title={t('verify.title')} scripts={['verify']} home={false}>
      <p>{t('verify.lead')}</p>
      <p>
        <strong>{t('verify.stays')}</strong>
      </p>
      <noscript>
        <div class="notice warning">
          <p>{t('verify.no-script')}</p>
          <p>{t('verify.no-script.tools')}</p>
          <ul>
            <li>
              <a href="/verify/keys.json">/verify/keys.json</a>
            </li>
            <li>
              <a href="/verify/revoked.json">/verify/revoked.json</a>
            </li>
          </ul>
        </div>
      </noscript>
      <div id="verify" hidden data-reader={`/assets/qr-reader.js?${build}`}>
        <button type="button" id="verify-camera" class="primary" hidden>
          {t('verify.camera')}
        </button>
        <div id="verify-view" hidden>
          <video id="verify-video" class="verify-camera" muted playsinline aria-label={t('verify.camera.view')} />
          <button type="button" id="verify-stop">
            {t('verify.camera.stop')}
          </button>
        </div>
        <p id="verify-no-camera" class="notice warning" role="alert" hidden>
          {t('verify.camera.none')}
        </p>
        <div class="question">
          <label class="question-label" for="verify-picture">
            {t('verify.picture')}
          </label>
          <input type="file" id="verify-picture" accept="image/*" />
        </div>
        <p id="verify-no-code" class="notice warning" role="alert" hidden>
          {t('verify.picture.none')}
        </p>
        <div class="question">
          <label class="question-label" for="verify-text">
            {t('verify.paste')}
          </label>
          <textarea id="verify-text" class="verify-text" rows={5} spellcheck={false} autocomplete="off" />
        </div>
        <button type="button" id="verify-check">
          {t('verify.check')}
        </button>
        <div id="verify-result" tabIndex={-1} aria-live="polite">
          {outcomes.map(([outcome, tone]) => (
            <div key={outcome} class={`notice ${tone}`} data-outcome={outcome} hidden>
              <p class="notice-title">{t(`verify.${outcome}`)}</p>
              <p>{t(`verify.${outcome}.help`)}</p>
            </div>
          ))}
          <dl class="facts" id="verify-claims" hidden>
            {lines.map(({ field, ja, en }) =>
              field === 'hersysId' ? null : (
                <div key={field}>
                  <dt>
                    <span lang="ja">{ja}</span> <span lang="en">{en}</span>
                  </dt>
                  <dd data-claim={claims[field]} lang="ja" />
                </div>
              ),
            )}
            <div>
              <dt>{t('verify.issued')}</dt>
              <dd data-claim="iat" />
            </div>
          </dl>
        </div>
        <p id="verify-fetched" class="hint" hidden>
          {t('verify.fetched')} <span />
        </p>
        <p id="verify-not-fetched" class="notice warning" hidden>
          {t('verify.not-fetched')}
        </p>
      </div>
    </PatientLayout>
  )
}
