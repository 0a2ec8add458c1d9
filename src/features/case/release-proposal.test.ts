import { expect, test } from 'vitest'
import { releaseProposal } from './release-proposal.ts'

const of = {
  disease: 'covid-19',
  state: 'filed',
  diagnosedOn: '2022-07-19',
  onsetOn: '2022-07-18',
  sampledOn: '2022-07-19',
  severity: 'mild',
  caseClass: 'confirmed',
  hospitalised: false,
}
const now = new Date('2022-07-29T09:00:00+09:00')
const report = (hoursAgo: number, temperature: number | null, level = 'stable') => ({
  reportedAt: new Date(now.getTime() - hoursAgo * 3_600_000).toISOString(),
  temperature,
  level,
})

test('the rule of the day of diagnosis names the day; with calm reports nothing stands against it', () => {
  expect(releaseProposal(of, [report(1, 36.5), report(80, 38.5, 'watch')], now)).toEqual({
    releaseOn: '2022-07-29',
    rule: '発症日（7/18）を0日目として10日間、かつ症状軽快から72時間',
    hindrances: [],
  })
})

test.each([
  ['fever at the edge of the hours', [report(72, 37.5)], 1],
  ['fever before them', [report(1, 37.4), report(73, 39)], 0],
  ['no report in them', [report(73, 36)], 1],
  ['a calm temperature and a sign', [report(2, 36.2, 'watch')], 1],
])('relief: %s', (_, reports, count) => {
  expect(releaseProposal(of, reports, now)?.hindrances).toHaveLength(count)
})

test('a day before, the day itself stands against it; a contact or no diagnosis has none; without symptoms no relief is asked', () => {
  const before = new Date('2022-07-28T23:59:00+09:00')
  expect(releaseProposal(of, [report(12, 36.5)], before)?.hindrances).toEqual(['目安の日（7/29）になっていません'])
  expect(releaseProposal({ ...of, state: 'contact' }, [], now)).toBeNull()
  expect(releaseProposal({ ...of, diagnosedOn: null }, [], now)).toBeNull()
  const silent = { ...of, onsetOn: null, severity: 'asymptomatic', sampledOn: null }
  expect(releaseProposal(silent, [], now)).toEqual({ releaseOn: '2022-07-27', rule: '診断日（7/19）を0日目として7日間', hindrances: [] })
})
