/** Who works in a centre looks after patients: nurses, clerks and managers alike. */
export const centreStaff = { org: ['centre'], roles: ['nurse', 'clerk', 'manager'] } as const
export const prefectureStaff = { org: ['prefecture'], roles: ['officer', 'manager'] } as const
/** Doctors, clerks and managers of an institution file and record: the clerk types what the doctor signs. */
export const institutionStaff = { org: ['institution'], roles: ['doctor', 'clerk', 'manager'] } as const
/** Those with beds alone: 入院状況一覧 (D13). */
export const hospitalStaff = { ...institutionStaff, institutionKinds: ['inpatient'] } as const
export const operators = { org: ['operator'] } as const
