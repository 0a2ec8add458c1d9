/** Every refusal of the API: its status, and what the maker of a record system has to do about it. */
export const problems = {
  'no-key': {
    status: 401,
    title: 'APIキーを確認できません',
    detail:
      'Authorization ヘッダーに「Bearer 」と、管轄の保健所が発行した有効なAPIキーを指定してください。サインイン中の画面からは利用できません。',
  },
  'no-scope': {
    status: 403,
    title: 'このAPIキーではできない操作です',
    detail: '必要な権限を持つAPIキーの発行を、管轄の保健所に依頼してください。',
  },
  'not-found': { status: 404, title: '見つかりません', detail: 'この医療機関が届け出た発生届の中に、指定されたものはありません。' },
  'too-many': {
    status: 429,
    title: '要求が多すぎます',
    detail: 'Retry-After ヘッダーの秒数だけ待ってから、同じ要求をもう一度送ってください。',
  },
  'not-json': { status: 400, title: 'JSONとして読み取れません', detail: '本文はJSONのオブジェクトを1つだけ、UTF-8で送ってください。' },
  'not-utf8': {
    status: 400,
    title: '文字コードがUTF-8ではありません',
    detail: 'Shift_JIS等のままでは氏名が壊れます。UTF-8に変換して送ってください。',
  },
  'wrong-type': {
    status: 415,
    title: '受け付けられない形式です',
    detail: 'Content-Type は application/json（FHIRでは application/fhir+json）にしてください。',
  },
  'too-large': { status: 413, title: '本文が大きすぎます', detail: '1件の発生届は256KBまでです。' },
  'no-idempotency-key': {
    status: 400,
    title: 'Idempotency-Key ヘッダーがありません',
    detail: '届出1件ごとに新しいUUIDを付けてください。同じ届出を送り直すときは、同じ値にします。',
  },
  'other-body': {
    status: 422,
    title: '同じ Idempotency-Key で内容の異なる届出を受け付けています',
    detail: '別の届出には新しいUUIDを付けてください。内容の訂正は、医療機関の画面の「編集」で行います。',
  },
  'invalid-answers': {
    status: 422,
    title: '入力内容に誤りがあります',
    detail: 'errors のすべてを直して、もう一度送ってください。届出は受け付けていません。',
  },
  'unknown-fields': {
    status: 422,
    title: '知らない項目があります',
    detail: '取りこぼしを防ぐため、知らない項目があるものは受け付けません。',
  },
  busy: { status: 503, title: '混み合っています', detail: '1分ほど待ってから、同じ Idempotency-Key でもう一度送ってください。' },
  unexpected: {
    status: 500,
    title: '処理できませんでした',
    detail: '同じ Idempotency-Key でもう一度送ってください。二重に登録されることはありません。',
  },
} as const
export type ProblemCode = keyof typeof problems

/** One thing that is wrong with what was sent. `reason` is said in Japanese and never holds what was sent. */
export type Wrong = {
  /** JSON Pointer into the body (`#/answers/name/family`); for FHIR a FHIRPath. */
  pointer: string
  code: string
  reason: string
  question?: string
  part?: string
  linkId?: string
  label?: string
}

export class Problem extends Error {
  readonly code: ProblemCode
  readonly errors: readonly Wrong[]
  readonly headers: Record<string, string>
  constructor(code: ProblemCode, errors: readonly Wrong[] = [], headers: Record<string, string> = {}) {
    super(code)
    this.code = code
    this.errors = errors
    this.headers = headers
  }
}

/** In which words a route says no: RFC 9457, or FHIR's OperationOutcome. */
export type Face = 'json' | 'fhir'
export const typeOfFace: Record<Face, { answer: string; problem: string }> = {
  json: { answer: 'application/json; charset=utf-8', problem: 'application/problem+json; charset=utf-8' },
  fhir: { answer: 'application/fhir+json; charset=utf-8', problem: 'application/fhir+json; charset=utf-8' },
}

export function problemDocument({ code, errors }: Problem, face: Face, publicUrl: string) {
  const { status, title, detail } = problems[code]
  if (face === 'fhir') return { resourceType: 'OperationOutcome', issue: issuesOf(code, errors) }
  return { type: `${publicUrl}/api/docs#${code}`, title, status, detail, ...(errors.length > 0 ? { errors } : {}) }
}

const issueCodes: Partial<Record<ProblemCode, string>> = {
  'no-key': 'login',
  'no-scope': 'forbidden',
  'not-found': 'not-found',
  'too-many': 'throttled',
  'too-large': 'too-long',
  'other-body': 'duplicate',
  busy: 'transient',
  unexpected: 'exception',
}

function issuesOf(code: ProblemCode, errors: readonly Wrong[]) {
  const { title, detail } = problems[code]
  if (errors.length === 0)
    return [{ severity: 'error', code: issueCodes[code] ?? 'structure', details: { text: title }, diagnostics: detail }]
  return errors.map((wrong) => issueOf('error', wrong))
}

/** A wrong, or a warning, as FHIR says it. */
export function issueOf(severity: 'error' | 'warning', { pointer, code, reason, linkId, label }: Wrong) {
  return {
    severity,
    code: severity === 'warning' ? 'business-rule' : code.startsWith('required') ? 'required' : 'value',
    details: { coding: [{ system: 'urn:her-sys:fault', code }], text: label ? `${label}: ${reason}` : reason },
    ...(linkId ? { diagnostics: `linkId ${linkId}` } : {}),
    ...(pointer ? { expression: [pointer] } : {}),
  }
}
