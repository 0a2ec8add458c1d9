/** What one member of staff did in one hour, as the audit tells it. Of staff we know the name and the organisation, and no address. */
export type Work = {
  /** Distinct cases shown or changed. */
  cases: number
  /** Single cases opened whose name is their own. */
  ownName: number
  /** Single cases opened of their own surname, where few share it. */
  sameSurname: number
  /** Hour of the day in Japan, 0–23. */
  hour: number
}
export type Limits = { manyRecords: number; nightFrom: number; nightTo: number; nightRecords: number; surnameRecords: number }
export type UnusualKind = 'many' | 'night' | 'own-name' | 'same-surname'
export type Finding = { kind: UnusualKind; n: number }

export const unusualKinds: Record<UnusualKind, { label: string; rings: boolean }> = {
  'own-name': { label: '本人と同じ氏名の登録を開いた', rings: true },
  many: { label: '1時間に多数の登録を開いた', rings: true },
  night: { label: '深夜に登録を開いた', rings: true },
  // Often a coincidence: in the list, not in the queue.
  'same-surname': { label: '本人と同じ姓の登録を続けて開いた', rings: false },
}

/** The night from 22 to 5 goes over midnight; from 0 to 5 does not; the same hour twice is no night. */
export function isNight(hour: number, { nightFrom, nightTo }: Pick<Limits, 'nightFrom' | 'nightTo'>): boolean {
  return nightFrom <= nightTo ? hour >= nightFrom && hour < nightTo : hour >= nightFrom || hour < nightTo
}

/** Everything that is out of the ordinary in an hour's work. A limit of 0 switches its rule off. */
export function unusualIn(work: Work, limits: Limits): Finding[] {
  const found: Finding[] = []
  const { manyRecords, nightRecords, surnameRecords } = limits
  if (work.ownName > 0) found.push({ kind: 'own-name', n: work.ownName })
  if (manyRecords > 0 && work.cases >= manyRecords) found.push({ kind: 'many', n: work.cases })
  if (nightRecords > 0 && isNight(work.hour, limits) && work.cases >= nightRecords) found.push({ kind: 'night', n: work.cases })
  if (surnameRecords > 0 && work.sameSurname >= surnameRecords) found.push({ kind: 'same-surname', n: work.sameSurname })
  return found
}
