export const formats = { xlsx: 'Excel（.xlsx）', 'csv-utf8': 'CSV（UTF-8）', 'csv-sjis': 'CSV（Shift_JIS）' } as const
export type Format = keyof typeof formats
