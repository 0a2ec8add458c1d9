/** The first `length` characters: never half of one, which no JSON column takes. */
export const cut = (text: string, length: number) => (text.length <= length ? text : [...text].slice(0, length).join(''))
