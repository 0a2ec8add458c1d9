/** A message as a provider gets it. `id` is ours and the key under which a provider may refuse a second one. */
export type Outgoing = { id: string; recipient: string; subject: string | null; body: string; language: string }

export type Handed =
  /** The provider has it; `arrived`: and the recipient too. */
  | { outcome: 'sent' | 'arrived'; providerId: string | null }
  /** It never will: this recipient cannot be reached. */
  | { outcome: 'refused'; reason: string }
  /** Surely not sent this time, but later it may be. */
  | { outcome: 'not-sent'; reason: string }
  /** The line broke at a moment when the provider may have had it already. */
  | { outcome: 'unclear'; reason: string }

export type Found = { found: true; providerId: string } | { found: false } | 'cannot-tell'
export type Arrival = { arrived: true } | { arrived: false; reason: string } | 'under-way'

/** One way out of the house. Reasons are short codes: they are stored and shown, so they hold no personal data. */
export type Carrier = {
  /** A second message under the same id is not sent again. */
  takesKey: boolean
  /** Never throws for what the provider says or does not say. Answers within `sendLimitMs`. */
  send: (message: Outgoing) => Promise<Handed>
  /** Asks whether it has this message. `known`: ids of the provider that belong to other messages. Throws when it cannot be asked just now. */
  find?: (message: Outgoing, handedAt: Date, known: (providerIds: string[]) => Promise<Set<string>>) => Promise<Found>
  /** Asks whether a message of this id of the provider has arrived. Throws when it cannot be asked just now. */
  arrival?: (providerId: string) => Promise<Arrival>
  close?: () => Promise<void>
}

/** No provider may hold a sender longer than this. Claims are not taken from a worker before it is well over. */
export const sendLimitMs = 20_000
