import { request } from 'node:http'
import { reportPath, visit } from './visitors.mjs'

/** Bytes over the wire (brotli) of a patient's page with its style sheet. */
export async function weight({ url }) {
  const { cookie, html } = await visit(url, 'patient', 1, '/home')
  const css = /href="(\/assets\/patient\.css[^"]*)"/.exec(html)[1]
  const size = (path) =>
    new Promise((done) =>
      request(url + path, { headers: { cookie, 'accept-encoding': 'br' } }, (answer) => {
        let bytes = 0
        answer.on('data', (chunk) => {
          bytes += chunk.length
        })
        answer.on('end', () => done(bytes))
      }).end(),
    )
  const [home, form, sheet] = [await size('/home'), await size(reportPath(1)), await size(css)]
  return { home, form, sheet, homeWithSheet: home + sheet, formWithSheet: form + sheet }
}
