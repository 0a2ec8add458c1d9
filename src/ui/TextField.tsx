import type { ComponentChildren } from 'preact'

type Props = {
  name: string
  label: string
  value?: string
  hint?: ComponentChildren
  /** What is wrong with it, in words. */
  fault?: string | null
  type?: 'text' | 'email' | 'password' | 'tel'
  autoComplete?: string
  inputMode?: 'text' | 'email' | 'numeric' | 'tel'
  maxLength?: number
  readOnly?: boolean
  /** The first wrong input of a page takes the focus, so that screen readers begin there. */
  autoFocus?: boolean
  /** Words of the button with which a script lets a password be seen. */
  showLabel?: string
  class?: string
}

/** One labelled input of a form that is no question table: address, code, password. */
export function TextField({ name, label, hint, fault, type = 'text', class: look, showLabel, ...input }: Props) {
  const describedBy = [hint && `${name}-hint`, fault && `${name}-fault`].filter(Boolean).join(' ') || undefined
  return (
    <div class={fault ? 'question wrong' : 'question'}>
      <label class="question-label" for={name}>
        {label}
      </label>
      {hint && (
        <div class="hint" id={`${name}-hint`}>
          {hint}
        </div>
      )}
      {fault && (
        <p class="fault" id={`${name}-fault`} role="alert">
          {fault}
        </p>
      )}
      <input
        id={name}
        name={name}
        // Preact's types know one input per kind; what differs between these four is only the keyboard.
        type={type as 'text'}
        class={look}
        aria-describedby={describedBy}
        aria-invalid={fault ? 'true' : undefined}
        data-show={showLabel}
        {...input}
      />
    </div>
  )
}
