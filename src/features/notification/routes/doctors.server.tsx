import { tidy } from '../../../lib/kana.ts'
import { isUuid, uuidv7 } from '../../../lib/uuid.ts'
import { AppError } from '../../../platform/http/errors.ts'
import { type Context, type Reply, type Route, route, type Staff } from '../../../platform/http/route.server.ts'
import { institutionStaff } from '../can.ts'
import { DoctorPage, DoctorsPage, type TypedName } from '../DoctorsPage.tsx'
import { type Doctor, endDoctor, findDoctor, keepDoctor, listAllDoctors, renameDoctor } from '../queries/doctors.server.ts'

const notices: Record<string, string> = {
  added: '医師を追加しました。',
  saved: '医師の氏名を保存しました。',
  ended: '医師の登録を終了しました。発生届の選択肢には表示されません。',
  resumed: '医師の登録を有効に戻しました。',
}

/** 医師マスタ: add, edit, end. Each institution has its own. */
export const doctorRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/institution/doctors',
    who: institutionStaff,
    audit: 'doctor.list',
    handle: async (c) => listPage(c, undefined),
  }),
  route({
    method: 'POST',
    url: '/institution/doctors',
    who: institutionStaff,
    audit: 'doctor.add',
    handle: async (c) => {
      const typed = typedName(c)
      if (typed.fault) return { ...(await listPage(c, typed)), status: 422 }
      await keepDoctor(c.sql, { id: uuidv7(c.now), orgId: c.actor.orgId, name: nameOf(typed) }, c.now)
      return { redirect: '/institution/doctors?done=added' }
    },
  }),
  route({
    method: 'GET',
    url: '/institution/doctors/:id',
    who: institutionStaff,
    audit: 'doctor.edit-form',
    handle: async (c) => ({ page: <DoctorPage doctor={await getDoctor(c)} typed={null} /> }),
  }),
  route({
    method: 'POST',
    url: '/institution/doctors/:id',
    who: institutionStaff,
    audit: 'doctor.edit',
    handle: async (c) => {
      const doctor = await getDoctor(c)
      const typed = typedName(c)
      if (!typed.fault && (await renameDoctor(c.sql, doctor.id, nameOf(typed)))) return { redirect: '/institution/doctors?done=saved' }
      const fault = typed.fault ?? '同じ氏名の医師がすでに登録されています'
      return { page: <DoctorPage doctor={doctor} typed={{ ...typed, fault }} />, status: 422 }
    },
  }),
  route({
    method: 'POST',
    url: '/institution/doctors/:id/end',
    who: institutionStaff,
    audit: 'doctor.end',
    handle: async (c) => endOf(c, c.now),
  }),
  route({
    method: 'POST',
    url: '/institution/doctors/:id/resume',
    who: institutionStaff,
    audit: 'doctor.resume',
    handle: async (c) => endOf(c, null),
  }),
]

async function listPage({ sql, actor, query }: Context<Staff>, typed: TypedName | undefined) {
  const doctors = await listAllDoctors(sql, actor.orgId)
  return { page: <DoctorsPage doctors={doctors} typed={typed} notice={notices[query.done ?? ''] ?? null} /> }
}

async function endOf(c: Context<Staff>, at: Date | null): Promise<Reply> {
  const { id } = await getDoctor(c)
  await endDoctor(c.sql, id, at)
  return { redirect: `/institution/doctors?done=${at ? 'ended' : 'resumed'}` }
}

/** Throws 'not-found' for another institution's doctor as for none. */
async function getDoctor({ sql, params }: Context<Staff>): Promise<Doctor> {
  const id = params.id ?? ''
  const doctor = isUuid(id) ? await findDoctor(sql, id) : null
  if (!doctor) throw new AppError('not-found')
  return doctor
}

function typedName({ body }: Context<Staff>): TypedName {
  const part = (key: string) => (typeof body[key] === 'string' ? tidy(body[key]).slice(0, 100) : '')
  const family = part('family')
  return { family, given: part('given'), fault: family === '' ? '姓を入力してください' : null }
}

const nameOf = ({ family, given }: TypedName) => [family, given].filter((part) => part !== '').join(' ')
