import { formatInstant } from '../../i18n/format.ts'
import { htmlLang, type Lang, wordsIn } from '../../i18n/t.ts'
import { printable } from '../../platform/pdf/fonts.server.ts'
import { type Content, renderPdf, type TableCell } from '../../platform/pdf/pdf.server.ts'
import { dailyForm } from '../../programmes/covid-19/daily.ts'
import { type TodayLine, todayHead } from './today-list.ts'

const ja = wordsIn('ja')
const thin = { hLineWidth: () => 0.5, vLineWidth: () => 0.5, paddingTop: () => 2, paddingBottom: () => 2 }

export type TodayPaper = { centre: string; lines: TodayLine[]; left: number; now: Date }

/** 本日の健康観察一覧 on A4 landscape: for a power cut, so everything that a telephone call needs stands in one line. */
export function todayPdf({ centre, lines, left, now }: TodayPaper): Promise<Buffer> {
  const head: TableCell[] = todayHead.map((text) => ({ text, bold: true, fillColor: '#e6e6e6' }))
  const body: TableCell[][] = lines.map(({ cells, isUrgent }) =>
    cells.map((text, n) => ({
      text: printable(text),
      bold: isUrgent && (n === 0 || n === 4),
      ...(isUrgent ? { fillColor: '#f2f2f2' } : {}),
    })),
  )
  return renderPdf({
    title: '本日の健康観察一覧',
    now,
    pageOrientation: 'landscape',
    pageMargins: [24, 40, 24, 30],
    header: (page, pages) => ({
      columns: [
        { text: `${centre}　本日の健康観察一覧　${lines.length}人`, bold: true },
        { text: `${formatInstant(ja, now)}現在　${page} / ${pages}`, alignment: 'right' },
      ],
      margin: [24, 16, 24, 0],
    }),
    footer: () => ({
      text: '取扱注意：個人情報。使い終えたら裁断してください。システムが戻ったら、聞き取った内容を入力してください。',
      fontSize: 8,
      margin: [24, 6, 24, 0],
    }),
    content: [
      ...(left > 0
        ? [{ text: `ほかに${left}人います。Excelの一覧には全員が載っています。`, bold: true, margin: [0, 0, 0, 4] } as Content]
        : []),
      lines.length === 0
        ? { text: '健康観察中の方はいません。' }
        : {
            fontSize: 8,
            table: { headerRows: 1, dontBreakRows: true, widths: [80, 32, 52, 72, 96, 78, 28, 26, 70, '*'], body: [head, ...body] },
            layout: thin,
          },
    ],
  })
}

/** The ten days of an observation as a sheet to fill in by hand, in the words of the daily questions. */
export function observationSheetPdf(now: Date): Promise<Buffer> {
  const days = 10
  const questions = Object.entries(dailyForm.fields).filter(([, field]) => field.type === 'presence' || field.type === 'number')
  const label = (field: { label: string; unit?: string }) => (field.unit ? `${field.label}（${field.unit}）` : field.label)
  const blank = (): TableCell[] => Array.from({ length: days }, () => ({ text: ' ' }))
  const line = (text: string, bold = false): TableCell[] => [{ text, bold }, ...blank()]
  const signs = Object.entries(dailyForm.fields.urgentSigns.options).filter(([key]) => !['none', 'unknown'].includes(key))
  return renderPdf({
    title: '健康観察票',
    now,
    pageMargins: [30, 30, 30, 30],
    content: [
      { text: '健康観察票（手書き用）', fontSize: 16, bold: true, alignment: 'center', margin: [0, 0, 0, 8] },
      {
        table: {
          widths: ['*', '*'],
          body: [
            [{ text: '氏名' }, { text: 'HER-SYS ID' }],
            [{ text: '生年月日' }, { text: '電話番号' }],
            [{ text: '担当保健所' }, { text: '健康観察期間　　　　月　　日 ～ 　　月　　日' }],
          ],
        },
        layout: { ...thin, paddingTop: () => 6, paddingBottom: () => 6 },
        margin: [0, 0, 0, 8],
      },
      {
        text: '症状は「あり」に○、「なし」に×、聞けなかったときは空欄のままにします。空欄は「なし」ではありません。',
        fontSize: 9,
        margin: [0, 0, 0, 4],
      },
      {
        fontSize: 9,
        table: {
          headerRows: 1,
          widths: [130, ...Array.from({ length: days }, () => '*' as const)],
          body: [
            line('日付（　月　日）', true),
            line('時刻'),
            ...questions.map(([, field]) => line(label(field as { label: string; unit?: string }))),
            line('緊急性の高い症状', true),
            line('聞き取った人'),
          ],
        },
        layout: { ...thin, paddingTop: () => 6, paddingBottom: () => 6 },
      },
      { text: '緊急性の高い症状（1つでもあれば、すぐに救急要請または医師へ連絡）', bold: true, margin: [0, 10, 0, 2] },
      { text: signs.map(([, text]) => text).join('、'), fontSize: 9 },
      { text: '連絡事項・メモ', bold: true, margin: [0, 10, 0, 2] },
      { table: { widths: ['*'], heights: [70], body: [[{ text: ' ' }]] }, layout: thin },
    ],
  })
}

export type Leaflet = {
  hersysId: string
  language: Lang
  centreName: string | null
  centrePhone: string | null
  publicUrl: string
  now: Date
}

/** Languages whose every sign the packaged font has; the others get the English leaflet. */
const printed: readonly Lang[] = ['ja', 'ja-easy', 'en', 'es', 'pt']

/** The leaflet of one patient: QR code, HER-SYS ID and the steps (A3, C12). It names nobody: a leaflet left on a train says who is ill to nobody. */
export function leafletPdf({ hersysId, language, centreName, centrePhone, publicUrl, now }: Leaflet): Promise<Buffer> {
  const lang = printed.includes(language) ? language : 'en'
  const t = wordsIn(lang)
  const signup = t('patient.sign-up.title')
  const steps = t('leaflet.steps', {
    signup,
    send: t('patient.proof.send'),
    check: t('patient.code.check'),
    make: t('patient.sign-up.save-password'),
    confirm: t('patient.registration.check'),
    save: t('patient.registration.confirm.save'),
  })
  const heading = (text: string): Content => ({ text: printable(text), fontSize: 13, bold: true, margin: [0, 12, 0, 4] })
  const lines = (text: string): Content => ({ stack: text.split('\n').map((line) => ({ text: printable(line), margin: [0, 1, 0, 1] })) })
  return renderPdf({
    title: t('leaflet.title'),
    now,
    language: htmlLang(lang),
    pageMargins: [48, 40, 48, 40],
    content: [
      { text: printable(t('leaflet.title')), fontSize: 17, bold: true },
      { text: printable(t('leaflet.lead')), margin: [0, 8, 0, 8] },
      {
        columns: [
          { qr: `${publicUrl}/sign-up`, fit: 130, width: 150 },
          {
            stack: [
              { text: 'HER-SYS ID', fontSize: 12 },
              { text: hersysId, fontSize: 30, bold: true, characterSpacing: 3 },
              { text: `${publicUrl}/sign-up`, fontSize: 11, margin: [0, 10, 0, 0] },
              { text: printable([centreName, centrePhone].filter(Boolean).join('　')), margin: [0, 10, 0, 0] },
            ],
          },
        ],
      },
      heading(t('leaflet.register')),
      { text: printable(t('leaflet.open')) },
      lines(steps),
      { text: printable(t('patient.registration.who.family')), margin: [0, 4, 0, 0] },
      heading(t('leaflet.report')),
      lines(t('leaflet.report-steps', { report: t('home.report'), done: t('report.confirm') })),
      {
        table: { widths: ['*'], body: [[{ text: printable(t('patient.top.urgent')), bold: true }]] },
        layout: { ...thin, paddingLeft: () => 8, paddingTop: () => 6, paddingBottom: () => 6 },
        margin: [0, 10, 0, 0],
      },
      { text: printable(t('leaflet.official', { url: publicUrl })), fontSize: 9, margin: [0, 10, 0, 0] },
    ],
  })
}
