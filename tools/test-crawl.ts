import type { Answer, Session, TestApp } from './test-app.ts'

export type FoundForm = { action: string; page: string; fields: { name: string; value: string; isFree: boolean }[] }
export type Crawled = { pages: { path: string; answer: Answer }[]; forms: FoundForm[] }

type Wish = { from: string[]; limit?: number; skip?: RegExp }

/** Follows every link of our own from these pages, breadth first, and notes every form. What a visitor can reach by pressing, and nothing else. */
export async function crawl(
  app: TestApp,
  session: Session,
  { from, limit = 120, skip = /^\/(language|dev)\b|\/stream$/ }: Wish,
): Promise<Crawled> {
  const found: Crawled = { pages: [], forms: [] }
  const queue = [...from]
  const seen = new Set(queue)
  while (queue.length > 0 && found.pages.length < limit) {
    const path = queue.shift()!
    const answer = await app.get(path, session)
    const html = /text\/html/.test(answer.headers.get('content-type') ?? '')
    found.pages.push({ path, answer })
    const links = answer.location
      ? [answer.location]
      : html
        ? [...answer.text.matchAll(/href="(\/[^"#]*)/g)].map(([, href]) => plainOf(href!))
        : []
    for (const link of links) {
      const like = link.replace(/[0-9a-f-]{36}/g, ':id').replace(/\?.*/, '')
      // Ten rows of a list lead to ten pages of one kind: two of them say enough.
      const many = [...seen].filter((other) => other.replace(/[0-9a-f-]{36}/g, ':id').replace(/\?.*/, '') === like).length
      if (seen.has(link) || many >= 2 || skip.test(link) || /^\/assets/.test(link)) continue
      seen.add(link)
      queue.push(link)
    }
    if (html) found.forms.push(...formsOf(answer.text, path))
  }
  return { ...found, forms: [...new Map(found.forms.map((form) => [form.action, form])).values()] }
}

/** The forms that post, with their fields; `isFree`: somebody types into it. */
export function formsOf(html: string, page: string): FoundForm[] {
  return [...html.matchAll(/<form method="post" action="([^"]+)"[^>]*>(.*?)<\/form>/gs)].map(([, action, inner]) => {
    const fields = [...inner!.matchAll(/<(input|textarea|select|button)\b([^>]*)>/g)].flatMap(([, tag, attributes]) => {
      const of = (name: string) => new RegExp(`(?:^| )${name}="([^"]*)"`).exec(attributes!)?.[1]
      const [name, type = 'text'] = [of('name'), of('type')]
      if (!name || name === '_csrf') return []
      return [{ name, value: plainOf(of('value') ?? ''), isFree: tag !== 'button' && !['hidden', 'radio', 'checkbox'].includes(type) }]
    })
    return { action: plainOf(action!), page, fields }
  })
}

const plainOf = (text: string) => text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>')
