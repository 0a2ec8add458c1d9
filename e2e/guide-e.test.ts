import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testPatientPassword as password } from '../tools/test-sign-up.ts'
import { type Filed, type GuideWorld, guideWorld, type Reader, senderDomain, stopAtTheFirstFault } from './guide.ts'

// “My HER-SYS” Users’ Guide, read page by page with the telephone in hand.

let guide: GuideWorld
let me: Reader
let mine: Filed
let childs: Filed
const email = 'kakuu-guide-e@example.jp'

beforeAll(async () => {
  guide = await guideWorld()
  mine = await guide.file({ 'name.family': 'Kakuu', 'name.given': 'John' }, 'en')
  childs = await guide.file({ 'name.family': 'Kakuu', 'name.given': 'Jane' }, 'en')
  await guide.enteredJapan(mine, 'Canada', { month: '7', date: '20' })
  await guide.enteredJapan(childs, 'Canada', { month: '6', date: '21' })
  me = await guide.telephone()
})
afterAll(() => guide.close())
stopAtTheFirstFault()

describe.sequential('New Registration', () => {
  test('E1 E2 Step 1: the homepage by its address, the QR code of the leaflet and the URL of the SMS', async () => {
    expect(mine.sms).toContain('URL: http://her-sys.example\n')
    await me.opens('/portal')
    await me.reads('“My HER-SYS” Users’ Guide', 'New registration', 'How to input health observations via smartphone, etc.')
    await me.reads(
      'You can also use the URL in the SMS.',
      'For those wanting to receive SMS messages, please contact a public health center',
    )
    await me.looks('e-leaflet')
    await me.opens(new URL(await me.scans()).pathname)
    await me.isAt('Sign up')
    await me.opens('/')
    await me.reads('Health Center Real Time Information-Sharing System on Covid-19 (HER-SYS)', 'from your smartphone or computer')
    await me.looks('e-top')
  })

  test('E3 E4 Step 2, Step 3: ‘sign up’, the e-mail address, ‘send verification code’', async () => {
    await me.reads('registration begins with the ‘sign up’ button')
    await me.presses('sign up')
    await me.reads('Please enter a valid personal e-mail address.')
    await me.reads(`please make sure that you can receive e-mails sent from ‘@${senderDomain}’`)
    await me.fills({ 'Your e-mail address': email })
    await me.presses('send verification code')
  })

  test('E5 E6 Step 4, Step 5: the code of the mail, back on the homepage, ‘verify code’', async () => {
    await me.reads('We have sent a 6-digit verification code to your e-mail address.', '*Displayed content may vary according to device.')
    const code = await guide.codeFor(email)
    await me.opens('/')
    await me.presses('enter the verification code (sign up)')
    await me.looks('e-code')
    await me.fills({ 'Verification code': code })
    await me.presses('verify code')
  })

  test('E7 Step 6: the rule of the password, ‘save password’', async () => {
    await me.reads(
      'At least 8 characters, and at least three of the following:',
      'Lowercase letter',
      'Uppercase letter',
      'Number',
      'Symbol',
    )
    await me.looks('e-password')
    await me.fills({ Password: password })
    await me.presses('save password')
  })

  test('E3 E8 E9 Step 7: the attributes and the ID, ‘confirm’, ‘save attributes’', async () => {
    await me.reads(
      'You can find the HER-SYS ID on the brochures handed out by public health centers',
      'Please enter your phone number without hyphens and in half-width characters.',
      'If input information differs from the information already registered, you may not be able to register. In this case, please contact a public health center.',
    )
    await me.page.getByText('Registering family members, or a second infection').click()
    await me.reads('You can share a single e-mail with your family. Please complete the sign up for each family member.')
    await me.looks('e-attributes')
    await registers('John', mine)
    await me.reads('Person Kakuu John')
  })
})

/** The attributes, from the first field to the home. */
async function registers(given: string, { hersysId }: Filed) {
  await me.fills({ 'Family name': 'Kakuu', 'Given name': given, Year: '1990', Month: '9', Day: '9' })
  await me.fills({ 'Phone number (optional)': '09090000001', 'HER-SYS ID': hersysId })
  await me.presses('confirm')
  await me.reads('click the ‘save attributes’ button', `Kakuu ${given}`, '9 September 1990', hersysId)
  await me.looks('e-confirm')
  await me.presses('save attributes')
}

describe.sequential('How to Input Health Observations via Smartphone, etc.', () => {
  test('E10 Step 1, Step 2: ‘enter a status report’, ‘yes’ or ‘no’, ‘confirm’', async () => {
    await me.presses('enter a status report')
    await me.reads('Enter your body temperature and oxygen saturation (SpO2) and select ‘yes’ or ‘no’ for your symptoms.')
    await me.fills({ 'Body temperature': '37.2', 'Oxygen saturation (SpO2)': '98' })
    await me.answers(['Cough or runny nose'], 'Yes')
    const others = ['Expression', 'Shortness of breath', 'Fatigue', 'Nausea', 'Diarrhea', 'Impaired', 'Difficulty eating', 'Not passing']
    await me.answers(others, 'No')
    await me.looks('e-report')
    await me.presses('confirm')
    await me.reads('Your report was received')
    await me.looks('e-sent')
    await me.presses('back to the homepage')
  })

  test('E3 E11 a family member under the same e-mail, chosen from the dropdown list; ‘confirm history’', async () => {
    await me.presses('sign up')
    await registers('Jane', childs)
    await me.reads('Person', 'Last report')
    expect(await me.page.getByLabel('Person').locator('option').allTextContents()).toEqual(['Kakuu John', 'Kakuu Jane'])
    await me.chooses('Kakuu John', { from: 'Person', by: 'show' })
    await me.reads('20 July, 10:00', '37.2℃')
    await me.presses('confirm history')
    await me.reads('37.2', '98', 'If you find any errors, please contact the public health center.')
    await me.looks('e-history')
    await me.presses('back to the homepage')
  })
})

describe.sequential('Request for Passport Number Entry', () => {
  test('E12 diagnosed within 28 days of entry: asked; entered 29 days before: not asked', async () => {
    await me.chooses('Kakuu Jane', { from: 'Person', by: 'show' })
    expect(await me.has('enter your passport number')).toBe(false)
    await me.chooses('Kakuu John', { from: 'Person', by: 'show' })
    await me.presses('enter your passport number')
    await me.reads(
      'If your diagnosis date is within 28 days of your entry into Japan, you are required to enter your passport number.',
      'already been entered by the public health center',
      'you do not need to enter it',
    )
  })

  test('E13 Step 1 to 3: the number is entered, and ‘enter your passport number’ disappears', async () => {
    await me.looks('e-passport')
    await me.fills({ 'Enter your passport number.': 'CA1234567' })
    await me.presses('confirm')
    await me.reads('CA1234567')
    await me.presses('save this number')
    await me.isAt('Home')
    await me.reads('Kakuu John', 'enter a status report')
    await me.readsNot('enter your passport number')
    await me.looks('e-home')
  })

  test('E14 a number that changes is a matter for the public health center', async () => {
    const [registration] = await guide.db.sql`select id from registrations where case_id = ${mine.caseId}`
    await me.opens(`/passport/${registration!.id}`)
    await me.reads('If your passport number changes due to expiration or loss, please contact a public health center.')
  })
})
