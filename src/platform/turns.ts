import { AppError } from './http/errors.ts'

/** A queue before something scarce: `atOnce` go on, `queueLimit` wait in the order they came. Whoever comes after them throws 'busy'. */
export function turns({ atOnce, queueLimit }: { atOnce: number; queueLimit: number }): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0
  const waiting: (() => void)[] = []
  return async (work) => {
    if (running >= atOnce) {
      if (waiting.length >= queueLimit) throw new AppError('busy')
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else running++
    try {
      return await work()
    } finally {
      // The place is handed on, never freed and raced for.
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
