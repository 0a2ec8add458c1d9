// Signed-in visitors: a cookie, and the CSRF token that their page gave them.
export const visitorId = (kind, n) => `${kind.toString(16).padStart(8, '0')}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
export const reportPath = (n) => `/report/${visitorId(31, n)}`
const names = { patient: 'hersys_patient', nurse: 'hersys_staff', doctor: 'hersys_staff' }

/** Sees one page and keeps what a browser would. @returns {{cookie: string, csrf: string, html: string}} */
export async function visit(url, who, n, path) {
  const cookie = `${names[who]}=${who}-${n}`
  const answer = await fetch(url + path, { headers: { cookie }, redirect: 'manual' })
  const html = await answer.text()
  const csrf = /name="_csrf" value="([^"]*)"/.exec(html)?.[1] ?? ''
  if (answer.status !== 200 || !csrf) throw new Error(`${path} answered ${answer.status}`)
  const given = answer.headers.getSetCookie().map((line) => line.split(';')[0])
  return { cookie: [cookie, ...given].join('; '), csrf, html }
}

/** Many visits, a few at once. */
export async function visitAll(url, who, count, pathOf, from = 1) {
  const seen = []
  let next = from
  const one = async () => {
    for (let n = next++; n < from + count; n = next++) seen.push({ n, ...(await visit(url, who, n, pathOf(n))) })
  }
  await Promise.all(Array.from({ length: 8 }, one))
  return seen
}

export const percentile = (values, p) => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil((p / 100) * sorted.length) - 1)]
}

/** POST of a form as a browser sends it. */
export const send = (url, path, { cookie, csrf }, form = {}) =>
  fetch(url + path, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
    body: form instanceof URLSearchParams ? new URLSearchParams([...form, ['_csrf', csrf]]) : new URLSearchParams({ ...form, _csrf: csrf }),
  })
