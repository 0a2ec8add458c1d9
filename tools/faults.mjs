import { faults as accounts } from './faults/accounts.mjs'
import { faults as authorities } from './faults/authorities.mjs'
import { faults as autoCall } from './faults/auto-call.mjs'
import { faults as bulkAction } from './faults/bulk-action.mjs'
import { faults as centreWork } from './faults/centre-work.mjs'
import { faults as exports } from './faults/export.mjs'
import { faults as figures } from './faults/figures.mjs'
import { faults as house } from './faults/house.mjs'
import { faults as institution } from './faults/institution.mjs'
import { faults as myHerSys } from './faults/my-her-sys.mjs'
import { faults as papers } from './faults/papers.mjs'
import { faults as planAndMessages } from './faults/plan-and-messages.mjs'
import { faults as recordSystems } from './faults/record-systems.mjs'
import { faults as registration } from './faults/registration.mjs'
import { faults as rules } from './faults/rules.mjs'
import { faults as samePerson } from './faults/same-person.mjs'
import { faults as tabs } from './faults/tabs.mjs'
import { faults as telephone } from './faults/telephone.mjs'
import { faults as telephoneSettings } from './faults/telephone-settings.mjs'
import { faults as upgrade } from './faults/upgrade.mjs'

/**
 * Faults that the tests must notice. Each is planted alone: in `file`, `find` becomes `put`; `test` (a file of the vitest project
 * `project`, default 'unit') must then fail. `npm run test:faults [word …]` runs all, or those whose name holds a word.
 */
export const faults = [
  ...accounts,
  ...authorities,
  ...autoCall,
  ...centreWork,
  ...exports,
  ...figures,
  ...house,
  ...rules,
  ...myHerSys,
  ...registration,
  ...institution,
  ...tabs,
  ...papers,
  ...planAndMessages,
  ...recordSystems,
  ...samePerson,
  ...bulkAction,
  ...telephone,
  ...telephoneSettings,
  ...upgrade,
]
