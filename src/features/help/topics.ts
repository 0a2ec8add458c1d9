/** One question of the guide (C), with the labels its words quote: always those of the screens, in the reader's language. */
export type Question = {
  /** Words: 'help.q.<id>.ask' and '.answer'. Also the anchor on its page. */
  id: string
  /** `{name}` in the words ← the key of the label on the screen. */
  labels?: Record<string, string>
  /** '.answer-call' is added where the installation has a 健康コール number. */
  callToo?: true
  /** Not asked where it has none. */
  onlyWithCall?: true
}
export type Topic = { slug: string; questions: Question[] }

const screen = {
  again: 'patient.code.again',
  reset: 'patient.password-reset.link',
  signin: 'patient.sign-in.title',
  signup: 'patient.sign-up.title',
  person: 'home.person',
  new: 'home.new',
  save: 'patient.registration.confirm.save',
  report: 'home.report',
  certificate: 'home.certificate',
}
const { again, reset, signin, signup, person, save, report, certificate } = screen

/** The pages below /help in the order of the list, title 'help.<slug>.title'. */
export const topics: Topic[] = [
  {
    slug: 'code',
    questions: [
      { id: 'no-code', labels: { send: 'patient.proof.send', again } },
      { id: 'wrong-code', labels: { message: 'patient.code.wrong', again } },
      { id: 'user-exists', labels: { message: 'patient.sign-up.wrong-door.title', signin } },
      { id: 'no-account', labels: { message: 'patient.sign-in.unknown.title', signup } },
      { id: 'password', labels: { reset } },
      { id: 'lost-id', labels: { again, reset } },
    ],
  },
  {
    slug: 'registration',
    questions: [
      { id: 'where-id' },
      { id: 'cannot-register', labels: { message: 'patient.registration.mismatch.title' } },
      { id: 'taken', labels: { message: 'patient.registration.taken.title' } },
      { id: 'name', labels: { attributes: 'registration.title' } },
      { id: 'family', labels: { person, new: screen.new, save } },
    ],
  },
  {
    slug: 'report',
    questions: [
      { id: 'worse' },
      { id: 'past', labels: { report } },
      { id: 'wrong-report', labels: { history: 'home.history', correct: 'history.ask' } },
    ],
  },
  {
    slug: 'phone',
    questions: [
      { id: 'other-ways', callToo: true },
      { id: 'call-change' },
      { id: 'hung-up', labels: { report }, callToo: true },
      { id: 'family-call', labels: { person, new: screen.new }, callToo: true },
      { id: 'call-family', onlyWithCall: true },
    ],
  },
  {
    slug: 'certificate',
    questions: [
      { id: 'missing-certificate', labels: { certificate } },
      { id: 'period' },
      { id: 'certificate-error' },
      { id: 'second', labels: { new: screen.new, person, certificate } },
      { id: 'print' },
    ],
  },
  {
    slug: 'notices',
    questions: [
      { id: 'still-notices' },
      { id: 'stop', labels: { menu: 'menu.title', notices: 'notices.title', stop: 'notices.ask' } },
      { id: 'over' },
    ],
  },
  { slug: 'browser', questions: [{ id: 'unexpected', labels: { message: 'error.unexpected.title' } }, { id: 'private' }, { id: 'which' }] },
  { slug: 'centre', questions: [{ id: 'ask-centre' }] },
]
