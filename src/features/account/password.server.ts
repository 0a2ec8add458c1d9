import { hashInTurn, verifyInTurn } from './argon2.server.ts'

/** The hash to store. Throws 'busy' when too many wait. */
export function hashPassword(password: string): Promise<string> {
  return hashInTurn(normal(password))
}

/** Whether the password fits. `stored` null (an unknown account) takes the same time and is always false. Throws 'busy' when too many wait. */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  nobody ??= hashInTurn('no password has this hash')
  const isRight = await verifyInTurn(stored ?? (await nobody), normal(password))
  return isRight && stored !== null
}

/** Made with the first sign-in, whoever it is, so that an unknown account never costs more than a known one. */
let nobody: Promise<string> | undefined

/** One key may give a letter in several spellings (full width, composed): they are one password. */
const normal = (password: string) => password.normalize('NFKC')
