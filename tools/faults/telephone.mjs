// The telephone: what a caller hears, who they are, what is left when the line is cut. What each entry means: tools/faults.mjs.
const script = 'src/features/voice-call/script.ts'
const migration = 'db/migrations/0031_voice_call.sql'
const unit = 'src/features/voice-call/script.test.ts'
const calls = { test: 'src/features/voice-call/voice-call.db.test.ts', project: 'database' }
const desk = { test: 'src/features/voice-call/desk.db.test.ts', project: 'database' }

export const faults = [
  {
    name: 'telephone: a red flag waits for the end of the call',
    file: script,
    find: "const acts: Act[] = reasons.length > 0 ? [{ is: 'alarm', reasons }] : []",
    put: 'const acts: Act[] = []',
    test: unit,
  },
  {
    name: 'telephone: a fourth silent try is waited for',
    file: script,
    find: 'const maxMisses = 3',
    put: 'const maxMisses = 4',
    test: unit,
  },
  {
    name: 'telephone: a number counts before it is confirmed',
    file: script,
    find: "if (keys !== '1' || state.pending === null) return wrong()",
    put: 'if (state.pending === null) return wrong()',
    test: unit,
  },
  {
    name: 'telephone: わからない of a group becomes "none of these"',
    file: script,
    find: "answers.every((one) => one === 'no')",
    put: "answers.every((one) => one !== 'yes')",
    test: unit,
  },
  {
    name: 'telephone: 88 % typed before the line was cut is nobody’s',
    file: script,
    find: "return reasons.length > 0 ? [{ is: 'alarm', reasons }, abort] : [abort]",
    put: 'return [abort]',
    test: unit,
  },
  {
    name: 'telephone: after nobody answered the call goes on at another question',
    file: script,
    find: "const place = state.place === 'dialling' ? state.back! : state.place",
    put: "const place = state.place === 'dialling' ? 'question' : state.place",
    test: unit,
  },
  {
    name: 'telephone: 3, 7, 5 is taken for 375',
    file: 'src/fields/voice.ts',
    find: 'Number(keys) / 10 ** decimals',
    put: 'Number(keys)',
    test: unit,
  },
  {
    name: 'telephone: a sentence that no key can interrupt',
    file: 'src/platform/voice/twiml.ts',
    find: '${action}>${said}</Gather>',
    put: '${action}></Gather>${said}',
    test: 'src/platform/voice/twiml.test.ts',
  },
  {
    name: 'telephone: a text becomes an instruction',
    file: 'src/platform/voice/twiml.ts',
    find: '">${quote(part.text)}</Say>',
    put: '">${part.text}</Say>',
    test: 'src/platform/voice/twiml.test.ts',
  },
  {
    name: 'telephone: requests of another account are answered',
    file: 'src/platform/voice/account.server.ts',
    find: 'if (params.AccountSid !== account.accountSid) return false',
    put: '',
    ...calls,
  },
  {
    name: 'telephone: a repeated step is done twice',
    file: 'src/features/voice-call/converse.server.ts',
    find: 'if (number !== null && number === expected - 1) return call.reply',
    put: '',
    ...calls,
  },
  {
    name: 'telephone: the birth date is written into the play-by-play',
    file: 'src/features/voice-call/converse.server.ts',
    find: "(place === 'birth' || place === 'id')",
    put: "place === 'id'",
    ...calls,
  },
  {
    name: 'telephone: a report answers no call that was cut',
    file: migration,
    find: "a.kind in ('call-incomplete', 'call-identity', 'call-failed')",
    put: "a.kind in ('call-failed')",
    ...calls,
  },
  {
    name: 'telephone: a report of the morning answers a call that was cut later',
    file: migration,
    find: 'n.reported_at >= a.latest_at',
    put: 'true',
    ...calls,
  },
  {
    name: 'telephone: wrong tries by keys do not lock the ID',
    file: migration,
    find: 'if wrong >= 10 then',
    put: 'if wrong >= 11 then',
    ...calls,
  },
  {
    name: 'telephone: a right birth date opens a locked ID',
    file: migration,
    find: "    return 'locked';\n  end if;\n  if c.birth_on",
    put: "    if c.birth_on is distinct from p_birth_on then return 'locked'; end if;\n  end if;\n  if c.birth_on",
    ...calls,
  },
  {
    name: 'telephone: at night the empty centre rings',
    file: 'src/features/voice-call/converse.server.ts',
    find: 'from <= time && time < to',
    put: 'from <= time',
    ...desk,
  },
  {
    name: 'telephone: a wish to speak is lost when the line is cut',
    file: script,
    find: "state.place === 'dialling' && state.ringing === 'centre' ? [{ is: 'lost-staff' }] : []",
    put: '[]',
    ...desk,
  },
]
