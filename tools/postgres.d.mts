/** A running server. `url` signs in as its superuser; `exited` resolves when the process ends, for whatever reason. */
export type Cluster = { port: number; pid: number; url: string; exited: Promise<unknown>; stop: () => Promise<void> }
export function homeFolder(): string
export function startPostgres(options: {
  home: string
  binaries?: string
  durable?: boolean
  port?: number
  settings?: Record<string, string>
}): Promise<Cluster>
export function stopAnyPostgres(home: string): Promise<void>
export function freePort(wanted?: number): Promise<number>
