// Which events blow how hard, which of them are let loose on one case at the same moment, and which answers each may get.

export const weights = {
  calmReport: 46,
  feverReport: 6,
  redReport: 7,
  doubleTap: 3,
  orphanReport: 1,
  askCorrection: 1,
  register: 0.8,
  wrongClaim: 0.6,
  unlock: 0.2,
  look: 2.2,
  take: 4,
  acknowledge: 7,
  close: 5,
  note: 1,
  closeAnswered: 0.6,
  staffReport: 3,
  staffCorrection: 2,
  confirm: 1,
  askHandOver: 2.2,
  accept: 1.6,
  refuse: 0.5,
  withdrawHandOver: 0.5,
  changePeriod: 0.8,
  release: 0.25,
  death: 0.06,
  reopen: 0.2,
  askWithdrawal: 0.4,
  decideWithdrawal: 0.5,
  file: 0.7,
  amend: 0.4,
  mergeCases: 0.35,
  undoMerge: 0.25,
  bulkHandOver: 0.5,
  bulkAccept: 0.5,
  bulkRelease: 0.35,
  planCalls: 0.8,
  race: 2.5,
}

/** Let loose together on one hot case. */
export const races = [
  ['accept', 'withdrawHandOver'],
  ['accept', 'refuse', 'calmReport'],
  ['accept', 'accept', 'redReport'],
  ['accept', 'release'],
  ['accept', 'staffReport', 'staffCorrection'],
  ['accept', 'amend', 'redReport'],
  ['askHandOver', 'askHandOver'],
  ['askHandOver', 'release', 'redReport'],
  ['askHandOver', 'amend'],
  ['askHandOver', 'accept', 'changePeriod', 'redReport'],
  ['redReport', 'redReport', 'staffCorrection'],
  ['redReport', 'acknowledge', 'acknowledge', 'redReport'],
  ['redReport', 'close', 'close'],
  ['staffCorrection', 'staffCorrection', 'calmReport'],
  ['release', 'redReport', 'staffReport'],
  ['reopen', 'reopen', 'redReport'],
  ['release', 'reopen', 'calmReport', 'askHandOver'],
  ['release', 'changePeriod'],
  ['release', 'askWithdrawal'],
  ['askWithdrawal', 'decideWithdrawal', 'accept'],
  ['decideWithdrawal', 'amend', 'redReport'],
  ['confirm', 'amend', 'confirm'],
  ['register', 'register'],
  ['calmReport', 'closeAnswered', 'staffReport'],
  ['mergeCases', 'redReport', 'accept'],
  ['mergeCases', 'undoMerge', 'calmReport', 'release'],
  ['mergeCases', 'register', 'askHandOver', 'acknowledge'],
  ['mergeCases', 'mergeCases', 'undoMerge'],
  ['bulkHandOver', 'askHandOver', 'redReport'],
  ['bulkHandOver', 'bulkAccept', 'mergeCases'],
  ['bulkRelease', 'redReport', 'staffReport'],
  ['bulkRelease', 'bulkHandOver', 'release'],
  ['planCalls', 'planCalls', 'release'],
  ['planCalls', 'mergeCases', 'accept'],
]

/** Refusals that belong to the game: somebody else was faster, the case is another's by now, it has ended. */
const lostRace = [403, 404, 409]
export const allowed = {
  register: [422, 429],
  wrongClaim: [422, 429],
  look: [200],
  // another day than observation knows, a time still to come, a case that has been withdrawn or ended
  staffReport: [...lostRace, 422],
  staffCorrection: [...lostRace, 422],
  changePeriod: [...lostRace, 422],
  // another patient has the number
  planCalls: [...lostRace, 422],
  // none of those chosen is this centre's any more
  bulkHandOver: [...lostRace, 422],
  bulkAccept: [...lostRace, 422],
  bulkRelease: [...lostRace, 422],
  ...Object.fromEntries(
    [
      'take',
      'acknowledge',
      'close',
      'note',
      'confirm',
      'askHandOver',
      'accept',
      'refuse',
      'withdrawHandOver',
      'release',
      'death',
      'reopen',
      'askWithdrawal',
      'decideWithdrawal',
      'amend',
      'mergeCases',
      'undoMerge',
      'unlock',
    ].map((kind) => [kind, lostRace]),
  ),
}

const minute = 60_000
const hour = 60 * minute

/** How far the clock jumps, in milliseconds, and why. Deadlines and midnight are jumped to until shortly before or beyond. */
export function jumpFrom(d, { minutes }) {
  const until = (at) => ((at - minutes + 1440) % 1440 || 1440) * minute
  return {
    minutes: () => d.between(2, 50) * minute,
    hours: () => d.between(1, 7) * hour,
    midnight: () => until(0) + d.between(-2, 90) * minute,
    deadline: () => until(d.pick([12 * 60, 18 * 60, 21 * 60 + 30])) + d.between(-2, 20) * minute,
  }[d.weighted({ minutes: 4, hours: 3, midnight: 2, deadline: 3 })]()
}
