/** The prefectures as tiles, about where they lie: [column, row]. Our own drawing; the two last are the invented ones of the demo. */
const at: Record<string, [number, number]> = {
  '01': [12, 0],
  '02': [11, 2],
  '03': [11, 3],
  '04': [11, 4],
  '05': [10, 3],
  '06': [10, 4],
  '07': [11, 5],
  '08': [12, 7],
  '09': [12, 6],
  '10': [11, 6],
  '11': [11, 7],
  '12': [12, 8],
  '13': [11, 8],
  '14': [11, 9],
  '15': [10, 5],
  '16': [9, 5],
  '17': [8, 5],
  '18': [8, 6],
  '19': [10, 7],
  '20': [10, 6],
  '21': [9, 6],
  '22': [10, 8],
  '23': [9, 7],
  '24': [9, 8],
  '25': [8, 7],
  '26': [7, 7],
  '27': [7, 8],
  '28': [6, 7],
  '29': [8, 8],
  '30': [7, 9],
  '31': [5, 7],
  '32': [4, 7],
  '33': [5, 8],
  '34': [4, 8],
  '35': [3, 8],
  '36': [5, 11],
  '37': [5, 10],
  '38': [4, 10],
  '39': [4, 11],
  '40': [2, 9],
  '41': [1, 9],
  '42': [0, 9],
  '43': [1, 10],
  '44': [2, 10],
  '45': [2, 11],
  '46': [1, 11],
  '47': [0, 12],
  '48': [8, 11],
  '49': [9, 11],
}
const names =
  '北海道 青森 岩手 宮城 秋田 山形 福島 茨城 栃木 群馬 埼玉 千葉 東京 神奈川 新潟 富山 石川 福井 山梨 長野 岐阜 静岡 愛知 三重 滋賀 京都 大阪 兵庫 奈良 和歌山 鳥取 島根 岡山 広島 山口 徳島 香川 愛媛 高知 福岡 佐賀 長崎 熊本 大分 宮崎 鹿児島 沖縄'.split(
    ' ',
  )

/** Codes of the prefectures (JIS X 0401) with the names that maps give them. */
export const prefectureNames: Record<string, string> = Object.fromEntries(names.map((name, n) => [String(n + 1).padStart(2, '0'), name]))

export type Shape = { path: string; labelX: number; labelY: number }

const square = (x: number, y: number, size: number): Shape => ({
  path: `M${x} ${y}H${x + size - 4}V${y + size - 4}H${x}Z`,
  labelX: x + size / 2 - 2,
  labelY: y + size / 2,
})

/** An outline for each of these codes in a square of 1000: the given one, a prefecture's tile, else tiles in rows. */
export function shapesFor(codes: string[], known: Record<string, Shape>): Record<string, Shape> {
  const missing = codes.filter((code) => !known[code] && !at[code])
  const perRow = Math.max(1, Math.ceil(Math.sqrt(missing.length)))
  return Object.fromEntries(
    codes.map((code): [string, Shape] => {
      if (known[code]) return [code, known[code]]
      const tile = at[code]
      if (tile) return [code, square(10 + tile[0] * 76, 10 + tile[1] * 76, 76)]
      const n = missing.indexOf(code)
      const size = Math.floor(980 / perRow)
      return [code, square(10 + (n % perRow) * size, 10 + Math.floor(n / perRow) * size, size)]
    }),
  )
}
