/** The part of FHIR R4 (4.0.1) that we write and read. Tests hold what we write against the definitions of HL7 themselves. */
export type Coding = { system?: string; code?: string; display?: string }
export type Reference = { reference?: string; identifier?: { system?: string; value?: string }; display?: string; type?: string }
export type Extension = { url: string; valueInteger?: number; valueDecimal?: number; valueCode?: string; valueCodeableConcept?: unknown }

export type Answer = {
  valueString?: string
  valueDate?: string
  valueInteger?: number
  valueDecimal?: number
  valueBoolean?: boolean
  valueCoding?: Coding
  valueReference?: Reference
}
export type ResponseItem = { linkId: string; text?: string; answer?: Answer[]; item?: ResponseItem[] }

export type EnableWhen = { question: string; operator: '=' | '!=' | 'exists'; answerBoolean?: boolean; answerCoding?: Coding }
export type QuestionItem = {
  linkId: string
  text?: string
  type: 'group' | 'display' | 'string' | 'text' | 'date' | 'integer' | 'decimal' | 'boolean' | 'choice' | 'reference'
  required?: true
  repeats?: true
  maxLength?: number
  extension?: Extension[]
  enableWhen?: EnableWhen[]
  enableBehavior?: 'all' | 'any'
  answerOption?: { valueCoding: Coding }[]
  item?: QuestionItem[]
}

/** Names of things of this installation. `base` is the address of its FHIR endpoint. */
export const systemOf = (base: string, formId: string, question: string) => `${base}/CodeSystem/${formId}.${question}`
export const centreSystem = (base: string) => `${base}/sid/health-centre`
export const hersysIdSystem = (base: string) => `${base}/sid/hersys-id`
