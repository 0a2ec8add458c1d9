import { printable } from '../../../platform/pdf/fonts.server.ts'
import { type Content, type PdfDocument, renderPdf, type TableCell } from '../../../platform/pdf/pdf.server.ts'

export type LetterFacts = {
  loginId: string
  name: string
  /** In clear: it comes with the request that asks for the letter and is in no table. */
  password: string
  orgName: string
  postalCode: string | null
  address: string | null
  sender: { name: string; phone: string | null; postalCode: string | null; address: string | null }
  helpdesk: { name: string; phone: string | null }
  /** Without a slash at the end. */
  site: string
}

/** Millimetres to points. */
const mm = (length: number) => (length * 72) / 25.4
const grey = '#4d4d4d'

/**
 * One A4 sheet for a long envelope (長形3号) with a window at its upper left: folded in three, only the address of who receives it lies behind the
 * window; the password stands in the middle third, inside the fold.
 */
export function letterPdf(facts: LetterFacts, now: Date): Promise<Buffer> {
  return renderPdf(documentOf(facts, now))
}

/** Letters of one day behind each other, a sheet each; at the end a sheet that names those that could not be made. */
export function lettersPdf(all: LetterFacts[], missing: string[], now: Date): Promise<Buffer> {
  const sheets = all.map((facts, n) => ({ stack: contentOf(facts), ...(n > 0 ? { pageBreak: 'before' as const } : {}) }))
  const rest: Content[] =
    missing.length === 0
      ? []
      : [
          { text: '作れなかった通知書', fontSize: 16, bold: true, pageBreak: 'before', margin: [0, 0, 0, 6] },
          '次のログインIDの通知書は、すでに作られたか、初期パスワードが違うため、作れませんでした。初期パスワードを再発行してください。',
          { ul: missing },
        ]
  return renderPdf({ ...frame(now), content: [...sheets, ...rest] })
}

const postal = (code: string | null) => (code ? `〒${code.replace(/^(\d{3})(\d{4})$/, '$1-$2')}` : '')

const frame = (now: Date) => ({
  title: 'HER-SYS アカウントのお知らせ',
  now,
  pageMargins: [mm(25), mm(110), mm(20), mm(15)] as [number, number, number, number],
  background: () => [foldMark(99), foldMark(198)],
})

const documentOf = (facts: LetterFacts, now: Date): PdfDocument => ({ ...frame(now), content: contentOf(facts) })

function contentOf(facts: LetterFacts): Content[] {
  const { sender, helpdesk, site } = facts
  return [
    block({ x: 24, y: 16, width: 83 }, [
      postal(facts.postalCode),
      printable(facts.address ?? ''),
      { text: printable(facts.orgName), fontSize: 10.5, margin: [0, 3, 0, 0] },
      { text: `${printable(facts.name)}　様`, fontSize: 12, margin: [0, 3, 0, 0] },
    ]),
    block({ x: 120, y: 60, width: 70 }, [
      printable(sender.name),
      postal(sender.postalCode),
      printable(sender.address ?? ''),
      sender.phone ? `電話 ${sender.phone}` : '',
      { text: '親展', margin: [0, 6, 0, 0] },
    ]),
    { text: 'HER-SYS アカウントのお知らせ', fontSize: 16, bold: true, margin: [0, 0, 0, 6] },
    'HER-SYS（新型コロナウイルス感染者等情報把握・管理支援システム）のアカウントを発行しました。本人だけが使用し、他の人と共有しないでください。',
    {
      margin: [0, 10, 0, 10],
      table: {
        widths: [110, '*'],
        body: [
          row('アドレス', { text: `${site}/staff/sign-in`, fontSize: 11 }),
          row('ログインID', { text: facts.loginId, fontSize: 16, bold: true, characterSpacing: 1 }),
          row('初期パスワード', { text: facts.password, fontSize: 18, bold: true, characterSpacing: 2 }),
        ],
      },
      layout: { hLineColor: () => '#999999', hLineWidth: () => 0.7, vLineWidth: () => 0, paddingTop: () => 6, paddingBottom: () => 6 },
    },
    {
      text: '初期パスワードは、最初の1文字だけが大文字です。数字の0と1、英字のi・j・l・o・q・vは使っていません。「-」も入力してください。',
      fontSize: 9,
      color: grey,
    },
    {
      absolutePosition: { x: mm(25), y: mm(205) },
      stack: [
        { text: '初めてのサインイン', bold: true, fontSize: 12, margin: [0, 0, 0, 4] },
        {
          ol: [
            'Microsoft EdgeまたはGoogle Chromeで、上のアドレスを開きます。',
            'ログインIDを入力して「次へ」、初期パスワードを入力して「サインイン」を押します。',
            '二段階認証に使う電話番号（SMSまたは通話）、またはセキュリティーキーを登録します。',
            '新しいパスワードを決めます（8文字以上で、英大文字・英小文字・数字・記号のうち3種類以上）。',
            '新しいパスワードに変更したら、この紙は裁断して捨ててください。',
          ],
        },
        {
          margin: [0, 8, 0, 0],
          fontSize: 9,
          color: grey,
          stack: [
            `この紙をなくしたとき、封が開いていたときは、すぐに${printable(sender.name)}${sender.phone ? `（電話 ${sender.phone}）` : ''}へ連絡してください。初期パスワードを再発行します。`,
            `操作のお問い合わせ：${printable(helpdesk.name)}${helpdesk.phone ? `（電話 ${helpdesk.phone}）` : ''}`,
          ],
        },
      ],
    },
  ]
}

/** Lines at a place of the sheet, broken at a width; millimetres. */
const block = ({ x, y, width }: { x: number; y: number; width: number }, lines: Content[]): Content => ({
  absolutePosition: { x: mm(x), y: mm(y) },
  fontSize: 9,
  table: { widths: [mm(width)], body: [[{ stack: lines }]] },
  layout: {
    hLineWidth: () => 0,
    vLineWidth: () => 0,
    paddingLeft: () => 0,
    paddingRight: () => 0,
    paddingTop: () => 0,
    paddingBottom: () => 0,
  },
})

/** A short line at the edge where the sheet is folded. */
const foldMark = (y: number): Content => ({
  canvas: [{ type: 'line', x1: mm(4), y1: 0, x2: mm(9), y2: 0, lineWidth: 0.5, lineColor: grey }],
  absolutePosition: { x: 0, y: mm(y) },
})

const row = (label: string, value: Content): TableCell[] => [{ text: label, bold: true, margin: [0, 3, 0, 0] }, value as TableCell]
