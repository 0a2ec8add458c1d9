import { check } from '../../fields/check.ts'
import type { Faults } from '../../fields/faults.ts'
import type { Facility, Raw } from '../../fields/fields.ts'
import { refill } from '../../fields/refill.ts'
import { addDays, japaneseDay } from '../../lib/japanese-day.ts'
import { isUuid, uuidv7 } from '../../lib/uuid.ts'
import { AppError } from '../../platform/http/errors.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../platform/http/route.server.ts'
import { getOrganisation } from '../organisation/queries.server.ts'
import { centreStaff } from '../organisation/who.ts'
import { capacityForm, placeForm } from './fields.ts'
import type { PlaceDay } from './fullness.ts'
import { PlacePage } from './PlacePage.tsx'
import { NewPlacePage, PlacesPage } from './PlacesPage.tsx'
import {
  closePlace,
  findPlace,
  insertCapacity,
  insertPlace,
  listCapacities,
  listHospitals,
  listPlaceDays,
  listPlaces,
  listResidents,
  type Place,
} from './queries.server.ts'

type C = Context<Staff>
const shownDays = 7
const dones: Record<string, string> = {
  added: '場所を登録しました。',
  capacity: '定員を設定しました。',
  closed: '受け入れの終了を記録しました。',
  opened: '受け入れを再開しました。',
}

/** 場所と定員: where people stay, and how many beds there are. */
export function placeRoutes(): Route[] {
  const at = '/centre/places'
  const get = (url: string, audit: string, handle: (c: C) => Promise<Reply>) =>
    route({ method: 'GET', url, who: centreStaff, audit: `place.${audit}`, handle })
  const post = (url: string, audit: string, handle: (c: C) => Promise<Reply>) =>
    route({ method: 'POST', url, who: centreStaff, audit: `place.${audit}`, handle })
  return [
    get(at, 'list', list),
    get(`${at}/new`, 'new', (c) => newPage(c, {})),
    post(`${at}/new`, 'add', add),
    get(`${at}/:placeId`, 'show', async (c) => show(c, await placeOf(c))),
    post(`${at}/:id/capacity`, 'capacity', capacity),
    post(`${at}/:id/close`, 'close', (c) => close(c, true)),
    post(`${at}/:id/open`, 'open', (c) => close(c, false)),
  ]
}

async function list(c: C): Promise<Reply> {
  const today = japaneseDay(c.now)
  const [places, rows] = await Promise.all([listPlaces(c.sql, c.actor.orgId), listPlaceDays(c.sql, today, shownDays)])
  const numbers = new Map<string, PlaceDay[]>()
  for (const row of rows) numbers.set(row.placeId, [...(numbers.get(row.placeId) ?? []), row])
  const days = Array.from({ length: shownDays }, (_, n) => addDays(today, n))
  const props = { places, days, numbers, done: dones[c.query.done ?? ''] ?? null, own: c.actor.orgId }
  return { page: <PlacesPage {...props} /> }
}

async function newPage(c: C, given: Raw, more: { faults?: Faults; taken?: boolean } = {}, status = 200): Promise<Reply> {
  const facilities = { hospitals: await listHospitals(c.sql, c.actor.orgId) }
  return { page: <NewPlacePage given={given} facilities={facilities} {...more} />, status }
}

async function add(c: C): Promise<Reply> {
  const { sql, actor, now, body } = c
  const facilities = { hospitals: await listHospitals(sql, actor.orgId) }
  const { answers, faults } = check(placeForm, body, { today: japaneseDay(now), facilities })
  if (faults) return newPage(c, body, { faults }, 422)
  const hospital = answers.hospital as Facility | null
  // Which of the two names is asked for follows from the kind.
  const missing = answers.kind === 'hospital' ? (hospital ? null : 'hospital') : answers.name ? null : 'name'
  if (missing) return newPage(c, body, { faults: { [missing]: { code: 'required' } } }, 422)
  const { parentId } = await getOrganisation(sql, actor.orgId)
  const id = uuidv7(now)
  const name = hospital?.name ?? answers.name!
  const { kind, address, phone, beds } = answers
  const row = {
    id,
    centreId: actor.orgId,
    prefectureId: parentId,
    kind,
    name,
    address,
    phone,
    hospitalId: hospital?.id ?? null,
    by: actor.accountId,
  }
  if (!(await insertPlace(sql, row, now))) return newPage(c, body, { taken: true }, 409)
  if (beds !== null) await insertCapacity(sql, { placeId: id, beds, fromOn: japaneseDay(now), by: actor.accountId, reason: '登録時' }, now)
  c.note({ place: id })
  return { redirect: `/centre/places/${id}?done=added` }
}

async function placeOf(c: C): Promise<Place> {
  const id = c.params.placeId ?? c.params.id
  const place = id && isUuid(id) ? await findPlace(c.sql, id) : null
  if (!place) throw new AppError('not-found')
  return place
}

/** Capacity and closing are the centre's that keeps the place. */
async function ownPlace(c: C): Promise<Place> {
  const place = await placeOf(c)
  if (place.centreId !== c.actor.orgId) throw new AppError('not-found')
  return place
}

async function show(c: C, place: Place, more: { given?: Raw; faults?: Faults } = {}): Promise<Reply> {
  const today = japaneseDay(c.now)
  const [days, capacities, residents] = await Promise.all([
    listPlaceDays(c.sql, today, shownDays),
    listCapacities(c.sql, place.id),
    listResidents(c.sql, place.id, today),
  ])
  c.shows(...residents.map(({ caseId }) => caseId))
  const props = {
    place,
    numbers: days.filter(({ placeId }) => placeId === place.id),
    capacities,
    residents,
    isOwn: place.centreId === c.actor.orgId,
    given: more.given ?? refill(capacityForm, { beds: null, fromOn: today, reason: null }),
    done: dones[c.query.done ?? ''] ?? null,
  }
  return { page: <PlacePage {...props} {...(more.faults ? { faults: more.faults } : {})} />, status: more.faults ? 422 : 200 }
}

async function capacity(c: C): Promise<Reply> {
  const place = await ownPlace(c)
  const { answers, faults } = check(capacityForm, c.body, { today: japaneseDay(c.now) })
  if (faults) return show(c, place, { given: c.body, faults })
  const { beds, fromOn, reason } = answers
  await insertCapacity(c.sql, { placeId: place.id, beds, fromOn, by: c.actor.accountId, reason }, c.now)
  c.note({ place: place.id, beds, fromOn })
  return { redirect: `/centre/places/${place.id}?done=capacity` }
}

async function close(c: C, isClosing: boolean): Promise<Reply> {
  const place = await ownPlace(c)
  if (!(await closePlace(c.sql, place.id, isClosing ? japaneseDay(c.now) : null))) throw new AppError('conflict')
  c.note({ place: place.id })
  return { redirect: `/centre/places/${place.id}?done=${isClosing ? 'closed' : 'opened'}` }
}
