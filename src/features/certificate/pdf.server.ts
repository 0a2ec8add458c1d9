import { drawQr } from '../../lib/qr.ts'
import { printable } from '../../platform/pdf/fonts.server.ts'
import { type Content, type PdfDocument, renderPdf, type TableCell } from '../../platform/pdf/pdf.server.ts'
import type { Certificate } from './issue.server.ts'
import { lines, meaningNote, motto, periodNote, periodUrl, shownAt, title } from './wording.ts'

const green = '#115a36'
const grey = '#4d4d4d'

/** The certificate as one A4 page, for paper. `verifyUrl`: where whoever receives it can check the QR code. */
export function certificatePdf(certificate: Certificate, verifyUrl: string, now: Date): Promise<Buffer> {
  return renderPdf(documentOf(certificate, verifyUrl, now))
}

function documentOf({ printed, jws }: Certificate, verifyUrl: string, now: Date): PdfDocument {
  const isCut = lines.some(({ text }) => printable(text(printed)) !== text(printed))
  return {
    title: title.ja,
    now,
    pageMargins: [56, 48, 56, 52],
    content: [
      band('My HER-SYS', motto),
      { text: shownAt(now), alignment: 'right', color: grey, margin: [0, 10, 0, 0] },
      { text: title.ja, fontSize: 24, bold: true, alignment: 'center', margin: [0, 14, 0, 0] },
      { text: title.en, color: grey, alignment: 'center', margin: [0, 0, 0, 18] },
      {
        table: { widths: [150, '*'], body: lines.map(({ ja, en, text }) => row(ja, en, printable(text(printed)))) },
        layout: { hLineColor: () => '#999999', hLineWidth: () => 0.7, vLineWidth: () => 0, paddingTop: () => 7, paddingBottom: () => 7 },
      },
      ...(isCut
        ? [{ text: '〓：印刷できない文字 / a character that cannot be printed', color: grey, margin: [0, 4, 0, 0] } as Content]
        : []),
      { text: [periodNote, { text: periodUrl, link: periodUrl, decoration: 'underline' }], margin: [0, 16, 0, 4] },
      { text: meaningNote, margin: [0, 0, 0, 16] },
      { columns: [qr(jws), howToCheck(verifyUrl)], columnGap: 18 },
    ],
    // A function: the layout of a table in a footer that stands still is lost.
    footer: () => ({ margin: [56, 4, 56, 0], ...band('My HER-SYS', motto) }),
  }
}

function band(left: string, right: string) {
  const cells: TableCell[] = [
    { text: left, bold: true, color: 'white', fontSize: 12, margin: [8, 4, 0, 2] },
    { text: right, color: 'white', alignment: 'right', margin: [0, 5, 8, 2] },
  ]
  return { table: { widths: ['auto', '*'], body: [cells] }, layout: { hLineWidth: () => 0, vLineWidth: () => 0, fillColor: () => green } }
}

function row(ja: string, en: string, value: string): TableCell[] {
  const label: Content =
    en === ja
      ? { text: ja, bold: true }
      : {
          stack: [
            { text: ja, bold: true },
            { text: en, fontSize: 8, color: grey },
          ],
        }
  return [label, { text: value, fontSize: 13 }]
}

/** 62 mm wide: even the longest names stay readable by an ordinary telephone. */
function qr(jws: string): Content {
  const { size, path } = drawQr(jws)
  return { svg: `<svg viewBox="0 0 ${size} ${size}"><path d="${path}" fill="black"/></svg>`, width: 176 }
}

function howToCheck(verifyUrl: string): Content {
  const said: Content[] = [
    { text: 'この証明書を受け取った方へ', bold: true },
    'このQRコードには、上の内容（HER-SYS IDを除く）が電子署名付きで入っています。次のページで読み取ると、内容が改められていないこと、取り消されていないことを確かめられます。読み取った内容はどこにも送られません。',
    { text: 'For whoever receives this certificate', bold: true, margin: [0, 8, 0, 0] },
    'The QR code holds the fields above (without the HER-SYS ID), signed. Read it on the page below to see that nothing was changed and that the certificate has not been revoked. Nothing you read is sent anywhere.',
    { text: verifyUrl, link: verifyUrl, bold: true, margin: [0, 8, 0, 0] },
  ]
  return { stack: said, fontSize: 9 }
}
