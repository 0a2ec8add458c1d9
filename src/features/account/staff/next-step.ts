import type { Staff } from '../../../platform/http/route.server.ts'

type Progress = Pick<Staff, 'stage' | 'mustChangePassword' | 'phoneVerified' | 'orgKind'>

/** Where somebody who came through the door has to go next (D7–D11): prove a telephone, enter a code, change the initial password, home. */
export function nextStep(staff: Progress): string {
  if (!staff.phoneVerified) return '/staff/sign-in/more-information'
  if (staff.stage === 'password') return '/staff/code'
  if (staff.mustChangePassword) return '/staff/password'
  return `/${staff.orgKind}`
}
