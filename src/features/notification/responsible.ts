/** The centres of a 発生届, by organisation id. */
export type Centres = {
  /** 届出保健所. */
  notified: string
  /** 担当保健所 as far as anybody knows; null when the address is outside every known centre. */
  responsible: string | null
  /** Who observes from now on. */
  owner: string
  /** Nobody is responsible yet: the owner has to settle it. */
  isToSettle: boolean
}

export type Known = {
  /** 届出先保健所 and 担当保健所 as chosen on the form. */
  chosenNotified: string | null
  chosenResponsible: string | null
  /** The centre of the 所在地's municipality. */
  byAddress: string | null
  /** The institution's own centre. */
  ofInstitution: string
}

/** A person's choice comes first, then the address; without either the 届出保健所 observes until somebody settles it. */
export function settleCentres({ chosenNotified, chosenResponsible, byAddress, ofInstitution }: Known): Centres {
  const notified = chosenNotified ?? ofInstitution
  const responsible = chosenResponsible ?? byAddress
  return { notified, responsible, owner: responsible ?? notified, isToSettle: responsible === null }
}
