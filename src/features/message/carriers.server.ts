import type { Carrier } from '../../platform/carrier/carrier.ts'
import { demoCarrier } from '../../platform/carrier/demo.server.ts'
import { smtpCarrier } from '../../platform/mail/smtp.server.ts'
import type { Settings } from '../../platform/settings.server.ts'
import { twilioSms } from '../../platform/sms/twilio-sms.server.ts'
import { twilioVoice } from '../../platform/voice/twilio-voice.server.ts'
import type { Channel } from './kinds.ts'

export type Carriers = Record<Channel, Carrier>

/** The way out for each channel, chosen once. Only the demo may go without settings; then nothing leaves the machine. */
export function createCarriers({ mail, sms, demo }: Pick<Settings, 'mail' | 'sms' | 'demo'>): Carriers {
  if (!demo && !(mail && sms)) throw new Error('Outside the demo, mail and SMS have their settings')
  return {
    mail: mail ? smtpCarrier(mail) : demoCarrier('mail'),
    sms: sms ? twilioSms(sms) : demoCarrier('sms'),
    voice: sms ? twilioVoice(sms) : demoCarrier('voice'),
  }
}
