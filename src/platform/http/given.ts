type Given = Record<string, string | string[] | undefined>

/** What a visitor sent, without NUL: no column of text can hold one, and no keyboard types it. */
export function withoutNul(given: Given): Given {
  const clean = (value: string) => value.replaceAll('\0', '')
  const has = (value: Given[string]) => (typeof value === 'string' ? value.includes('\0') : value?.some((one) => one.includes('\0')))
  if (!Object.values(given).some(has)) return given
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      typeof value === 'string' ? clean(value) : Array.isArray(value) ? value.map(clean) : undefined,
    ]),
  )
}

/** As above, for parameters that are asked for once: of `?a=1&a=2` the first counts. */
export function oneEach(given: Given): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(withoutNul(given)).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]))
}
