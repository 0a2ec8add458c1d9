/** A button of the home screen under a condition. `word` and `notes` are keys of i18n. */
type Button = { word: string; href: (registrationId: string) => string; notes: string[] }

/** In the order of the screen (C20, C21). Whether a person is offered one is decided in `offers.server.ts`. */
export const offers = {
  survey: {
    word: 'home.survey',
    href: (registrationId) => `/survey/${registrationId}`,
    notes: ['home.survey.please', 'home.survey.once'],
  },
  certificate: {
    word: 'home.certificate',
    href: (registrationId) => `/certificate/${registrationId}`,
    notes: ['home.certificate.note'],
  },
  passport: { word: 'home.passport', href: (registrationId) => `/passport/${registrationId}`, notes: ['home.passport.note'] },
} satisfies Record<string, Button>

export type Offer = keyof typeof offers
