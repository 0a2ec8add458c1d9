import { expect, test } from 'vitest'
import { readWorkbook } from '../../platform/excel/workbook.server.ts'
import { programmeOf } from '../../programmes/registry.ts'
import { examineRow } from './examine-row.ts'
import { isExample } from './example.ts'
import { columnsByKey, markKey } from './headers.ts'
import { readFile } from './read-file.server.ts'
import { importTemplate } from './template.server.ts'

const programme = programmeOf('covid-19')
const facilities = { 'health-centres': [{ id: 'a', name: '架空保健所' }] }
const institution = { name: '架空医院', address: null, phone: null, parentId: 'a' }

/** Each version on its first day. */
const versions = programme.notificationForms.map(({ form, from }) => ({ title: form.title, form, today: from }))

test.each(versions)(
  'D14 the template of $title asks every question in the order of its paper; its example stands up to the form and is passed over',
  async (version) => {
    const { form, today } = version
    const bytes = await importTemplate(form, facilities, today)
    const unchanged = await readFile('xlsx', bytes, [form], isExample)
    expect(unchanged).toEqual({ refusal: 'no-rows', detail: [] })

    const [head, hint, example, ...ready] = (await readWorkbook(bytes, '発生届')).rows
    expect(head!.slice(0, 3)).toEqual(['区分', '報告年月日', '医師の氏名 姓'])
    expect(head!.at(-1)).toBe('案内のSMSの言語')
    expect(hint!.slice(0, 2)).toEqual(['説明', '【必須】 日付(2022/7/20、令和4年7月20日、R4.7.20 など)'])
    expect(example![0]).toBe('記入例')
    expect(JSON.stringify(example)).toContain('架空')
    expect(ready.flat().filter((cell) => cell !== null)).toEqual([])

    // The same sheet with another name over the example: no longer ours, so it is a row, and its mark a fault.
    const changed = head!.map((header, place) => (header === '2 当該者氏名(フリガナ) 名' ? '花子' : example![place]!))
    const csv = [head, changed].map((row) => row!.map((cell) => `"${cell ?? ''}"`).join(',')).join('\n')
    const table = await readFile('csv', Buffer.from(csv), [form], isExample)
    if ('refusal' in table) throw new Error(table.refusal)
    const asked = {
      form,
      programme,
      facilities,
      institution,
      today,
      columns: columnsByKey(form, table.keys),
      isFrom1904: false,
      formOf: () => form,
    }
    const marked = examineRow(table.rows[0]!.cells, { ...asked, markAt: table.keys.indexOf(markKey) })
    expect(marked.faults?.map(({ column }) => column)).toEqual([0])
    const unmarked = examineRow(table.rows[0]!.cells, { ...asked, markAt: -1 })
    expect(unmarked.faults).toBeNull()
  },
)
