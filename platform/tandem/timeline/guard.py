"""Keeps what protects the timeline and the audit log in its place: an event trigger that refuses DDL which would take
it away.

Creating event triggers needs a superuser, and their function must be a superuser's too: it runs with the rights of
whoever sends the DDL. So it is no migration: `tandem migrate` installs it where its role may, else an administrator
does, once, with what `tandem guard` prints.
"""

import asyncpg

# What is wrong with the protection, one row each: partitions away, refusal triggers away, off or altered.
_WEAKNESSES = """
WITH parts AS (
    SELECT inhrelid AS part FROM pg_catalog.pg_inherits
    WHERE inhparent = to_regclass('public.timeline_events') AND NOT inhdetachpending
), wanted (part, name, type, refusal) AS (
    SELECT part, 'append_only_rows', 27, 'timeline_is_append_only' FROM parts
    UNION ALL SELECT part, 'append_only_table', 34, 'timeline_is_append_only' FROM parts
    UNION ALL SELECT to_regclass('public.timeline_events'), 'append_only_table', 34, 'timeline_is_append_only'
    UNION ALL SELECT to_regclass('public.audit_events'), 'append_only_rows', 27, 'audit_is_append_only'
    UNION ALL SELECT to_regclass('public.audit_events'), 'append_only_table', 34, 'audit_is_append_only'
)
SELECT format('%s of the 32 partitions of timeline_events are attached', count(*)) AS weakness
FROM parts HAVING count(*) <> 32
UNION ALL
SELECT format('the trigger %s on %s is missing, off or altered', name, coalesce(part::regclass::text, 'a table'))
FROM wanted WHERE NOT EXISTS (
    SELECT FROM pg_catalog.pg_trigger WHERE tgrelid = part AND tgname = name AND tgtype = type AND tgenabled = 'A'
    AND tgqual IS NULL AND tgfoid = to_regprocedure(format('public.%I()', refusal)))
UNION ALL
SELECT format('the function %s is altered', name)
FROM (VALUES ('timeline_is_append_only', '72759164fd9ef577c5976b99e6e83c54'),
             ('audit_is_append_only', 'adc1682efb6b1f801957fdefdd8ae86a')) refusals (name, sum)
WHERE NOT EXISTS (
    SELECT FROM pg_catalog.pg_proc WHERE oid = to_regprocedure(format('public.%I()', name)) AND md5(prosrc) = sum)
"""
# DETACH … CONCURRENTLY commits half of its work before a trigger at the end could refuse it, and runs in no function
# and no transaction block, so that its own text is all there is to see.
INSTALL = f"""
CREATE SCHEMA IF NOT EXISTS tandem_guard;
CREATE OR REPLACE FUNCTION tandem_guard.keep_timeline() RETURNS event_trigger LANGUAGE plpgsql
SET search_path = pg_catalog AS $guard$
DECLARE found text;
BEGIN
    IF tg_event = 'ddl_command_end' THEN
        SELECT weakness INTO found FROM ({_WEAKNESSES}) weaknesses LIMIT 1;
    ELSIF current_query() ~* 'detach' AND current_query() ~* 'concurrently' THEN
        found := 'no partition is detached';
    END IF;
    IF found IS NOT NULL THEN
        RAISE EXCEPTION 'timeline and audit log are append-only: % is refused: %', tg_tag, found
            USING ERRCODE = 'restrict_violation',
                  HINT = 'How a migration that must do it does so: docs/subsystems/timeline.md, The guard.';
    END IF;
END $guard$;
DROP EVENT TRIGGER IF EXISTS tandem_timeline_kept;
DROP EVENT TRIGGER IF EXISTS tandem_timeline_not_detached;
CREATE EVENT TRIGGER tandem_timeline_kept ON ddl_command_end EXECUTE FUNCTION tandem_guard.keep_timeline();
CREATE EVENT TRIGGER tandem_timeline_not_detached ON ddl_command_start WHEN TAG IN ('ALTER TABLE')
    EXECUTE FUNCTION tandem_guard.keep_timeline();
ALTER EVENT TRIGGER tandem_timeline_kept ENABLE ALWAYS;
ALTER EVENT TRIGGER tandem_timeline_not_detached ENABLE ALWAYS;
"""


async def install(connection: asyncpg.Connection) -> bool:
    """Install the guard where it is not; False when this role may not."""
    if await is_installed(connection):
        return True
    try:
        async with connection.transaction():
            await connection.execute(INSTALL)
    except asyncpg.InsufficientPrivilegeError:
        return False
    return True


async def is_installed(connection: asyncpg.Connection) -> bool:
    """Whether both event triggers are there and on, and their function is that of this release."""
    sql = (
        "SELECT count(*) FROM pg_event_trigger JOIN pg_proc ON pg_proc.oid = evtfoid "
        "WHERE evtname LIKE 'tandem\\_timeline\\_%' AND evtenabled = 'A' AND prosrc = $1"
    )
    return bool(await connection.fetchval(sql, INSTALL.split("$guard$")[1]) == 2)


async def weaknesses(connection: asyncpg.Connection) -> list[str]:
    """What is wrong with the protection of timeline and audit log now, in one line each."""
    return [row["weakness"] for row in await connection.fetch(_WEAKNESSES)]
