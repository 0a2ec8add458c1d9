// 5,000 rows of Excel: uploaded, judged by the worker, filed by the worker, and given back with the error column.
import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { readXlsx, writeXlsx } from 'hucre/xlsx'
import { send, visit } from './visitors.mjs'

const at = '/institution/imports'
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const round = (value, digits = 1) => Number(value.toFixed(digits))
const digits = (n, letters) => [...String(n)].map((digit) => letters[Number(digit)]).join('')

/** Every row somebody else, every hundredth with two faults; nothing left for the yellow frames. */
const rowOf = (n) => ({
  報告年月日: '2022/07/20',
  '医師の氏名 姓': '架空',
  '医師の氏名 名': '医師太郎',
  '1 診断(検案)した者(死体)の類型': '患者(確定例)',
  '2 当該者氏名(フリガナ) 姓': `架空${digits(n, '零壱弐参四五六七八九')}`,
  '2 当該者氏名(フリガナ) 名': '取込',
  '2 当該者氏名(フリガナ) セイ': `カクウ${digits(n, 'ラリルレロマミムメモ')}`,
  '2 当該者氏名(フリガナ) メイ': 'トリコミ',
  '3 性別': n % 100 === 99 ? '不詳' : n % 2 ? '女' : '男',
  '4 生年月日': n % 100 === 99 ? '昭和64年1月8日' : `${1930 + (n % 80)}/${1 + (n % 12)}/${1 + (n % 28)}`,
  都道府県: '架空県',
  市区町村: 'あおば市',
  丁目番地: `見本町${n}-2-3`,
  当該者電話番号: `0909${String(1_000_000 + n)}`,
  '7 当該者住所は、当該者所在地と同じ': '○',
  '住所の電話番号は、当該者電話番号と同じ': '○',
  '診断(検案)年月日': '令和4年7月20日',
  '検体採取日(診断の根拠となったもの)': 'R4.7.19',
  '発病年月日(有症状の場合)': '2022-07-18',
  新型コロナウイルスワクチン接種回数: '2回',
  最近の新型コロナウイルスワクチン接種年月日: '2022/2/1',
  最近の接種ワクチン: 'コミナティ(ファイザー)',
  重症化リスク因子の有無: '有',
  '重症化リスク因子 8. 糖尿病': '○',
  '発生届出時点の重症度(新型コロナウイルス感染症診療の手引きによる。)': '軽症',
  届出時点の入院の必要性の有無: '無',
  届出時点の入院の有無: '無',
})

/** Memory of a process in MiB: now, and at its highest since `forget`. Linux only. */
const memory = (pid, line) => round(Number(new RegExp(`${line}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024, 0)
const forget = (pid) => writeFileSync(`/proc/${pid}/clear_refs`, '5')

export async function importing({ url, admin, pids }, rows = 5_000) {
  const page = await visit(url, 'doctor', 1, at)
  const template = await fetch(`${url}${at}/template`, { headers: { cookie: page.cookie } })
  const head = (await readXlsx(new Uint8Array(await template.arrayBuffer()))).sheets[0].rows[0]
  const table = [head, ...Array.from({ length: rows }, (_, n) => rowOf(n)).map((row) => head.map((header) => row[header] ?? null))]
  const bytes = await writeXlsx({ sheets: [{ name: '発生届', rows: table }] })
  const { worker, web } = pids()
  const before = memory(worker, 'VmRSS')
  for (const pid of [worker, web]) forget(pid)

  const form = new FormData()
  form.append('_csrf', page.csrf)
  form.append('file', new Blob([bytes], { type: xlsx }), 'bench.xlsx')
  const began = performance.now()
  const answer = await fetch(url + at, { method: 'POST', body: form, headers: { cookie: page.cookie }, redirect: 'manual' })
  const path = answer.headers.get('location')
  if (answer.status !== 303) throw new Error(`the upload was answered ${answer.status}`)
  const uploaded = performance.now()
  await until(admin, path, 'checked')
  const checked = performance.now()
  const peakChecking = memory(worker, 'VmHWM')
  const ready = await visit(url, 'doctor', 1, path)
  const accepted = performance.now()
  await send(url, `${path}/accept`, ready)
  await until(admin, path, 'done')
  const done = performance.now()
  const peakFiling = memory(worker, 'VmHWM')
  const file = await fetch(`${url}${path}/file`, { headers: { cookie: page.cookie } })
  const back = (await file.arrayBuffer()).byteLength
  const given = performance.now()
  const [count] =
    await admin`select count(*) filter (where state = 'filed')::int as filed, count(*) filter (where state = 'faulty')::int as faulty from import_rows where import_id = ${path.split('/').at(-1)}`
  return {
    rows,
    columns: head.length,
    fileBytes: bytes.length,
    uploadSeconds: round((uploaded - began) / 1000),
    checkSeconds: round((checked - uploaded) / 1000),
    ...count,
    fileSeconds: round((done - accepted) / 1000),
    filedPerSecond: round(count.filed / ((done - accepted) / 1000)),
    errorFileSeconds: round((given - done) / 1000),
    errorFileBytes: back,
    workerMiB: { before, peakChecking, peakFiling },
    webPeakMiB: memory(web, 'VmHWM'),
  }
}

async function until(admin, path, state) {
  for (;;) {
    const [row] = await admin`select state, refusal from imports where id = ${path.split('/').at(-1)}`
    if (row.state === state) return
    if (row.refusal) throw new Error(`the file was refused: ${row.refusal}`)
    await sleep(50)
  }
}
