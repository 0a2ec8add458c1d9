/** A call to be made. `id` is ours: the provider hears it in the addresses of its questions to us. */
export type Outbound = { id: string; phone: string; language: string }

export type Dialled =
  /** The provider has it and will ring; `ringing`: it does already. */
  | { outcome: 'dialled'; providerCallId: string; ringing?: true }
  /** It never will: this number cannot be called. */
  | { outcome: 'refused'; reason: string }
  /** Surely not dialled. */
  | { outcome: 'not-sent'; reason: string }
  /** The line broke at a moment when the provider may have had it already. */
  | { outcome: 'unclear'; reason: string }

/** The words of Twilio's convention for how a call stands. */
export type ProviderStatus = 'queued' | 'initiated' | 'ringing' | 'in-progress' | 'completed' | 'busy' | 'no-answer' | 'failed' | 'canceled'
export type Standing = { status: ProviderStatus /** A machine picked up. */; machine?: boolean; code?: string }

/** A call as we know it, for a provider that is asked about it. */
export type Known = Outbound & { providerCallId: string; state: string; dialledAt: string; answeredAt: string | null }

/** Who rings people for us. Reasons and codes are short: they are stored and shown, so they hold no personal data. */
export type Caller = {
  name: string
  /** Never throws for what the provider says or does not say. */
  dial: (call: Outbound) => Promise<Dialled>
  /** Whether it has this call, made at about that moment. `known`: which of its ids belong to others. Throws when it cannot be asked just now. */
  find: (
    call: Outbound,
    dialledAt: Date,
    known: (providerCallIds: string[]) => Promise<Set<string>>,
  ) => Promise<{ found: true; providerCallId: string } | { found: false } | 'cannot-tell'>
  /** How the call stands; null: the provider knows no such call. Throws when it cannot be asked just now. */
  standing: (call: Known, now: Date) => Promise<Standing | null>
  /** Ends it if it has not been answered. Never throws. */
  hangUp: (providerCallId: string) => Promise<void>
}

/** So long a telephone rings before it counts as not picked up, in seconds. */
export const ringSeconds = 30
