import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestReportApp, testReportApp } from '../../../tools/test-report-app.ts'

let world: TestReportApp
beforeAll(async () => {
  world = await testReportApp()
})
afterAll(() => world.close())

test('home, report, the family’s page and the notices with their style sheet come to at most 25 KB over the wire', async () => {
  const { session, url } = await world.patient({
    names: [
      ['架空', '母'],
      ['架空', '長男'],
      ['架空', '長女'],
    ],
  })
  const weigh = async (path: string) => {
    const { get } = await import('node:http')
    return new Promise<number>((resolve, reject) => {
      const headers = { 'accept-encoding': 'br', cookie: [...session.cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
      get(world.app.url + path, { headers }, (answer) => {
        expect(answer.statusCode).toBe(200)
        let bytes = 0
        answer.on('data', (chunk: Buffer) => {
          bytes += chunk.length
        })
        answer.on('end', () => resolve(bytes))
      }).on('error', reject)
    })
  }
  const css = await weigh('/assets/patient.css')
  const script = await weigh('/assets/report.js')
  for (const path of ['/home', url, '/family', '/notices']) {
    const page = await weigh(path)
    console.log(`${path.split('/')[1]}: page ${page}, css ${css}, script ${script} bytes`)
    expect(page + css + script).toBeLessThanOrEqual(25 * 1024)
  }
})
