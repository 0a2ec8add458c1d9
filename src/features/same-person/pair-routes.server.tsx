import { cut } from '../../lib/cut.ts'
import { isUuid } from '../../lib/uuid.ts'
import { AppError } from '../../platform/http/errors.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../platform/http/route.server.ts'
import { centreStaff } from '../organisation/who.ts'
import { MergePage } from './MergePage.tsx'
import { findMerge, type Joined, linkPersons, listStayed, mergeCases, type Undone, undoMerge } from './merges.server.ts'
import { PairListPage } from './PairListPage.tsx'
import { PairPage } from './PairPage.tsx'
import { isDecision, isWholly, type Pair } from './pair.ts'
import {
  askPair,
  type Cursor,
  casesOfPair,
  findPair,
  listDecisions,
  listDecisionsOfPair,
  listPairs,
  pairsPerPage,
  tellApart,
} from './pairs.server.ts'

type C = Context<Staff>
type Said = { faults?: string[]; typed?: Record<string, string>; status?: number }

/** 同一人物の可能性 at the centre: list, comparison, asking across centres, decision, undoing. */
export function samePersonRoutes(): Route[] {
  const at = (method: 'GET' | 'POST', url: string, verb: string, handle: (c: C) => Promise<Reply>) =>
    route({ method, url: `/centre/same-person${url}`, who: centreStaff, audit: `same-person.${verb}`, handle })
  return [
    at('GET', '', 'list', list),
    at('GET', '/merges/:id', 'merge', (c) => showMerge(c)),
    at('POST', '/merges/:id/undo', 'undo', undo),
    at('GET', '/:id', 'compare', (c) => compare(c)),
    at('POST', '/:id/ask', 'ask', ask),
    at('POST', '/:id/decide', 'decide', decide),
  ]
}

const dones: Record<string, string> = {
  'other-person': '別人として記録しました。',
  'new-infection': '同一人物として記録しました。',
  merged: '2件を1つの症例に統合しました。',
  undone: '取り消しました。元の症例に戻りました。',
}
const mayDecide = ({ role }: Staff) => role === 'nurse' || role === 'manager'
const text = (c: C, name: string) => (typeof c.body[name] === 'string' ? cut(c.body[name].trim(), 1000) : '')

async function list(c: C): Promise<Reply> {
  const found = await listPairs(c.sql, readCursor(c.query.after))
  const pairs = found.slice(0, pairsPerPage)
  c.shows(...pairs.flatMap(({ one, other }) => [one.caseId ?? [], other.caseId ?? []].flat()))
  const last = found.length > pairsPerPage ? pairs.at(-1) : undefined
  const ids = last && (await casesOfPair(c.sql, last.id))
  const next = last && ids ? `/centre/same-person?${new URLSearchParams({ after: `${last.foundAt}~${ids.caseId}` })}` : null
  const decided = await listDecisions(c.sql, c.actor.orgId)
  return { page: <PairListPage {...{ pairs, decided, next }} done={dones[c.query.done ?? ''] ?? null} /> }
}

function readCursor(given: string | undefined): Cursor | null {
  const [foundAt, caseId] = (given ?? '').split('~')
  return foundAt && caseId && !Number.isNaN(Date.parse(foundAt)) && isUuid(caseId)
    ? { foundAt: new Date(foundAt).toISOString(), caseId }
    : null
}

/** The pair, and both its cases for the audit: also whoever looks at a masked one is on record at both. */
async function pairOf(c: C): Promise<{ pair: Pair; caseId: string; otherCaseId: string }> {
  const { id } = c.params
  const pair = id && isUuid(id) ? await findPair(c.sql, id) : null
  const ids = pair && (await casesOfPair(c.sql, pair.id))
  if (!pair || !ids) throw new AppError('not-found')
  c.shows(ids.caseId, ids.otherCaseId)
  c.note({ pair: pair.id, masked: !isWholly(pair) })
  return { pair, ...ids }
}

async function compare(c: C, { status, ...more }: Said = {}): Promise<Reply> {
  const { pair, caseId, otherCaseId } = await pairOf(c)
  const said = await listDecisionsOfPair(c.sql, caseId, otherCaseId)
  return {
    page: <PairPage {...{ pair, said }} orgId={c.actor.orgId} mayDecide={mayDecide(c.actor)} {...more} />,
    ...(status ? { status } : {}),
  }
}

async function ask(c: C): Promise<Reply> {
  const { pair } = await pairOf(c)
  const reason = text(c, 'reason')
  if (reason === '') return compare(c, { faults: ['照会の理由を入力してください。'], status: 422 })
  const said = await askPair(c.sql, pair.id, reason, c.now)
  if (said !== 'ok') throw new AppError(said === 'not-found' ? 'not-found' : 'conflict')
  c.note({ asked: true })
  return { redirect: `/centre/same-person/${pair.id}` }
}

const notTheirs = '判断と取り消しは、保健師または管理者が行います。'
const refusals: Record<Exclude<Joined['said'], 'ok'>, string> = {
  'not-found': 'この2件について判断できません。相手の保健所に照会してください。',
  state: '発生届が提出され、取り下げの依頼がない2件だけを統合できます。',
  disease: '疾病が異なる症例は統合できません。',
  death: '一方は死亡として健康観察を終えています。誤りであれば再開し、そうでなければもう一方にも死亡を記録してから統合してください。',
  again: 'ちょうどMy HER-SYSの登録が行われています。もう一度お試しください。',
  already: 'この2件はすでに同一人物として結ばれています。',
}

async function decide(c: C): Promise<Reply> {
  const { pair, caseId, otherCaseId } = await pairOf(c)
  if (!mayDecide(c.actor)) return compare(c, { faults: [notTheirs], status: 409 })
  if (pair.state !== 'open')
    return compare(c, { faults: ['この2件は、すでに判断されていました。あなたの操作は反映していません。'], status: 409 })
  const typed = { decision: text(c, 'decision'), survivor: text(c, 'survivor'), reason: text(c, 'reason') }
  const faults = [
    ...(isDecision(typed.decision) ? [] : ['判断を選んでください。']),
    ...(typed.decision === 'same-case' && typed.survivor !== caseId && typed.survivor !== otherCaseId
      ? ['残す症例を選んでください。']
      : []),
    ...(typed.reason === '' ? ['理由を入力してください。'] : []),
  ]
  if (faults.length > 0) return compare(c, { faults, typed, status: 422 })
  const { sql, now } = c
  c.note({ decision: typed.decision })
  if (typed.decision === 'other-person') {
    const said = await tellApart(sql, caseId, otherCaseId, typed.reason, now)
    if (said !== 'ok') return compare(c, { faults: [refusals['not-found']], typed, status: 409 })
    return { redirect: '/centre/same-person?done=other-person' }
  }
  const joined =
    typed.decision === 'same-case'
      ? await mergeCases(sql, {
          survivor: typed.survivor,
          absorbed: typed.survivor === caseId ? otherCaseId : caseId,
          reason: typed.reason,
          now,
        })
      : await linkPersons(sql, caseId, otherCaseId, typed.reason, now)
  if (joined.said !== 'ok') return compare(c, { faults: [refusals[joined.said]], typed, status: 409 })
  return { redirect: `/centre/same-person/merges/${joined.id}?done=${typed.decision === 'same-case' ? 'merged' : 'new-infection'}` }
}

async function showMerge(c: C, more: { fault?: string; reason?: string; status?: number } = {}): Promise<Reply> {
  const { id } = c.params
  const merge = id && isUuid(id) ? await findMerge(c.sql, id) : null
  if (!merge) throw new AppError('not-found')
  c.shows(merge.survivorId, merge.absorbedId)
  const isOver = c.now.getTime() > Date.parse(merge.mergedAt) + merge.undoDays * 86_400_000
  const stayed = merge.undoneAt ? [] : await listStayed(c.sql, merge.id)
  const { status, ...said } = more
  return {
    page: <MergePage {...{ merge, stayed, isOver }} mayUndo={mayDecide(c.actor)} done={dones[c.query.done ?? ''] ?? null} {...said} />,
    ...(status ? { status } : {}),
  }
}

const undoRefusals: Record<Exclude<Undone, 'ok' | 'not-found'>, string> = {
  undone: 'すでに取り消されていました。',
  later: '残った症例がさらに別の症例に統合されています。新しい統合から順に取り消してください。',
  expired: '取り消せる期間を過ぎています。',
  again: 'ちょうどMy HER-SYSの登録が行われています。もう一度お試しください。',
}

async function undo(c: C): Promise<Reply> {
  const { id } = c.params
  if (!id || !isUuid(id)) throw new AppError('not-found')
  if (!mayDecide(c.actor)) return showMerge(c, { fault: notTheirs, status: 409 })
  const reason = text(c, 'reason')
  if (reason === '') return showMerge(c, { fault: '取り消しの理由を入力してください。', status: 422 })
  const said = await undoMerge(c.sql, id, reason, c.now)
  if (said === 'not-found') throw new AppError('not-found')
  if (said !== 'ok') return showMerge(c, { fault: undoRefusals[said], reason, status: 409 })
  const merge = await findMerge(c.sql, id)
  if (merge) c.shows(merge.survivorId, merge.absorbedId)
  return { redirect: `/centre/same-person/merges/${id}?done=undone` }
}
