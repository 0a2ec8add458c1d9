/** A span of every day in Japan: '09:30' to '18:15'; '24:00' is midnight. */
export type Hours = { from: string; to: string }

/** Reads '09:30-18:15'; null when it is no such span. */
export function readHours(text: string): Hours | null {
  const [, from, to] = /^((?:[01]\d|2[0-3]):[0-5]\d)-((?:[01]\d|2[0-3]):[0-5]\d|24:00)$/.exec(text) ?? []
  return from !== undefined && to !== undefined && from < to ? { from, to } : null
}

export const isAlways = ({ from, to }: Hours) => from === '00:00' && to === '24:00'
