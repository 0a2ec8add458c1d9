/** A person as the test itself has written them down, and what left the house. Shares no code with the product. */
export type Known = { caseId: string; phone: string; hersysId: string }
export type Left = { caseId: string | null; recipient: string; body: string }

/** Every fault of what left: a text at another's number, or with another's ID, or with none, or with two. */
export function mixUps(known: Known[], left: Left[]): string[] {
  const people = new Map(known.map((one) => [one.caseId, one]))
  return left.flatMap(({ caseId, recipient, body }) => {
    const person = people.get(caseId ?? '')
    if (!person) return ['a message to nobody']
    const ids = known.filter(({ hersysId }) => new RegExp(`(?<!\\d)${hersysId}(?!\\d)`).test(body))
    return [
      ...(recipient === person.phone ? [] : [`${person.hersysId}: at another’s number`]),
      ...(ids.length === 1 && ids[0] === person
        ? []
        : [`${person.hersysId}: holds ${ids.map((one) => one.hersysId).join(' and ') || 'no ID'}`]),
    ]
  })
}
