import { cut } from '../../lib/cut.ts'
import type { Context } from '../../platform/http/route.server.ts'

type Body = Context['body']

/** A reason that is said once for all. */
export function ReasonQuestion({ label, typed }: { label: string; typed: Body }) {
  return (
    <label>
      {label}
      <textarea name="reason" rows={2} maxLength={500}>
        {typeof typed.reason === 'string' ? typed.reason : ''}
      </textarea>
    </label>
  )
}

/** Reads it; `fault` when it is blank. */
export function reasonOf(body: Body, fault: string): { params: { reason: string } } | { faults: string[] } {
  const reason = typeof body.reason === 'string' ? cut(body.reason.trim(), 500) : ''
  return reason === '' ? { faults: [fault] } : { params: { reason } }
}
