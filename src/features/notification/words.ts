import type { Form } from '../../fields/fields.ts'
import { notification2 } from '../../programmes/covid-19/notification-2.ts'

/** Whose words lists use for 類型 and 重症度: the columns hold the values of every version of the form. */
export const formOfCases: Form = notification2
