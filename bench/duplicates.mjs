// `npm run bench -- --only=duplicates,search`: a million invented people; how well the same person is found again, and how long that and a search take.

import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { likeness, rules } from './likeness.mjs'
import { again, dice, personOf } from './people.mjs'
import { startSystem } from './system.mjs'
import { percentile, send, visit, visitorId } from './visitors.mjs'

const option = (name, otherwise) => process.argv.find((a) => a.startsWith(`--${name}=`))?.split('=')[1] ?? otherwise
const people = Number(option('cases', '1000000'))
const rounds = Number(option('rounds', '300'))
const only = option('only', 'duplicates,search').split(',')
const say = (text) => console.error(text)
const round = (x) => Number(x.toFixed(1))
const spread = (times) => ({
  n: times.length,
  p50: round(percentile(times, 50)),
  p99: round(percentile(times, 99)),
  max: round(Math.max(...times)),
})
const clinics = 470
/** Person n was reported by clinic n % 470; a big hospital (clinic 0) has as many again. */
const clinicOf = (n) => (n % 10 === 0 ? 0 : n % clinics)

const copyField = (value) => (value === null ? '\\N' : String(value).replaceAll('\\', '\\\\').replaceAll('\t', ' '))

async function copy(admin, table, rows) {
  const target = await admin.unsafe(`copy ${table} from stdin`).writable()
  await pipeline(Readable.from(rows), target)
}

/** The million goes in by COPY, with the keys that the product's own rules make; indexes are built afterwards. */
async function fill(admin) {
  const began = performance.now()
  const { blocksOf, traitsOf, nameKeysOf } = await rules()
  await admin.unsafe(readFileSync(join(import.meta.dirname, 'places.sql'), 'utf8'))
  const indexes = await admin`
    select indexdef as def, indexname as name from pg_indexes where tablename in ('cases', 'listings', 'likeness_blocks', 'watches') and indexname not like '%pkey'
       and indexname not like '%_key'`
  for (const { name } of indexes) await admin.unsafe(`drop index ${name}`)
  const line = (...fields) => `${fields.map(copyField).join('\t')}\n`
  const batch = 50_000
  for (let from = 0; from < people; from += batch) {
    const made = Array.from({ length: Math.min(batch, people - from) }, (_, k) => {
      const n = from + k
      const person = personOf(n)
      return {
        n,
        id: visitorId(10, n),
        clinic: visitorId(3, clinicOf(n)),
        person,
        keys: nameKeysOf(person),
        blocks: blocksOf(traitsOf(person)),
      }
    })
    await admin.begin(async (tx) => {
      await tx.unsafe(`set session_replication_role = replica; set synchronous_commit = off`)
      await copy(
        tx,
        'cases (id, hersys_id, person_id, disease, reporting_institution_id, notified_centre_id, family_name, given_name, family_kana, given_kana, sex, birth_on, phone, postal_code, address, severity, diagnosed_on, reported_on, created_at, updated_at)',
        made.map(({ n, id, clinic, person: p }) =>
          line(
            id,
            10_000_000 + n,
            visitorId(9, n),
            'covid-19',
            clinic,
            visitorId(2, clinicOf(n)),
            p.familyName,
            p.givenName,
            p.familyKana,
            p.givenKana,
            p.sex,
            p.birthOn,
            p.phone,
            p.postalCode,
            p.address,
            'mild',
            '2022-07-12',
            '2022-07-12',
            '2022-07-12 09:00+09',
            '2022-07-12 09:00+09',
          ),
        ),
      )
      await copy(
        tx,
        'case_keys',
        made.map(({ id, keys: k }) => line(id, k.name, k.nameSwapped, k.kana, k.kanaSwapped)),
      )
      await copy(
        tx,
        'likeness_blocks',
        made.flatMap(({ id, clinic, blocks }) => blocks.map((key) => line(key, id, clinic))),
      )
      await tx.unsafe(`set session_replication_role = default`)
    })
    if (from % 200_000 === 0) say(`… ${from + made.length}`)
  }
  await admin.unsafe(`
    set session_replication_role = replica;
    insert into persons (id, created_at) select person_id, created_at from cases;
    insert into listings (org_id, case_id, treating, state, hersys_id, centre_id, birth_on, phone, reported_on, diagnosed_on, infection_class, severity, began_on, until_on,
                          name, name_swapped, kana, kana_swapped)
    select o, c.id, false, c.state, c.hersys_id, c.notified_centre_id, c.birth_on, c.phone, c.reported_on, c.diagnosed_on, 'infected', c.severity,
           date '2022-07-13' - (('x' || right(c.id::text, 4))::bit(16)::int % 200), null, k.name, k.name_swapped, k.kana, k.kana_swapped
      from cases c join case_keys k on k.case_id = c.id, lateral (values (c.reporting_institution_id), (c.notified_centre_id)) v(o);
    set session_replication_role = default`)
  for (const { def } of indexes) await admin.unsafe(def)
  await admin.unsafe('vacuum analyze')
  say(`${people} people made in ${Math.round((performance.now() - began) / 1000)} s`)
}

const searchUrl = '/institution/notifications/search'
/** 登録情報一覧 through the whole product, as the hospital with the most cases and as a clinic, four at once. */
async function search({ url }) {
  const times = { hospital: {}, clinic: {} }
  for (const [who, clinic] of [
    ['hospital', 0],
    ['clinic', 7],
  ]) {
    const visitor = await visit(url, 'doctor', clinic, '/institution/notifications')
    const d = dice(clinic + 1)
    const someone = () => {
      const n = Math.floor(d.below(people) / clinics) * clinics + clinic
      return personOf(n < people && clinicOf(n) === clinic ? n : clinic)
    }
    const kinds = {
      list: () => ({}),
      name: () => ({ name: someone().familyName }),
      reading: () => ({ kana: `${someone().givenKana} ${someone().familyKana}`.slice(0, 4) }),
      wholeName: () => {
        const p = someone()
        return { name: p.familyName + p.givenName, birthOn: p.birthOn }
      },
      telephone: () => ({ phone: someone().phone }),
      nobody: () => ({ name: '無名之権兵衛' }),
    }
    for (const [kind, form] of Object.entries(kinds)) {
      const taken = []
      await Promise.all(
        Array.from({ length: 4 }, async () => {
          for (let k = 0; k < rounds / 4; k++) {
            const began = performance.now()
            const answer = await send(url, searchUrl, visitor, form())
            await answer.text()
            if (answer.status !== 200) throw new Error(`the search answered ${answer.status}`)
            taken.push(performance.now() - began)
          }
        }),
      )
      times[who][kind] = spread(taken)
    }
  }
  return times
}

const formOf = (p, go) => ({
  reportedOn: '2022-07-20',
  'doctor.family': '架空',
  institutionName: '架空医院',
  category: 'confirmed',
  'name.family': p.familyName,
  'name.given': p.givenName,
  'name.familyKana': p.familyKana ?? '',
  'name.givenKana': p.givenKana ?? '',
  sex: p.sex,
  birthOn: p.birthOn,
  prefecture: '架空県',
  municipality: 'あおば市',
  diagnosedOn: '2022-07-20',
  phone: p.phone ?? '',
  postalCode: p.postalCode ?? '',
  go,
})

/** 確認 of a report about somebody the institution has reported before; and the worker's comparison with the whole country. */
async function duplicates({ url, admin }) {
  const d = dice(99)
  const confirm = async (clinic, person) => {
    const page = await visit(url, 'doctor', clinic, '/institution/notifications/new')
    const path = /action="(\/institution\/drafts\/[0-9a-f-]{36})"/.exec(page.html)[1]
    const began = performance.now()
    const answer = await send(url, path, page, formOf(person, 'confirm'))
    const took = performance.now() - began
    await answer.text()
    return { took, asked: answer.headers.get('location')?.endsWith('/same-person') ?? false }
  }
  const own = []
  let asked = 0
  for (let k = 0; k < rounds; k++) {
    const n = d.below(people / 10) * 10
    const { took, asked: isAsked } = await confirm(0, again(personOf(n), d).other)
    own.push(took)
    if (isAsked) asked++
  }
  const fresh = []
  for (let k = 0; k < rounds; k++) fresh.push((await confirm(0, personOf(people + k))).took)
  const cases = 2_000
  const [{ before }] = await admin`select count(*)::int as before from likeness_candidates`
  const began = performance.now()
  await admin`insert into key_queue (case_id) select id from cases where hersys_id = any(${Array.from({ length: cases }, () => String(10_000_000 + d.below(people)))})`
  for (;;) {
    const [{ left }] = await admin`select count(*)::int as left from key_queue`
    if (left === 0) break
    await new Promise((done) => setTimeout(done, 100))
  }
  const seconds = (performance.now() - began) / 1000
  const [{ pairs }] = await admin`select count(*)::int as pairs from likeness_candidates`
  return {
    confirmKnownMs: spread(own),
    confirmNewMs: spread(fresh),
    askedAgain: round((100 * asked) / rounds),
    countryWide: { cases, seconds: round(seconds), perSecond: round(cases / seconds), pairsFound: pairs - before },
  }
}

export async function run() {
  const figures = {
    at: new Date().toISOString(),
    node: process.version,
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    people,
  }
  const system = await startSystem({ web: false })
  try {
    await system.startServers() // before the people come: what is measured is what was built when this began
    await fill(system.admin)
    if (only.includes('search')) {
      say('search …')
      figures.search = await search(system)
    }
    if (only.includes('duplicates')) {
      say('duplicates …')
      figures.duplicates = await duplicates(system)
    }
  } finally {
    await system.stop()
  }
  if (only.includes('duplicates')) {
    say('precision and recall …')
    figures.likeness = await likeness()
  }
  console.log(JSON.stringify(figures, null, 2))
  const out = option('json')
  if (out) writeFileSync(out, `${JSON.stringify(figures, null, 2)}\n`)
}
