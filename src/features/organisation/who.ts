/** Who works in a centre looks after patients: nurses, clerks and managers alike. */
export const centreStaff = { org: ['centre'], roles: ['nurse', 'clerk', 'manager'] } as const
export const prefectureStaff = { org: ['prefecture'], roles: ['officer', 'manager'] } as const
