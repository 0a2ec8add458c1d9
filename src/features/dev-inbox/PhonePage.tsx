import { Form } from '../../ui/Form.tsx'
import { DevLayout } from './DevLayout.tsx'

const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const
const names: Record<string, string> = { '*': '星印', '#': 'シャープ' }

/** A telephone: rings, dials in, shows and speaks what the line says, and has twelve keys. Its script posts what a provider would post. */
export function PhonePage({ dialled }: { dialled: string }) {
  return (
    <DevLayout title="電話" here="/dev/phone" scripts={['phone']}>
      <p>
        健康コールにかける電話と、自動架電がかかってくる電話です。電話会社と同じ署名つきの要求を送るので、ここで起きることは本番の電話と同じ道を通ります。
      </p>
      <noscript>
        <p>この電話はJavaScriptで動きます。</p>
      </noscript>
      <div class="phone" id="phone" data-dialled={dialled}>
        <section id="idle" aria-label="発信と着信">
          <label for="from">あなたの電話番号</label>
          <input id="from" inputMode="tel" value="090-9000-0001" autocomplete="off" />
          <button type="button" id="dial" class="phone-dial">
            健康コールにかける
          </button>
          <ul id="ringing" class="phone-ringing" aria-live="polite" />
        </section>
        <section id="line" aria-label="通話" hidden>
          <p class="phone-state" id="state" role="status">
            通話中
          </p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse scrolls it with the arrow keys */}
          <ol id="heard" class="phone-heard" aria-live="polite" aria-label="聞こえた案内" tabIndex={0} />
          <div id="centre" class="phone-centre" hidden>
            <p id="rings" />
            <button type="button" data-dialled="completed">
              相手が出る
            </button>
            <button type="button" data-dialled="no-answer">
              相手が出ない
            </button>
          </div>
          <div id="keypad">
            <output id="typed" class="phone-typed" aria-label="押した番号" />
            <fieldset class="phone-keys">
              <legend class="visually-hidden">電話機のボタン</legend>
              {keys.map((key) => (
                <button type="button" key={key} data-key={key} aria-label={names[key] ?? key}>
                  {key === '*' ? '＊' : key === '#' ? '＃' : key}
                </button>
              ))}
            </fieldset>
            <p class="phone-more">
              <button type="button" id="wait">
                何も押さずに待つ
              </button>
              <label>
                <input type="checkbox" id="clock" /> 8秒押さないと時間切れにする
              </label>
              <label>
                <input type="checkbox" id="mute" /> 音声を出さない
              </label>
            </p>
          </div>
          <button type="button" id="hang-up" class="phone-hang-up">
            電話を切る
          </button>
        </section>
        <Form action="/dev/phone/hook" class="visually-hidden" label="送信用">
          <span />
        </Form>
      </div>
    </DevLayout>
  )
}
