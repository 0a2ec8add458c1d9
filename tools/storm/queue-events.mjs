// What a centre does with its queue: it looks at the page, and acts on what it saw, however much has happened since.

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
const kept = 25

export function queueEvents({ client, world, journal }) {
  /** Centre → what was last seen in its queue. */
  const seen = new Map(world.centres.map(({ id }) => [id, { items: [], answered: [] }]))

  async function look(d) {
    const centre = d.pick(world.centres)
    const session = world.sessionOf(centre.id, d)
    const kind = d.chance(0.4) ? `?kind=${d.pick(['no-report', 'correction-asked', 'unconfirmed', 'claim-locked', 'not-registered'])}` : ''
    const page = await client.get(session, `/centre${kind}`, d)
    if (page.status === 200) seen.set(centre.id, { items: cardsOf(page.text), answered: answeredOf(page.text) })
    return page
  }

  async function act(d, verb, form = {}, wanted = () => true, kind = verb) {
    const centre = d.pick(world.centres)
    const items = seen.get(centre.id).items.slice(0, kept).filter(wanted)
    if (items.length === 0) return null
    const item = d.pick(items)
    const session = world.sessionOf(centre.id, d)
    const answer = await client.post(session, `/centre/items/${item.id}/${verb}`, { seen: item.seen, ...form(item) }, d)
    if (answer.status === 303) journal.add(kind, kind === 'note' ? form(item).note : `${item.id} ${session.accountId}`)
    return answer
  }

  return {
    look,
    take: (d) => act(d, 'take', () => ({})),
    acknowledge: (d) =>
      act(
        d,
        'acknowledge',
        () => ({}),
        ({ canAcknowledge }) => canAcknowledge,
      ),
    close: (d) =>
      act(
        d,
        'close',
        ({ outcomes }) => ({ outcome: d.pick(outcomes), note: '架空' }),
        ({ outcomes }) => outcomes.length > 0,
      ),
    note: (d) => {
      const note = world.token()
      return act(d, 'note', () => ({ note }))
    },
    closeAnswered: async (d) => {
      const centre = d.pick(world.centres)
      const { answered } = seen.get(centre.id)
      if (answered.length === 0) return null
      const answer = await client.post(world.sessionOf(centre.id, d), '/centre/items/close-answered', { item: answered }, d)
      seen.get(centre.id).answered = []
      if (answer.status === 303) journal.closedAnswered(Number(/done=(\d+)/.exec(answer.location)?.[1] ?? 0))
      return answer
    },
  }
}

/** The cards of the page that offer acts: the red flag twice as often as its share. */
function cardsOf(html) {
  const cards = html
    .split('<li class="item')
    .slice(1)
    .map((card) => ({
      id: new RegExp(`/centre/items/(${uuid})/take`).exec(card)?.[1],
      seen: /name="seen" value="([^"]*)"/.exec(card)?.[1],
      outcomes: [...card.matchAll(/name="outcome" value="([^"]+)"/g)].map(([, value]) => value),
      canAcknowledge: card.includes('/acknowledge"'),
    }))
  return cards.filter(({ id }) => id)
}

const answeredOf = (html) => [...html.matchAll(new RegExp(`name="item" value="(${uuid})"`, 'g'))].map(([, id]) => id)
