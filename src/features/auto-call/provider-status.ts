import type { Standing } from '../../platform/voice/caller.ts'

export type CallState =
  | 'planned'
  | 'dialling'
  | 'unknown'
  | 'ringing'
  | 'answered'
  | 'identified'
  | 'no-answer'
  | 'busy'
  | 'machine'
  | 'completed'
  | 'aborted'
  | 'failed'
  | 'called-off'

type Move = { state: CallState; code?: string } | null

/**
 * What a provider's word means for a call that we know to be in this state; null: nothing new. That it is over is not that it is complete:
 * complete is what the script has said so, before.
 */
export function moveOf({ status, machine, code }: Standing, known: CallState): Move {
  if (machine) return { state: 'machine' }
  if (status === 'completed') {
    if (known === 'answered' || known === 'identified') return { state: 'aborted', ...(code ? { code } : {}) }
    return { state: 'failed', code: 'not-heard' }
  }
  return moves[status](code)
}

const moves: Record<Exclude<Standing['status'], 'completed'>, (code?: string) => Move> = {
  queued: () => null,
  initiated: () => ({ state: 'dialling' }),
  ringing: () => ({ state: 'ringing' }),
  'in-progress': () => ({ state: 'answered' }),
  busy: (code) => ({ state: 'busy', code: code ?? 'busy' }),
  'no-answer': (code) => ({ state: 'no-answer', code: code ?? 'no-answer' }),
  failed: (code) => ({ state: 'failed', code: code ?? 'failed' }),
  canceled: () => ({ state: 'failed', code: 'canceled' }),
}

export const providerStatuses = [...Object.keys(moves), 'completed'] as Standing['status'][]
