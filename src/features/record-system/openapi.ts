import { type Form, formRef } from '../../fields/fields.ts'
import { answersSchema, type Schema } from '../../fields/json.ts'
import { languages } from '../../i18n/t.ts'
import { type ProblemCode, problems } from '../../platform/http/problem.ts'
import type { DatedForm } from '../../programmes/programme.ts'
import { keptDays } from './kept-days.ts'

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const json = (schema: unknown, type = 'application/json') => ({ content: { [type]: { schema } } })
const schemaName = (form: Form) => `Answers${form.version}`

/** The answers to a route that are no success, one a status, with the reasons that share it. */
function refusals(type: string, schema: unknown, codes: ProblemCode[]) {
  const statuses = [...new Set(codes.map((code) => problems[code].status))].sort()
  return Object.fromEntries(
    statuses.map((status) => {
      const titles = codes.filter((code) => problems[code].status === status).map((code) => `${code}: ${problems[code].title}`)
      const retry = status === 429 ? { headers: { 'Retry-After': { description: '待つ秒数', schema: { type: 'integer' } } } } : {}
      return [String(status), { description: titles.join('、'), ...retry, ...json(schema, type) }]
    }),
  )
}

const always: ProblemCode[] = ['no-key', 'no-scope', 'too-many', 'busy', 'unexpected']
const sending: ProblemCode[] = [
  'not-json',
  'not-utf8',
  'no-idempotency-key',
  'wrong-type',
  'too-large',
  'other-body',
  'invalid-answers',
  'unknown-fields',
]

const idempotencyHeader = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description: `届出1件ごとに新しいUUID。同じ値と同じ内容なら同じ答えを返し、二重に登録しません（${keptDays}日間）。`,
  schema: { type: 'string', format: 'uuid' },
}
const idParameter = { name: 'id', in: 'path', required: true, description: '受付時に返した id', schema: { type: 'string', format: 'uuid' } }

type Doc = { forms: readonly DatedForm[]; publicUrl: string }

/** The whole API as OpenAPI 3.1, the questions out of the table of each form version. */
export function openApi({ forms, publicUrl }: Doc) {
  const problem = ['application/problem+json', ref('Problem')] as const
  const outcome = ['application/fhir+json', ref('OperationOutcome')] as const
  return {
    openapi: '3.1.0',
    info: {
      title: 'HER-SYS 発生届 API',
      version: '1',
      description: '医療機関の電子カルテ等から発生届を提出するためのAPIです。質問と誤りの指摘は、画面の発生届と同じです。',
    },
    servers: [{ url: publicUrl }],
    security: [{ apiKey: [] }],
    paths: {
      '/api/v1/notifications': {
        post: filing('発生届を提出する', json(ref('Notification')), ['application/json', ref('Received')], problem),
      },
      '/api/v1/notifications/{id}': {
        get: reading('自院が提出した発生届の状態', 'notifications:read-own-status', ['application/json', ref('Status')], problem),
      },
      '/api/v1/fhir/QuestionnaireResponse': {
        post: filing('発生届をHL7 FHIR R4で提出する', json(ref('QuestionnaireResponse'), 'application/fhir+json'), outcome, outcome),
      },
      '/api/v1/fhir/QuestionnaireResponse/{id}': {
        get: reading(
          '自院が提出した発生届をHL7 FHIR R4で受け取る',
          'notifications:read-own',
          ['application/fhir+json', ref('QuestionnaireResponse')],
          outcome,
        ),
      },
      '/api/v1/fhir/Questionnaire/{id}': {
        get: {
          summary: '様式（HL7 FHIR R4 Questionnaire）',
          security: [],
          parameters: [
            {
              ...idParameter,
              description: '様式',
              schema: { type: 'string', enum: forms.map(({ form }) => `${form.id}-${form.version}`) },
            },
          ],
          responses: {
            '200': { description: '様式', ...json({ type: 'object' }, 'application/fhir+json') },
            '404': { description: 'ありません', ...json(outcome[1], outcome[0]) },
          },
        },
      },
    },
    components: {
      securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', description: '管轄の保健所が医療機関のシステムごとに発行するAPIキー' } },
      schemas: { ...schemas(forms), ...Object.fromEntries(forms.map(({ form }) => [schemaName(form), answersSchema(form)])) },
    },
  }
}

type Answer = readonly [type: string, schema: unknown]

const filing = (summary: string, body: object, [type, schema]: Answer, refused: Answer) => ({
  summary,
  description: '必要な権限: notifications:write。警告（warnings）があっても届出は受け付けています。',
  parameters: [idempotencyHeader],
  requestBody: { required: true, ...body },
  responses: {
    '201': {
      description: '受け付けました',
      headers: { Location: { description: '提出した発生届', schema: { type: 'string', format: 'uri' } } },
      ...json(schema, type),
    },
    ...refusals(...refused, [...always, ...sending]),
  },
})

const reading = (summary: string, scope: string, [type, schema]: Answer, refused: Answer) => ({
  summary,
  description: `必要な権限: ${scope}。`,
  parameters: [idParameter],
  responses: { '200': { description: summary, ...json(schema, type) }, ...refusals(...refused, [...always, 'not-found']) },
})

const object = (properties: Record<string, unknown>, required: string[] = []) => ({ type: 'object', properties, required })
const text = (description: string, more: Schema = {}) => ({ type: 'string', description, ...more })

const wrongParts = {
  code: text('誤りの種類'),
  reason: text('理由（日本語）。入力された値は含みません'),
  question: text('質問のキー'),
  part: text('質問の中の欄'),
  linkId: text('紙の様式の番号（FHIRの linkId）'),
  label: text('質問'),
}

const schemas = (forms: readonly DatedForm[]) => ({
  Notification: {
    ...object(
      {
        form: text('様式。省略すると報告年月日に有効な様式で確かめます', { enum: forms.map(({ form }) => formRef(form)) }),
        answers: {
          description: forms.map(({ form, from, until }) => `${form.title}: 報告年月日 ${from}～${until ?? ''}`).join('、'),
          anyOf: forms.map(({ form }) => ref(schemaName(form))),
        },
        invitationLanguage: text('患者への案内の言語', { enum: Object.keys(languages) }),
      },
      ['answers'],
    ),
    additionalProperties: false,
  },
  Received: object(
    {
      id: text('この届出のid', { format: 'uuid' }),
      hersysId: text('HER-SYS ID'),
      form: text('様式'),
      receivedAt: text('受付日時', { format: 'date-time' }),
      status: text('状態を確かめるURL', { format: 'uri' }),
      warnings: { type: 'array', items: object(wrongParts, ['code', 'reason']) },
    },
    ['id', 'hersysId', 'form', 'receivedAt', 'status', 'warnings'],
  ),
  Status: object({
    id: text('この届出のid', { format: 'uuid' }),
    hersysId: text('HER-SYS ID'),
    status: text('received 受付、confirmed 保健所確認済、withdrawn 取り下げ', { enum: ['received', 'confirmed', 'withdrawn'] }),
    receivedAt: text('受付日時', { format: 'date-time' }),
    updatedAt: text('最終更新日時', { format: 'date-time' }),
    confirmedAt: { type: ['string', 'null'], format: 'date-time', description: '保健所が確認した日時' },
    healthCentre: { type: ['string', 'null'], description: '健康観察を担当する保健所' },
    mergedInto: {
      ...object({ id: text('残った登録のid', { format: 'uuid' }), hersysId: text('残った登録のHER-SYS ID') }, ['id', 'hersysId']),
      type: ['object', 'null'],
      description:
        '保健所がほかの登録と1つにまとめた（統合）ときの、残った登録。status・updatedAt・confirmedAt・healthCentre は残った登録のものです。患者に渡したHER-SYS IDは、そのまま使えます',
    },
  }),
  Problem: object(
    {
      type: text('誤りの説明', { format: 'uri' }),
      title: text('要約'),
      status: { type: 'integer' },
      detail: text('どうすればよいか'),
      errors: {
        type: 'array',
        items: object({ pointer: text('本文の中の位置（JSON Pointer）'), ...wrongParts }, ['pointer', 'code', 'reason']),
      },
    },
    ['type', 'title', 'status', 'detail'],
  ),
  QuestionnaireResponse: object({ resourceType: { const: 'QuestionnaireResponse' } }, ['resourceType']),
  OperationOutcome: object({ resourceType: { const: 'OperationOutcome' } }, ['resourceType']),
})
