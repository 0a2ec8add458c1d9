import type { ComponentChildren } from 'preact'

type Frame = {
  name: string
  label: string
  hint?: ComponentChildren
  /** What is wrong with it, in words. */
  fault?: string | null | undefined
}

type Props = Frame & {
  value?: string
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
  return (
    <Framed {...{ name, label, hint, fault }}>
      <input
        id={name}
        name={name}
        // Preact's types know one input per kind; what differs between these four is only the keyboard.
        type={type as 'text'}
        class={look}
        {...described({ name, hint, fault })}
        data-show={showLabel}
        {...input}
      />
    </Framed>
  )
}

type ChoiceProps = Frame & { value: string; options: Record<string, string>; class?: string }

/** One out of several, in the same frame; what is chosen and not among them stays to be seen. */
export function ChoiceField({ name, label, hint, fault, value, options, class: look }: ChoiceProps) {
  return (
    <Framed {...{ name, label, hint, fault }}>
      <select id={name} name={name} class={look} {...described({ name, hint, fault })}>
        {!Object.hasOwn(options, value) && <option value={value}>{value || '選択してください'}</option>}
        {Object.entries(options).map(([key, text]) => (
          <option key={key} value={key} selected={key === value}>
            {text}
          </option>
        ))}
      </select>
    </Framed>
  )
}

function Framed({ name, label, hint, fault, children }: Frame & { children: ComponentChildren }) {
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
      {children}
    </div>
  )
}

/** What a screen reader is to read with the control. */
function described({ name, hint, fault }: Omit<Frame, 'label'>) {
  const describedBy = [hint && `${name}-hint`, fault && `${name}-fault`].filter(Boolean).join(' ') || undefined
  return { 'aria-describedby': describedBy, 'aria-invalid': fault ? ('true' as const) : undefined }
}
