import { programmes } from './registry.ts'

/** Japanese words for every triage reason of every programme: for lists that mix diseases. */
export const triageReasonsOfAll: Record<string, string> = Object.assign({}, ...programmes.map(({ triageReasons }) => triageReasons))
