import type { LinkIds } from '../../fields/fields.ts'

/**
 * The numbers of the paper as record systems send them (linkId): `i0_…` stands in the header, `i1_…` after the item of the sheet, as in the
 * guide of 電子感染症報告 (JASPEHR). A group that is no item of its own is called `group_…`.
 */
const header = {
  reportedOn: 'i0_1',
  doctor: 'i0_2',
  rememberDoctor: 'i0_2-1',
  institutionName: 'i0_3',
  institutionAddress: 'i0_4',
  institutionPhone: 'i0_5',
  notifiedCentre: 'i0_6',
  responsibleCentre: 'i0_7',
}

const person = {
  category: 'i1_1',
  name: 'i1_2',
  sex: 'i1_3',
  birthOn: 'i1_4',
  age: 'i1_5',
}

/** Address and telephone of 所在地 and 住所: five and six boxes of two items. */
const addresses = (place: number, residence: number) => ({
  postalCode: `i1_${place}-1`,
  prefecture: `i1_${place}-2`,
  municipality: `i1_${place}-3`,
  street: `i1_${place}-4`,
  phone: `i1_${place}-5`,
  residenceSame: `i1_${residence}-0`,
  residencePostalCode: `i1_${residence}-1`,
  residencePrefecture: `i1_${residence}-2`,
  residenceMunicipality: `i1_${residence}-3`,
  residenceStreet: `i1_${residence}-4`,
  residencePhoneSame: `i1_${residence}-5`,
  residencePhone: `i1_${residence}-6`,
})

/** '13 発生届出時点の重症度等', item 14 once 治療薬 has come before it. */
const state = (item: number) => ({
  severity: `i1_${item}-1`,
  admissionNeeded: `i1_${item}-2`,
  admitted: `i1_${item}-3`,
  supplement: `i1_${item}-4`,
})

const frame = { header: 'group_Header', subject: 'group_Subject', centres: 'group_Centres' }

export const linkIds2: LinkIds = {
  sections: { ...frame, diagnosis: 'i1_10', vaccination: 'i1_11', risk: 'i1_12', state: 'i1_13' },
  questions: {
    ...header,
    ...person,
    ...addresses(6, 7),
    guardian: 'i1_8',
    guardianPhoneSame: 'i1_9-0',
    guardianPhone: 'i1_9',
    diagnosedOn: 'i1_10-1',
    sampledOn: 'i1_10-2',
    onsetOn: 'i1_10-3',
    deathOn: 'i1_10-4',
    vaccineDoses: 'i1_11-1',
    vaccinatedOn: 'i1_11-2',
    vaccine: 'i1_11-3',
    vaccineOther: 'i1_11-4',
    riskPresence: 'i1_12-1',
    riskFactors: 'i1_12-2',
    riskOther: 'i1_12-3',
    ...state(13),
  },
}

export const linkIds3: LinkIds = {
  sections: { ...linkIds2.sections, treatment: 'i1_13', state: 'i1_14' },
  questions: { ...linkIds2.questions, medicineNeeded: 'i1_13-1', medicines: 'i1_13-2', oxygenNeeded: 'i1_13-3', ...state(14) },
}

const methods = ['isolation', 'pcr', 'qualitative', 'quantitative']
const ofMethod = { Specimen: 1, SampledOn: 2, Result: 3 }
const ofDose = { '': 1, Age: 2, Vaccine: 3, Maker: 4, On: 5, OnUnknown: 6 }

/** Questions of the same make: every first part with every second. */
const crossed = (firsts: string[], seconds: Record<string, number>, linkId: (first: number, second: number) => string) =>
  Object.fromEntries(
    firsts.flatMap((first, place) => Object.entries(seconds).map(([second, n]) => [`${first}${second}`, linkId(place + 1, n)])),
  )

/** The sheet in use to 2022-06-29, nineteen items. */
export const linkIds1: LinkIds = {
  sections: {
    ...frame,
    symptoms: 'i1_11',
    method: 'i1_12',
    days: 'group_Days',
    route: 'i1_18',
    vaccination: 'i1_18-v',
    other: 'i1_19',
  },
  questions: {
    ...header,
    patientNumber: 'i0_8',
    afterHoursPhone: 'i0_9',
    ...person,
    occupation: 'i1_6',
    ...addresses(8, 7),
    guardian: 'i1_9',
    guardianAddress: 'i1_10-1',
    guardianPhone: 'i1_10-2',
    symptoms: 'i1_11-1',
    spo2: 'i1_11-2',
    symptomsOther: 'i1_11-3',
    ...crossed(methods, ofMethod, (method, n) => `i1_12-${method}-${n}`),
    firstVisitOn: 'i1_13',
    diagnosedOn: 'i1_14',
    infectedOn: 'i1_15',
    onsetOn: 'i1_16',
    deathOn: 'i1_17',
    infectionRoute: 'i1_18-1-1',
    infectionRouteCertainty: 'i1_18-1-2',
    infectionRouteOther: 'i1_18-1-3',
    infectionPlace: 'i1_18-2-1',
    infectionPlaceCertainty: 'i1_18-2-2',
    infectionPrefecture: 'i1_18-2-3',
    infectionMunicipality: 'i1_18-2-4',
    infectionCountry: 'i1_18-2-5',
    infectionArea: 'i1_18-2-6',
    departedOn: 'i1_18-2-7',
    returnedOn: 'i1_18-2-8',
    ...crossed(['dose1', 'dose2', 'dose3'], ofDose, (dose, n) => `i1_18-v${dose}-${n}`),
    admitted: 'i1_19-1',
    admittedOn: 'i1_19-2',
    riskPresence: 'i1_19-3',
    riskFactors: 'i1_19-4',
    riskOther: 'i1_19-5',
    immunity: 'i1_19-6',
    pregnancy: 'i1_19-7',
    severity: 'i1_19-8',
    admissionNeeded: 'i1_19-9',
    remote: 'i1_19-10',
    supplement: 'i1_19-11',
  },
}
