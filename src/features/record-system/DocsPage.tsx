import { type Field, type Form, formRef } from '../../fields/fields.ts'
import { askedWhen, linkIdOf, shapeOf } from '../../fields/json.ts'
import { perKey, scopes } from '../../platform/http/api-limits.ts'
import { problems } from '../../platform/http/problem.ts'
import type { DatedForm } from '../../programmes/programme.ts'
import { Facts, Table } from '../../ui/bits.tsx'
import { StaffLayout } from '../../ui/StaffLayout.tsx'
import { curlExample, jsonExample } from './examples.ts'
import { keptDays } from './kept-days.ts'

type Props = { form: Form; forms: readonly DatedForm[]; publicUrl: string }

/** The API for the makers of record systems, made of the same table as the form. */
export function DocsPage({ form, forms, publicUrl }: Props) {
  return (
    <StaffLayout title="発生届API 仕様" wide>
      <p>
        医療機関の電子カルテ等から発生届を提出するためのAPIです。質問・選択肢・誤りの指摘は画面の発生届と同じで、受け付けた届出は画面から提出したものと同じに扱われます。
      </p>
      <Facts
        rows={[
          [
            'OpenAPI 3.1',
            <a key="o" href="/api/openapi.json">
              /api/openapi.json
            </a>,
          ],
          [
            'HL7 FHIR R4',
            <a key="f" href="/api/v1/fhir/metadata">
              /api/v1/fhir/metadata
            </a>,
          ],
          ['APIキー', '管轄の保健所に、システムごとに発行を依頼してください。'],
        ]}
      />
      <Beginning publicUrl={publicUrl} />
      <h2 id="refusals">受け付けないとき</h2>
      <p>
        application/problem+json（RFC 9457）で、誤りのすべてを errors に一度に返します。FHIRでは OperationOutcome
        で返します。入力された値は返しません。
      </p>
      <Table caption="受け付けない理由" head={['code', 'HTTP', '意味', '対応']}>
        {Object.entries(problems).map(([code, { status, title, detail }]) => (
          <tr key={code} id={code}>
            <td>
              <code>{code}</code>
            </td>
            <td>{status}</td>
            <td>{title}</td>
            <td>{detail}</td>
          </tr>
        ))}
      </Table>
      <Questions form={form} forms={forms} />
      <Fhir form={form} />
    </StaffLayout>
  )
}

function Beginning({ publicUrl }: { publicUrl: string }) {
  return (
    <>
      <h2>使い方</h2>
      <ol>
        <li>Authorization ヘッダーに「Bearer 」とAPIキーを指定します。Cookieは使いません。権限は {scopes.join('、')} です。</li>
        <li>
          Idempotency-Key ヘッダーに、届出1件ごとに新しいUUIDを指定します。通信が途切れたら、同じUUIDと同じ内容で送り直してください。
          {keptDays}
          日間は、二重に登録せず最初と同じ答えを返します。
        </li>
        <li>本文はUTF-8のJSONで、256KBまでです。answers のキーは下の表のとおりです。未回答はnullにするか、キーを省きます。</li>
        <li>201を受け取ったら、hersysId を患者に渡し、id を保存します。warnings は確認事項で、届出は受け付けています。</li>
        <li>1つのキーにつき1分間に{perKey.limit}回までです。超えると429と Retry-After（秒）を返します。</li>
        <li>訂正・取り下げは、画面の登録情報一覧から行います。</li>
        <li>
          保健所がほかの登録と1つにまとめた（統合）届出も、受付時の id で状態を確かめられます。mergedInto に残った登録を示し、status
          はその登録のものです。患者に渡したHER-SYS IDは、そのまま使えます。
        </li>
      </ol>
      <pre>
        <code>{curlExample(publicUrl)}</code>
      </pre>
      <pre>
        <code>{jsonExample}</code>
      </pre>
    </>
  )
}

function Questions({ form, forms }: { form: Form; forms: readonly DatedForm[] }) {
  const fields = Object.entries<Field>(form.fields)
  return (
    <>
      <h2 id="questions">質問</h2>
      <nav aria-label="様式">
        <ul class="chips">
          {forms.map(({ form: each, from, until }) => (
            <li key={each.version}>
              <a href={`/api/docs?form=${formRef(each)}#questions`} aria-current={each === form ? 'page' : undefined}>
                {each.title} 報告年月日 {from}～{until ?? ''}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <Table caption={`${form.title}の質問`} head={['キー', 'linkId', '質問', '必須', '型', '値']}>
        {fields.map(([name, field]) => (
          <tr key={name}>
            <td>
              <code>{name}</code>
            </td>
            <td class="api-code">{linkIdOf(form, name)}</td>
            <td>{field.label}</td>
            <td>{field.required ? '必須' : field.recommended ? '推奨' : '任意'}</td>
            <td>{typeOf(field)}</td>
            <td>{valuesOf(field)}</td>
          </tr>
        ))}
      </Table>
    </>
  )
}

function typeOf(field: Field): string {
  const { type, properties } = shapeOf(field)
  const plain = [type ?? []]
    .flat()
    .filter((each) => each !== 'null')
    .join(' / ')
  return properties ? `${plain} { ${Object.keys(properties).join(', ')} }` : plain
}

function valuesOf(field: Field): string {
  const { description, examples, maxLength, minimum, maximum } = shapeOf(field)
  const range = minimum === undefined ? null : `${minimum}～${maximum}`
  const said = [description, examples && `例: ${examples.join('、')}`, range, maxLength && `${maxLength}文字まで`, askedWhen(field)]
  return said.filter((each) => each).join(' ') || '-'
}

function Fhir({ form }: { form: Form }) {
  const id = `${form.id}-${form.version}`
  return (
    <>
      <h2 id="fhir">HL7 FHIR R4</h2>
      <p>
        様式は <a href={`/api/v1/fhir/Questionnaire/${id}`}>Questionnaire/{id}</a> です。QuestionnaireResponse（Patient を contained
        に入れるか、両方を Bundle に入れたもの）を /api/v1/fhir/QuestionnaireResponse に送ります。linkId
        は紙の様式の番号で、氏名と年齢は「.family」のように欄の名前が続きます。
      </p>
      <p>
        Patient の氏名は JP Core に従い、iso21090-EN-representation の IDE（漢字）と SYL（カナ）で区別します。項目に書かれていないことは
        Patient から補い、氏名・性別・生年月日が食い違うものは受け付けません。
      </p>
    </>
  )
}
