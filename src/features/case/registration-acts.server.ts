import { cut } from '../../lib/cut.ts'
import { isUuid } from '../../lib/uuid.ts'
import { AppError } from '../../platform/http/errors.ts'
import type { Context, Staff } from '../../platform/http/route.server.ts'
import type { Settings } from '../../platform/settings.server.ts'
import { hersysIdKey } from '../notification/hersys-id.server.ts'
import { canCorrect } from './can.ts'
import type { CaseFile } from './queries.server.ts'
import { reissue, unlink } from './registration.server.ts'

type C = Context<Staff>
/** `done`: a key of the page's good news. Otherwise the page again, with what was typed. */
export type Acted = { done: string } | { fault: string; typed: Record<string, string>; status: number }

const changed = 'ほかの操作で登録が変わりました。いまの状態を確認してください。'

/** 登録の解除: a wrong registration, or one member of a family's account. */
export async function unlinkAct(c: C, file: CaseFile): Promise<Acted> {
  if (!canCorrect(c.actor, file)) throw new AppError('not-allowed')
  const [kind, registrationId, reason] = [text(c, 'kind'), text(c, 'registration'), text(c, 'reason')]
  const typed = { form: 'unlink', kind, reason }
  if ((kind !== 'wrong' && kind !== 'freed') || reason === '') return { fault: '解除の区分と理由を入力してください。', typed, status: 422 }
  c.note({ kind })
  const { sql, now, actor } = c
  const said = isUuid(registrationId) ? await unlink(sql, { file, actor, reason, now, registrationId, kind }) : 'gone'
  return said === 'done' ? { done: 'unlinked' } : { fault: changed, typed, status: 409 }
}

/** HER-SYS IDの再発行. The page's own ID comes along, so that pressing twice issues one. */
export async function reissueAct(c: C, file: CaseFile, { secret, publicUrl }: Settings): Promise<Acted> {
  if (!canCorrect(c.actor, file)) throw new AppError('not-allowed')
  const [seen, reason] = [text(c, 'seen'), text(c, 'reason')]
  const typed = { form: 'reissue', reason }
  if (reason === '') return { fault: '再発行の理由を入力してください。', typed, status: 422 }
  const { sql, now, actor } = c
  const said = await reissue(sql, { file, actor, reason, now, seen, key: hersysIdKey(secret), publicUrl })
  return said === 'done' ? { done: 'reissued' } : { fault: changed, typed, status: 409 }
}

const text = (c: C, name: string) => (typeof c.body[name] === 'string' ? cut(c.body[name].trim(), 1000) : '')
