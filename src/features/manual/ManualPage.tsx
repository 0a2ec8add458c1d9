import { Notice } from '../../ui/bits.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { type Helpdesk, HelpdeskAddress } from '../account/staff/HelpPages.tsx'
import { chapters } from './chapters.tsx'
import { glossary } from './glossary.ts'

const last = [
  { id: 'helpdesk', title: '操作方法が分からないときの問合せ先' },
  { id: 'glossary', title: 'HER-SYSに関する用語解説集' },
]

/** 操作マニュアル: how the institutions' portal is used, in our own words, with pictures of the product (D1–D4, D12). */
export function ManualPage({ helpdesk }: { helpdesk: Helpdesk }) {
  return (
    <StaffLayout title="操作マニュアル">
      <p>医療機関向け 簡易操作マニュアル</p>
      <Notice title="本マニュアルの見方">
        <ul class="plain">
          <li>クリックする場所を、画面の絵の中で赤く囲っています。</li>
          <li>操作の補足や関連する操作は、青い枠で示しています。</li>
        </ul>
      </Notice>
      <nav aria-label="目次">
        <h2>目次</h2>
        <ol class="contents">
          {[...chapters, ...last].map(({ id, title }) => (
            <li key={id}>
              <a href={`#${id}`}>{title}</a>
            </li>
          ))}
        </ol>
      </nav>
      {chapters.map(({ id, title, text }) => (
        <section key={id} class="manual-chapter">
          <h2 id={id}>{title}</h2>
          {text}
        </section>
      ))}
      <section class="manual-chapter">
        <h2 id="helpdesk">操作方法が分からないときの問合せ先</h2>
        <Consulting helpdesk={helpdesk} />
      </section>
      <section class="manual-chapter">
        <h2 id="glossary">HER-SYSに関する用語解説集</h2>
        <dl class="glossary">
          {glossary.map(([word, meaning]) => (
            <div key={word}>
              <dt>{word}</dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </section>
    </StaffLayout>
  )
}

/** D44. */
export function Consulting({ helpdesk }: { helpdesk: Helpdesk }) {
  return (
    <>
      <p>【医療機関の皆様からの相談をお受けします】</p>
      <HelpdeskAddress {...helpdesk} />
      <p>※ ヘルプデスクは、自治体や医療機関等の皆様向けの専用相談窓口です。</p>
    </>
  )
}
