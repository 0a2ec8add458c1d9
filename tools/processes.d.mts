export function isAlive(pid: number): boolean
export function birthOf(pid: number): string | null
