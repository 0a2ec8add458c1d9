/** Every refusal the system knows, with its HTTP status. Words live with the page that shows them. */
export const errors = {
  'not-signed-in': 401,
  'not-allowed': 403,
  'not-found': 404,
  'form-expired': 403,
  conflict: 409,
  'too-many': 429,
  unreadable: 400,
  busy: 503,
  unexpected: 500,
} as const
export type ErrorCode = keyof typeof errors

export class AppError extends Error {
  readonly code: ErrorCode
  readonly detail: Record<string, string>
  constructor(code: ErrorCode, detail: Record<string, string> = {}) {
    super(code)
    this.code = code
    this.detail = detail
  }
}
