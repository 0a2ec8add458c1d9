import type { Carrier } from '../../platform/carrier/carrier.ts'
import { demoCarrier } from '../../platform/carrier/demo.server.ts'
import { smtpCarrier } from '../../platform/mail/smtp.server.ts'
import type { Settings } from '../../platform/settings.server.ts'
import { twilioSms } from '../../platform/sms/twilio-sms.server.ts'
import { twilioVoice } from '../../platform/voice/twilio-voice.server.ts'
import type { Channel } from './kinds.ts'

/** Which of our providers a message goes through. Only SMS may have a second. */
export type Provider = 'first' | 'second'
/** `secondSms`: takes over while the first is down or refuses our account. */
export type Carriers = Record<Channel, Carrier> & { secondSms?: Carrier | undefined }

/** The way that a message goes, or may have gone. */
export function carrierOf(carriers: Carriers, { channel, provider }: { channel: Channel; provider: string | null }): Carrier {
  return channel === 'sms' && provider === 'second' && carriers.secondSms ? carriers.secondSms : carriers[channel]
}

type Ways = Pick<Settings, 'mail' | 'sms' | 'demo'> & Partial<Pick<Settings, 'secondSms' | 'publicUrl'>>

/** The way out for each channel, chosen once. Only the demo may go without settings; then nothing leaves the machine. */
export function createCarriers({ mail, sms, secondSms, demo, publicUrl }: Ways): Carriers {
  if (!demo && !(mail && sms)) throw new Error('Outside the demo, mail and SMS have their settings')
  const callBack = publicUrl ? (id: string) => `${publicUrl}/sms/status?m=${id}` : undefined
  return {
    mail: mail ? smtpCarrier(mail) : demoCarrier('mail'),
    sms: sms ? twilioSms(sms, callBack) : demoCarrier('sms'),
    voice: sms ? twilioVoice(sms) : demoCarrier('voice'),
    secondSms: sms && secondSms ? twilioSms(secondSms, callBack) : undefined,
  }
}
