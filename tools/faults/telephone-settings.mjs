// When a centre answers the telephone and how it calls. What each entry means: tools/faults.mjs.
const test = 'src/features/auto-call/settings.db.test.ts'
const project = 'database'
export const faults = [
  {
    name: 'telephone settings: who is called too early is called all the same',
    file: 'src/features/auto-call/derive.server.ts',
    find: 'const from = windowStart(slot, rules)',
    put: 'const from = slot.at',
    test,
    project,
  },
  {
    name: 'telephone settings: the last hour is still offered',
    file: 'src/features/plan/channels.ts',
    find: 'earliest <= time && time < latest',
    put: 'earliest <= time && time <= latest',
    test,
    project,
  },
  {
    name: 'telephone settings: only the first fault is told',
    file: 'src/features/organisation/settings-check.ts',
    find: 'if (fault) faults[name] = fault',
    put: 'if (fault && Object.keys(faults).length === 0) faults[name] = fault',
    test,
    project,
  },
  {
    name: 'telephone settings: saving one thing writes down every default',
    file: 'src/features/organisation/settings-fields.ts',
    find: 'if (!changed.has(at[0] as never)) continue',
    put: '',
    test,
    project,
  },
  {
    name: 'telephone settings: the centre closes its telephone before it opens',
    file: 'src/features/organisation/settings-check.ts',
    find: 'given.phoneTo <= given.phoneFrom',
    put: 'given.phoneTo === given.phoneFrom',
    test,
    project,
  },
]
