import { createHash, createHmac, pbkdf2Sync } from 'node:crypto'
import type { Sql } from './sql.server.ts'

/**
 * hersys_system owns every table and every security-definer function, and nobody signs in as it.
 * The two that sign in own nothing and cannot bypass row-level security.
 */
export const loginRoles = ['hersys_web', 'hersys_worker'] as const
export type LoginRole = (typeof loginRoles)[number]

/** The password a login role gets from the installation's secret; the same on every machine that knows the secret. */
export function rolePassword(secret: string, role: LoginRole): string {
  return createHmac('sha256', secret).update(role).digest('hex')
}

/** `adminUrl` with the user replaced by a login role: how web and worker sign in where no URL of their own is set. */
export function urlOfRole(adminUrl: string, secret: string, role: LoginRole): string {
  const url = new URL(adminUrl)
  url.username = role
  url.password = rolePassword(secret, role)
  return url.href
}

/**
 * Creates the roles where missing and sets what they may; safe to run again and from several machines at once.
 * `adminSql` is a superuser, or the database's owner with CREATEROLE. `keep` names roles whose password the operator sets.
 * Throws when a login role could bypass row-level security.
 */
export async function ensureRoles(adminSql: Sql, { secret, keep = [] }: { secret: string; keep?: readonly LoginRole[] }): Promise<void> {
  const passwords = loginRoles.filter((role) => !keep.includes(role)).map((role) => setPassword(role, secret))
  // Roles belong to the whole server but an advisory lock only to one database: two databases may meet here, so it is tried again.
  for (let attempt = 1; ; attempt++) {
    try {
      await adminSql.unsafe([createAndGrant, ...passwords].join('\n'))
      break
    } catch (error) {
      if (attempt === 5 || !isRace(error)) throw error
    }
  }
  const [strong] = await adminSql`
    select rolname from pg_roles where rolname = any(${[...loginRoles]}) and (rolsuper or rolbypassrls or rolcreaterole)`
  if (strong)
    throw new Error(
      `The role ${strong.rolname} could bypass row-level security: alter role ${strong.rolname} nosuperuser nobypassrls nocreaterole`,
    )
}

/** Sent as one simple query, so it is one transaction. */
const createAndGrant = `
select pg_advisory_xact_lock(hashtext('hersys roles'));
do $$
begin
  if not exists (select from pg_roles where rolname = 'hersys_system') then create role hersys_system nologin; end if;
  if not exists (select from pg_roles where rolname = 'hersys_web') then create role hersys_web login; end if;
  if not exists (select from pg_roles where rolname = 'hersys_worker') then create role hersys_worker login; end if;
  begin
    execute format('grant hersys_system to %I', current_user);
  exception when insufficient_privilege then null; -- another administrator made the role: the migration tells if it is out of reach
  end;
  -- The worker does what a person ordered as hersys_web, and only where it says so (set role): by itself it has none of those rights.
  if exists (select from pg_roles where rolname = 'hersys_worker' and rolinherit) then alter role hersys_worker noinherit; end if;
  if not pg_has_role('hersys_worker', 'hersys_web', 'member') then grant hersys_web to hersys_worker; end if;
  -- What is asked for the ministry runs with the rights of this role alone (set role): it reads figures, and nobody's row.
  if not exists (select from pg_roles where rolname = 'hersys_ministry') then create role hersys_ministry nologin; end if;
  if exists (select from pg_roles where rolname = 'hersys_web' and rolinherit) then alter role hersys_web noinherit; end if;
  if not pg_has_role('hersys_web', 'hersys_ministry', 'member') then grant hersys_ministry to hersys_web; end if;
  execute format('revoke all on database %I from public', current_database());
  execute format('grant connect on database %I to hersys_system, hersys_web, hersys_worker', current_database());
end $$;
revoke all on schema public from public;
grant usage, create on schema public to hersys_system;
grant usage on schema public to hersys_web, hersys_worker, hersys_ministry;`

/**
 * The password goes over as a SCRAM verifier, never in clear, so no server log can hold it. The salt comes from the secret:
 * a second run changes nothing, and connections of a running web process stay valid.
 */
function setPassword(role: LoginRole, secret: string): string {
  const iterations = 4096
  const salt = createHmac('sha256', secret).update(`salt of ${role}`).digest().subarray(0, 16)
  const salted = pbkdf2Sync(rolePassword(secret, role), salt, iterations, 32, 'sha256')
  const hmac = (text: string) => createHmac('sha256', salted).update(text).digest()
  const storedKey = createHash('sha256').update(hmac('Client Key')).digest('base64')
  const serverKey = hmac('Server Key').toString('base64')
  return `alter role ${role} login password 'SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}';`
}

/** Another connection created the role, or changed the same catalog row, in the same moment. */
function isRace(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string }
  return code === '42710' || code === '23505' || (code === 'XX000' && /concurrently/.test(message ?? ''))
}
