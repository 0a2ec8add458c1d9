/**
 * What the log may hold: method, route pattern, status, time, ids. Never a URL as typed, a body, a header or a name:
 * those are not passed to the logger at all, and errors are reduced to their type and place.
 */
export function loggerOptions(level: string, stream?: { write: (line: string) => void }) {
  return {
    level,
    ...(stream ? { stream } : {}),
    base: undefined,
    redact: ['req.headers', 'body', 'recipient', 'email', 'phone', 'name'],
    serializers: {
      // Database errors quote the row they refused: keep the code and our own stack lines, drop message and detail.
      err: (e: Error & { code?: string }) => ({ type: e.name, code: e.code, message: '', stack: stackLines(e) }),
      req: () => ({}),
    },
  }
}

const stackLines = (e: Error) =>
  (e.stack ?? '')
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .slice(0, 6)
    .join('\n')
