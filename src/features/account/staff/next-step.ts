import type { Staff } from '../../../platform/http/route.server.ts'

type Progress = Pick<Staff, 'stage' | 'mustChangePassword' | 'phoneVerified' | 'hasKey' | 'orgKind'>

/** With a password alone only somebody who has no second factor yet may register one. */
export const mayAddFactor = (staff: Progress) => staff.stage === 'full' || !(staff.phoneVerified || staff.hasKey)

/**
 * Where somebody who came through the door has to go next (D7–D11): register a second factor, show it (a key before a code: it costs no message
 * and cannot be talked out of anybody), change the initial password, home.
 */
export function nextStep(staff: Progress): string {
  if (!staff.phoneVerified && !staff.hasKey) return '/staff/sign-in/more-information'
  if (staff.stage === 'password') return staff.hasKey ? '/staff/security-key' : '/staff/code'
  if (staff.mustChangePassword) return '/staff/password'
  return `/${staff.orgKind}`
}
