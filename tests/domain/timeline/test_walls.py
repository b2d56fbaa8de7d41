"""The second wall by itself: SQL as the web role, table by table, door by door, without any code of ours between."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg
import pytest

from tandem.casefiles.publishing import Audience
from tandem.contacts.commands import record_opt_out
from tandem.contacts.models import Channel
from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.notes.commands import withdraw_note, write_note
from tandem.organizations.actor import Actor
from tests.support.builders import MadeCase, make_case

AWA, HELENE = actor_of_cast("awa"), actor_of_cast("helene")
SIDES = {"agency": AWA.organization_id, "creditor": HELENE.organization_id}
OUTSIDE = {
    "bank": cast_id("lemanique"),
    "other agency": cast_id("atlas"),
    "other creditor": cast_id("energie"),
    "nobody": None,
}
# Names of migrations, the same in every installation.
HISTORY = {"tortoise_migrations", "tortoise_migrations_id_seq"}
# Functions that the web role may call with the rights of their owner, each with what it lets be known.
DOORS = {
    "audit_append": "nothing: appends to the audit log of the acting organization",
    "bank_case_files": "case files that a creditor opened to the acting bank, under pseudonyms, without who owes",
    "bank_figures": "totals of the portfolios opened to the acting bank, never over fewer than five debtors",
    "door_actor": "who a secret stands for; the secret is 256 random bits",
    "door_agency_of_attempt": "the agency of an attempt whose random id the provider was given",
    "door_agency_of_incoming_call": "the agency of a call put through to it whose random id the provider was given",
    "door_agency_of_line": "the agency of a collector's line whose random id the provider was given",
    "door_agency_of_sender": "the agency of a public telephone number",
    "door_erasures_missing": "which entries of the operator's journal, named one by one, are not carried out",
    "door_legal_holds": "that a party of the case holds a person back from erasure, to both, since it stops both",
    "door_on_its_way": "whether something is under way to the debtor, which is told on the chain of both parties",
    "door_way_out": "the agency of a link that a message carried; its letters are random, and only their hash is kept",
    "door_refuse_altogether": "nothing: refuses new addresses of people who asked to be reached nowhere",
    "door_recall_opt_outs": "nothing: puts back addresses that an erasure of another creditor had hashed",
    "door_accept_invitation": "the membership of who takes up an invitation, whose random id its link holds",
    "door_begin_second_factor": "nothing: keeps a sealed secret of a person whose password was checked",
    "door_change_profile": "nothing: name and language of the acting person",
    "door_confirm_second_factor": "whether a sealed secret that the caller knows is in force from now",
    "door_end_unproven_sessions": "the acting organization's sessions without a second factor, by ending them",
    "door_end_session": "ends the session of a secret",
    "door_factor_set_up": "the sign-ins without a second factor of who showed their first code, by ending them",
    "door_invitation": "what an invitation is about and what its sender may do, whose random id its link holds",
    "door_other_memberships": "the other organizations of the person of a secret",
    "door_own_second_factor": "since when the acting person has a second factor",
    "door_remove_second_factor": "whether a member had a second factor, by taking it away, or why it stays",
    "door_renew_recovery_codes": "nothing: replaces hashes of a person whose password and code were checked",
    "door_renew_session": "when the session of a secret ends, by giving it another one",
    "door_request_reset": "nothing, whether the address is known or not",
    "door_replace_session": "the sessions that end when the acting person goes on in a new one",
    "door_reset": "whose password may be set by a link, whose random id it holds",
    "door_revoke_tokens": "the API tokens of a person whom a link lets set a password, by revoking them",
    "door_seen": "nothing: that a session was used",
    "door_set_password": "the sessions that end when a person whose password was checked has a new one",
    "door_tell_elsewhere": "nothing: has the worker tell the other organizations of a member of the acting one",
    "door_tried_well": "nothing: takes a counted try back",
    "door_try": "when to try again, for counters named by keyed hashes",
    "door_unconfirmed_second_factor": "a sealed secret that no code has confirmed",
    "door_use_code": "whether a step was used before, by using it",
    "door_use_recovery_code": "whether a hash was a recovery code, by using it up",
    "door_use_reset": "the sessions that end when a link sets a password, once",
    "door_callback_placed": "nothing: links the callback of a message of the acting agency with its case file",
    "door_earlier_contacts": "when the acting agency tried the people of one of its case files, or was called by them",
    "door_stop_facts": "what stops contact on a case file of the acting agency, not on whose case it was learned",
    "door_place_of": "where a number or an address reaches somebody, as was said last at the acting agency",
    "door_found_dead": "since when and why the acting agency knows an address to be dead",
    "door_agencies_of_number": "which agencies a call to one of our numbers may be for, to the code that answers it",
    "door_agencies_to_hand_to": "the names of agencies, to members of the operator's organization alone",
    "door_given_up": "given-up messages of the acting organization; to the operator everybody's, about nobody",
    "door_hand_to_agency": "the name of an agency, to the operator, who says that nobody's message is its",
    "door_provider_accounts": "sealed keys of one account, to the code that has the key to open them",
    "door_settle_given_up": "the topic of a message that the acting organization may see given up, by settling it",
    "door_groups_of_code": "the groups that would read, by a code of sixteen random letters, to a creditor",
    "door_health": "numbers of the whole installation, to members of the operator's organization alone",
    "door_join_group": "whether the acting creditor joins the group of a code, by using it up",
    "door_leave_group": "whether the acting creditor belonged to a group, by leaving it",
    "door_memberships_above": "ids of memberships of the groups above the acting creditor, for wake-ups",
    "door_placed_elsewhere": "whether invoices of a case file of the acting party went to another agency, not to which",
    "tandem_above": "the groups that the acting organization belongs to",
    "door_keep_provider_event": "whether a provider's signed event is new",
    "door_keep_spoken": "whether what a provider signed and asked while a call runs is new",
    "door_open_session": "opens a session for a membership whose password was checked, unless it ended or needs more",
    "door_sign_in": "password hash and memberships of one address, to the code that checks the password",
    "door_take_numbers": "the next number of an agency that the acting organization has a mandate with, by taking it",
    "tandem_own_memberships": "the memberships of the acting person",
    "preview_figures": "to a creditor, what a bank would see of its own portfolio",
    "tandem_organization_kind": "the kind of the acting organization itself",
}


@asynccontextmanager
async def web(urls: DatabaseUrls, organization: UUID | None) -> AsyncIterator[asyncpg.Connection]:
    """A connection of the web role, acting for an organization, or for nobody."""
    connection = await asyncpg.connect(urls.web)
    try:
        async with connection.transaction():
            if organization:
                await connection.execute("SELECT set_config('tandem.organization_id', $1, true)", str(organization))
            yield connection
    finally:
        await connection.close()


async def tables(urls: DatabaseUrls) -> list[str]:
    """Every table, each partition by itself too."""
    owner = await asyncpg.connect(urls.owner)
    found = await owner.fetch(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p', 'm', 'v') AND relnamespace = 'public'::regnamespace"
    )
    await owner.close()
    return sorted(row["relname"] for row in found)


async def visible(urls: DatabaseUrls, organization: UUID | None) -> dict[str, list[str] | str]:
    """Every row of every table that an organization sees, or that it may not even ask."""
    found: dict[str, list[str] | str] = {}
    async with web(urls, organization) as connection:
        for name in await tables(urls):
            try:
                async with connection.transaction():
                    rows = await connection.fetch(f'SELECT t::text FROM "{name}" t')
                found[name] = sorted(row["t"] for row in rows)
            except asyncpg.InsufficientPrivilegeError:
                found[name] = "refused"
    return found


async def acts_alone(author: Actor, made: MadeCase) -> None:
    """What a side does on its own, and what it takes back in time."""
    for body in ("own", "own again"):
        await write_note(author, made.case_file.id, body=body, audience=Audience.OWN_SIDE)
    withdrawn = await write_note(author, made.case_file.id, body="back", audience=Audience.PARTIES)
    await withdraw_note(author, withdrawn.id)
    await write_note(author, made.case_file.id, body="waiting", audience=Audience.PARTIES)
    if author is AWA:
        await record_opt_out(AWA, made.case_file.id, made.phone.id, channel=Channel.SMS)


@pytest.mark.parametrize(("author", "side"), [(AWA, "agency"), (HELENE, "creditor")], ids=["agency", "creditor"])
async def test_what_one_side_does_alone_moves_no_row_of_anybody_else(
    committed: DatabaseUrls, author: Actor, side: str
) -> None:
    made = await make_case()
    others = {name: key for name, key in (SIDES | OUTSIDE).items() if name != side}
    before = {name: await visible(committed, key) for name, key in others.items()}
    own = await visible(committed, SIDES[side])

    await acts_alone(author, made)

    for name, key in others.items():
        after = await visible(committed, key)
        assert {table for table in after if after[table] != before[name][table]} == set(), name
    moved = await visible(committed, SIDES[side])
    assert {"notes", "note_revisions", "timeline_entries", "timeline_events", "timeline_heads"} <= {
        table for table in moved if moved[table] != own[table]
    }


async def test_each_side_counts_its_own_chain_and_the_shared_one(committed: DatabaseUrls) -> None:
    made = await make_case()
    await acts_alone(AWA, made)
    await acts_alone(HELENE, made)

    heads = {}
    for side, organization in SIDES.items():
        async with web(committed, organization) as connection:
            heads[side] = {
                (row["chain"], row["sequence"])
                for row in await connection.fetch("SELECT chain, sequence FROM timeline_heads")
            }
            for table in ("timeline_events", "timeline_entries"):
                counted = await connection.fetch(f"SELECT chain, count(*) FROM {table} GROUP BY 1")
                assert {tuple(row) for row in counted} == heads[side], table

    assert heads == {
        "agency": {("agency", 3), ("parties", 1)},
        "creditor": {("creditor", 2), ("parties", 1)},
    }


async def test_no_partition_answers_past_its_parent(committed: DatabaseUrls) -> None:
    made = await make_case()
    await acts_alone(AWA, made)
    parts = [name for name in await tables(committed) if name.startswith("timeline_events_")]

    assert len(parts) == 32
    for organization in (*SIDES.values(), *OUTSIDE.values()):
        found = await visible(committed, organization)
        assert {name: found[name] for name in parts if found[name] != "refused"} == {}


async def test_every_table_has_row_level_security_or_is_closed_to_the_web_role(committed: DatabaseUrls) -> None:
    owner = await asyncpg.connect(committed.owner)
    open_ones = await owner.fetch(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace "
        "AND NOT relrowsecurity AND has_any_column_privilege('tandem_web', oid, 'SELECT')"
    )
    views = await owner.fetch(
        "SELECT relname FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace"
    )
    await owner.close()

    assert {row["relname"] for row in open_ones} - HISTORY == set()
    assert [row["relname"] for row in views] == []


async def test_no_working_role_reads_what_proves_who_somebody_is(committed: DatabaseUrls) -> None:
    secret = {
        "credentials": ["person_id", "password_hash"],
        "second_factors": ["sealed", "last_step"],
        "recovery_codes": ["code_hash"],
        "password_resets": ["id"],
        "sessions": ["secret_hash", "previous_hash"],
        "api_tokens": ["secret_hash"],
        "sign_in_counters": ["key"],
    }
    owner = await asyncpg.connect(committed.owner)
    for table, columns in secret.items():
        for column in columns:
            for role in ("tandem_web", "tandem_worker"):
                allowed = await owner.fetchval("SELECT has_column_privilege($1, $2, $3, 'SELECT')", role, table, column)
                assert allowed is False, (role, table, column)
    elsewhere = await owner.fetch(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' "
        "AND (column_name LIKE '%password%' OR column_name = 'secret_hash')"
    )
    await owner.close()

    assert {(row["table_name"], row["column_name"]) for row in elsewhere} == {
        ("credentials", "password_hash"),
        ("sessions", "secret_hash"),
        ("api_tokens", "secret_hash"),
    }


async def test_nothing_counts_for_everybody(committed: DatabaseUrls) -> None:
    await acts_alone(AWA, await make_case())
    owner = await asyncpg.connect(committed.owner)
    await owner.execute("ANALYZE")
    sequences = await owner.fetch("SELECT relname FROM pg_class WHERE relkind = 'S'")
    await owner.close()

    assert {row["relname"] for row in sequences} - HISTORY == set()
    for organization in (*SIDES.values(), *OUTSIDE.values()):
        async with web(committed, organization) as connection:
            seen = await connection.fetch("SELECT tablename FROM pg_stats WHERE schemaname = 'public'")
            counters = await connection.fetch("SELECT agency_id FROM counters")
        assert {row["tablename"] for row in seen} - HISTORY == set(), "values and frequencies of columns"
        assert {row["agency_id"] for row in counters} <= {organization}


async def test_every_door_of_the_web_role_was_reviewed(committed: DatabaseUrls) -> None:
    owner = await asyncpg.connect(committed.owner)
    found = await owner.fetch(
        "SELECT DISTINCT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef "
        "AND has_function_privilege('tandem_web', oid, 'EXECUTE')"
    )
    await owner.close()

    assert {row["proname"] for row in found} == set(DOORS), "say here what it lets be known"


async def test_no_function_with_the_rights_of_its_owner_looks_at_temporary_tables_first(
    committed: DatabaseUrls,
) -> None:
    owner = await asyncpg.connect(committed.owner)
    functions = await owner.fetch("SELECT proname, proconfig FROM pg_proc WHERE prosecdef AND oid >= 16384")
    await owner.close()

    assert {"door_actor", "door_erase", "door_on_its_way", "door_unseen_on_its_way"} <= {
        row["proname"] for row in functions
    }
    # Unless `pg_temp` is named, it is searched before all others.
    exposed = [row["proname"] for row in functions if "search_path=public, pg_temp" not in (row["proconfig"] or ())]
    assert exposed == []


async def test_numbers_are_taken_only_where_there_is_a_mandate_and_never_looked_up(committed: DatabaseUrls) -> None:
    take = "SELECT door_take_numbers($1, 'case_files/26', $2)"
    lenoir = cast_id("lenoir")

    async with web(committed, cast_id("bati-loire")) as connection:
        assert await connection.fetchval(take, lenoir, 2) == 2
        assert await connection.fetchval(take, lenoir, 1) == 3
        assert await connection.fetch("SELECT * FROM counters") == []
    for organization, count in ((cast_id("logistique"), 1), (cast_id("lemanique"), 1), (None, 1), (lenoir, 0)):
        async with web(committed, organization) as connection:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.fetchval(take, lenoir, count)


async def test_a_milestone_is_marked_on_the_chain_of_both_parties_only(committed: DatabaseUrls) -> None:
    await make_case()
    owner = await asyncpg.connect(committed.owner)
    elsewhere = await owner.fetchval("SELECT count(*) FROM timeline_events WHERE milestone AND chain <> 'parties'")
    seen_by_bank = await visible(committed, cast_id("lemanique"))
    await owner.close()

    assert elsewhere == 0
    for table in ("timeline_events", "timeline_entries", "timeline_heads", "timeline_keys", "case_files"):
        assert seen_by_bank[table] == []
