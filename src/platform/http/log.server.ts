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

/** Where it happened. The message stands in front of the frames and may hold several lines, even ones that look like frames: it is cut off first. */
function stackLines({ stack = '', message }: Error): string {
  const at = message ? stack.indexOf(message) : -1
  return stack
    .slice(at === -1 ? 0 : at + message.length)
    .split('\n')
    .filter((line) => /^ {4}at (?:[\w.<>[\] ]+ \()?(?:file:\/\/|node:|\/)[\w\-.@/:+~]+:\d+:\d+\)?$/.test(line))
    .slice(0, 6)
    .join('\n')
}
