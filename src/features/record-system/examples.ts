/** Somebody who does not exist, as a record system would send them. */
export const exampleAnswers = {
  reportedOn: '2022-07-20',
  doctor: { family: '架空', given: '医師太郎' },
  institutionName: '架空あおば内科クリニック',
  category: 'confirmed',
  name: { family: '架空', given: '花子', familyKana: 'カクウ', givenKana: 'ハナコ' },
  sex: 'female',
  birthOn: '1990-09-09',
  prefecture: '架空県',
  municipality: 'みなと市',
  phone: '09090000001',
  diagnosedOn: '2022-07-20',
}

export const jsonExample = JSON.stringify({ answers: exampleAnswers }, null, 2)

export const curlExample = (publicUrl: string) =>
  [
    `curl ${publicUrl}/api/v1/notifications \\`,
    "  -H 'Authorization: Bearer hersys_…' \\",
    "  -H 'Idempotency-Key: 8e03978e-40d5-43e8-bc93-6894a57f9324' \\",
    "  -H 'Content-Type: application/json' \\",
    '  --data-binary @report.json',
  ].join('\n')
