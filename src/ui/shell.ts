import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import { type Lang, translate } from '../i18n/t.ts'

/** What every page needs besides its own props: given once by the kernel, so that views need not pass it down. */
export type Shell = {
  lang: Lang
  csrf: string
  /** Path of this request without its query, for the language links. */
  path: string
  /** The shifted clock in words when this is a demo, else null. */
  demo: string | null
  /** Name and organisation of the signed-in staff member, null for patients and strangers. */
  staff: { name: string; orgName: string; orgKind: string; institutionKind: string | null; role: string } | null
  patient: boolean
  /** Staff pages: the worker's heartbeat is older than two minutes. */
  workerSilent: boolean
  /** Changes with each build; part of asset addresses. */
  build: string
  /** What the operators tell everybody while something is out of order, in the nearest language there is. */
  outage: { text: string; lang: Lang } | null
}

export const ShellContext = createContext<Shell>({
  lang: 'ja',
  csrf: '',
  path: '/',
  demo: null,
  staff: null,
  patient: false,
  workerSilent: false,
  build: '0',
  outage: null,
})

export const useShell = () => useContext(ShellContext)

/** The translation function of this page's language. */
export function useT() {
  const { lang } = useShell()
  return (key: string, vars?: Record<string, string | number>) => translate(lang, key, vars)
}
