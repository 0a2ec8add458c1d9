export type Channel = 'sms' | 'mail' | 'voice'

/** What is looked at again at the moment of sending; the SQL of each stands in `hindrance.server.ts`. */
export type Wanted = 'always' | 'invitation' | 'reminder' | 'sending' | 'alert'

/** What a message that failed for good raises, so that a person hears of it. */
export type OnFailure = 'nothing' | 'sms-undeliverable' | 'job-failed' | 'duty-not-reached'

export type MessageRule = {
  /**
   * When nobody can say whether it went out (the worker died while sending, the answer got lost) and the provider neither takes our key
   * nor can be asked: 'resend' may double it, 'unknown' leaves it to the person who waits for it.
   */
  whenUnclear: 'resend' | 'unknown'
  /** How often it is tried at most; the pauses double from `firstPause` to `longestPause`, both in seconds. */
  tries: number
  firstPause: number
  longestPause: number
  /** Seconds from queueing in which sending makes sense; null: no limit. `enqueue` may say another end. */
  validFor: number | null
  wanted: Wanted
  onFailure: OnFailure
  /** Asks the provider later whether it arrived, where the provider can tell. */
  followUp: boolean
  /** 0 goes before 1 before 2: a code never waits behind a hundred thousand reminders. */
  priority: 0 | 1 | 2
  /** The body is a secret: it is wiped once the message is done with. */
  secret: boolean
  /** Waits through the quiet hours of the centre that owns the case. */
  isQuiet?: true
}

const minutes = 60
const hours = 3_600
/** Tried for about a day: a provider that is down overnight loses nothing. */
const patient = { tries: 105, firstPause: 10, longestPause: 15 * minutes }
const code: MessageRule = {
  whenUnclear: 'unknown',
  tries: 6,
  firstPause: 2,
  longestPause: 30,
  validFor: 10 * minutes,
  wanted: 'always',
  onFailure: 'nothing',
  followUp: false,
  priority: 0,
  secret: true,
}
const report: MessageRule = {
  whenUnclear: 'resend',
  ...patient,
  validFor: null,
  wanted: 'always',
  onFailure: 'job-failed',
  followUp: false,
  priority: 1,
  secret: false,
}
/** Tried without end: a night without a telephone company must not silence it. It stops when a person acknowledges what it speaks of. */
const alert: MessageRule = {
  whenUnclear: 'resend',
  tries: Number.POSITIVE_INFINITY,
  firstPause: 5,
  longestPause: minutes,
  validFor: null,
  wanted: 'alert',
  onFailure: 'duty-not-reached',
  followUp: true,
  priority: 0,
  secret: false,
}
const notice: MessageRule = { ...report, onFailure: 'nothing' }

const centreMessage: Omit<MessageRule, 'priority'> = {
  whenUnclear: 'unknown',
  ...patient,
  validFor: null,
  wanted: 'sending',
  onFailure: 'sms-undeliverable',
  followUp: true,
  secret: false,
}

/** Every kind of message the system sends, one row each. */
export const messageKinds = {
  // To patients. Without the invitation (C12) a patient cannot report at all, and a second one harms nobody: so it is resent.
  'my-hersys-invitation': {
    whenUnclear: 'resend',
    ...patient,
    validFor: null,
    wanted: 'invitation',
    onFailure: 'sms-undeliverable',
    followUp: true,
    priority: 1,
    secret: false,
  },
  // C31. Tomorrow brings the next one.
  'report-reminder': {
    whenUnclear: 'unknown',
    tries: 12,
    firstPause: 10,
    longestPause: 15 * minutes,
    validFor: 12 * hours,
    wanted: 'reminder',
    onFailure: 'sms-undeliverable',
    followUp: false,
    priority: 2,
    secret: false,
  },
  // What a centre writes to a patient, to one or to many. By day; the urgent one at once.
  'centre-message': { ...centreMessage, priority: 2, isQuiet: true },
  'centre-message-urgent': { ...centreMessage, priority: 1 },
  // Codes: who waits for one asks again.
  'sign-up-code': code,
  'password-reset-code': code,
  'email-change-code': code,
  'staff-code': code,
  // To an account's owner: somebody tried to sign up with this address again, the password was changed.
  'account-notice': notice,
  // To organisations: a 発生届 arrived (D28). Without personal data.
  'notification-report': report,
  // To those on duty, because an urgent item waits; to the operator, because the system itself ails.
  'duty-alert': alert,
  'system-alert': { ...alert, wanted: 'always', validFor: 24 * hours, onFailure: 'nothing' },
} as const satisfies Record<string, MessageRule>

export type MessageKind = keyof typeof messageKinds

/** The rule of a stored message. A kind that a newer version queued is treated as a notice rather than dropped. */
export function ruleOf(kind: string): MessageRule {
  return Object.hasOwn(messageKinds, kind) ? messageKinds[kind as MessageKind] : notice
}

/** Milliseconds to wait after so many tries (1, 2, …). */
export function pauseAfter(rule: MessageRule, attempts: number): number {
  return Math.min(rule.firstPause * 2 ** Math.min(attempts - 1, 20), rule.longestPause) * 1000
}
