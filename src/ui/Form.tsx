import type { ComponentChildren } from 'preact'
import { useShell } from './shell.ts'

type Props = {
  action: string
  class?: string
  id?: string
  label?: string
  /** With a file in it; the token stands before the file. */
  enctype?: 'multipart/form-data'
  children: ComponentChildren
}

/** Every form of the product: a POST with its CSRF token, working without script. */
export function Form({ action, children, label, ...rest }: Props) {
  const { csrf } = useShell()
  return (
    <form method="post" action={action} aria-label={label} novalidate {...rest}>
      <input type="hidden" name="_csrf" value={csrf} />
      {children}
    </form>
  )
}
