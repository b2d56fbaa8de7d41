"""What row-level security rests on: roles that own and bypass nothing, walls on every table, reviewed doors."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.support.services import Template

WORKING = ("tandem_web", "tandem_worker", "tandem_web_login", "tandem_worker_login")
# Tables without row-level security, each with the reason why none is needed.
WITHOUT_WALLS = {
    "placement_staging": "rows on their way in, within one transaction of the worker, who alone may touch it",
    "tortoise_migrations": "names of migrations, the same in every installation",
}
# Functions with the rights of their owner that only the worker may call, each with what it lets be known.
WORKERS_DOORS = {
    "audit_expire": "nothing: removes what is older than the law keeps",
    "door_attempt_answered": "the attempt and agency of an e-mail whose random word somebody answered",
    "door_lists_refused": "nothing: keeps what an agency's key was refused at its provider",
    "door_consents_refused": "nothing: keeps what an agency's account answered when it was told who refuses texts",
    "door_attempts_forgotten": "attempts of every agency that nothing was heard of: the worker asks about them",
    "door_attempts_untold": "attempts of every agency whose end nobody told: the worker asks the provider about them",
    "door_attempts_to_reconcile": "attempts of every agency whose outcome is overdue: the worker asks about them",
    "door_recordings_standing": "recordings of every agency that stood still: the worker looks at them again",
    "door_received_calls_due": "calls to every agency whose end or outcome nobody told: the worker looks at them",
    "door_lines_to_close": "lines of every agency whose time is over: the worker closes them",
    "door_creditors_to_tell": "ids of creditors with much that banks were not told yet: the worker tells it",
    "door_tell": "whether there was anything: tells banks what is due of the acting creditor",
    "door_invitation_language": "in which language the acting organization writes to whom it invites",
    "door_invitation_bounced": "whether the invitation was there: notes that its e-mail was refused",
    "door_erase": "counts: carries out one erasure that an administrator asked for, in all tables",
    "door_evidence_expired": "bundles of every organization whose time is over: the worker deletes their files",
    "door_letter_handovers_unanswered": "hand-overs of every agency that nobody answered: the worker asks the printers",
    "door_agencies_with_printer": "which agencies have a printer: the worker reads what each has told",
    "door_print_runs_expired": "print runs of every agency whose time is over: the worker deletes their files",
    "door_organizations": "ids of organizations of one kind: schedules go through them one after the other",
    "door_provider_keys_round": "sealed keys that another key of the installation opens; forgets former ones",
    "door_reseal_provider_keys": "whether sealed keys were what the worker says, by sealing them again",
    "door_sweep_sign_ins": "nothing: removes counters, resets and second factors that are over",
    "door_timeline_moved": "which chains have grown since the last anchor: ids, no text",
    "door_unseen_on_its_way": "whether something is under way to an erased debtor",
    "door_uploads_to_sweep": "leftover uploads of every organization: the worker deletes their files",
}
# Functions with the rights of their owner that only other functions, policies and triggers of the owner call.
INNER = {
    "audit_bank_view",
    "audit_by",
    "audit_write",
    "check_added_claims",
    "check_hierarchy",
    "check_mandate_of_group",
    "check_reopened",
    "keep_former_sender",
    "keep_one_agency",
    "rights_changed",
    "role_changed",
    "tandem_is_operator",
}
# What policies themselves ask, of the acting organization alone; everybody may call them.
ASKED_BY_POLICIES = {"tandem_organization_kind", "tandem_above"}


@pytest.fixture
async def owner(template: Template) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(template.urls.owner)
    yield connection
    await connection.close()


async def test_the_working_roles_are_no_superusers_and_bypass_nothing(owner: asyncpg.Connection) -> None:
    found = await owner.fetch(
        "SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication AS mighty "
        "FROM pg_roles WHERE rolname = ANY ($1::text[])",
        list(WORKING),
    )

    assert {row["rolname"]: row["mighty"] for row in found} == dict.fromkeys(WORKING, False)


async def test_the_working_roles_own_nothing(owner: asyncpg.Connection) -> None:
    owned = await owner.fetch(
        "SELECT relname AS name FROM pg_class WHERE relowner::regrole::text = ANY ($1::text[]) "
        "UNION SELECT proname FROM pg_proc WHERE proowner::regrole::text = ANY ($1::text[]) "
        "UNION SELECT nspname FROM pg_namespace WHERE nspowner::regrole::text = ANY ($1::text[]) "
        "UNION SELECT datname FROM pg_database WHERE datdba::regrole::text = ANY ($1::text[]) "
        "UNION SELECT typname FROM pg_type WHERE typowner::regrole::text = ANY ($1::text[])",
        list(WORKING),
    )

    assert [row["name"] for row in owned] == []


async def test_the_working_roles_are_members_of_nobody_but_each_other(owner: asyncpg.Connection) -> None:
    found = await owner.fetch(
        "SELECT member::regrole::text AS member, roleid::regrole::text AS role FROM pg_auth_members "
        "WHERE member::regrole::text = ANY ($1::text[])",
        list(WORKING),
    )

    assert {(row["member"], row["role"]) for row in found} == {
        ("tandem_web_login", "tandem_web"),
        ("tandem_worker_login", "tandem_worker"),
    }


async def test_every_table_has_row_level_security_or_a_reviewed_reason(owner: asyncpg.Connection) -> None:
    open_ones = await owner.fetch(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p', 'm', 'f') AND NOT relrowsecurity "
        "AND relnamespace = 'public'::regnamespace"
    )

    assert {row["relname"] for row in open_ones} == set(WITHOUT_WALLS), "enable it, or say here why it needs none"


async def test_the_web_role_cannot_touch_a_table_without_walls(owner: asyncpg.Connection) -> None:
    may = await owner.fetch(
        "SELECT name, bool_or(has_table_privilege(role, name, privilege)) AS may "
        "FROM unnest($1::text[]) name, unnest(ARRAY['tandem_web', 'tandem_web_login']) role, "
        "unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER', 'REFERENCES']) privilege GROUP BY name",
        list(WITHOUT_WALLS),
    )

    assert {row["name"]: row["may"] for row in may} == dict.fromkeys(WITHOUT_WALLS, False)
    assert not await owner.fetchval("SELECT has_table_privilege('tandem_web', 'placement_staging', 'SELECT')")


async def test_views_read_with_the_rights_of_who_asks_or_are_the_owners_alone(owner: asyncpg.Connection) -> None:
    found = await owner.fetch(
        "SELECT relname FROM pg_class WHERE relkind = 'v' AND relnamespace = 'public'::regnamespace "
        "AND NOT coalesce('security_invoker=true' = ANY (reloptions), false) "
        "AND (has_table_privilege('tandem_web', oid, 'SELECT') OR has_table_privilege('tandem_worker', oid, 'SELECT'))"
    )

    assert [row["relname"] for row in found] == []


async def test_every_function_with_the_owners_rights_pins_where_it_looks(owner: asyncpg.Connection) -> None:
    loose = await owner.fetch(
        "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace "
        "AND NOT EXISTS (SELECT FROM unnest(proconfig) one WHERE one ~ '^search_path=[a-z_, ]*pg_temp$')"
    )

    assert [row["proname"] for row in loose] == [], "SET search_path = public, pg_temp: temporary tables come last"


async def test_every_function_with_the_owners_rights_is_reviewed(owner: asyncpg.Connection) -> None:
    found = await owner.fetch(
        "SELECT proname, has_function_privilege('tandem_web', oid, 'EXECUTE') AS web, "
        "has_function_privilege('tandem_worker', oid, 'EXECUTE') AS worker "
        "FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
    )

    of_worker = {row["proname"] for row in found if row["worker"] and not row["web"]}
    inner = {row["proname"] for row in found if not row["worker"] and not row["web"]}
    everybody = await owner.fetch(
        "SELECT proname FROM pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner))) "
        "WHERE prosecdef AND pronamespace = 'public'::regnamespace AND grantee = 0"
    )
    assert of_worker == set(WORKERS_DOORS), "add it with what it lets be known"
    assert inner == INNER, "add it, or let the role that needs it call it and review it as a door"
    assert {row["proname"] for row in everybody} == ASKED_BY_POLICIES, "REVOKE EXECUTE … FROM PUBLIC"
