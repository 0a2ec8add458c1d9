import type { Form } from '../../../fields/fields.ts'
import type { Programme } from '../../programme.ts'
import { basicsForm, earlyBasicsForm } from './basics.ts'
import { identityForm, registrationForm } from './identity.ts'
import { measuresForm } from './measures.ts'
import { courseForm, medicalForm } from './medical.ts'
import { movementsForm } from './movements.ts'
import { observationForm } from './observation.ts'
import { placesForm } from './places.ts'
import { testsForm } from './tests.ts'

const always = (form: Form) => [{ form, from: '2020-02-01', until: null }]

/** Each tab's form, with the days from which it is in force. */
export const recordForms: Programme['recordForms'] = {
  identity: always(identityForm),
  basics: always(basicsForm),
  tests: always(testsForm),
  places: always(placesForm),
  movements: always(movementsForm),
  observation: always(observationForm),
  medical: always(medicalForm),
  course: always(courseForm),
  measures: always(measuresForm),
}

/** Without 発生届: who it is, since when ill, and 基礎疾患 are asked on the tabs; the 発生届 takes them over. */
export const earlyForms: Programme['earlyForms'] = { identity: always(registrationForm), basics: always(earlyBasicsForm) }
