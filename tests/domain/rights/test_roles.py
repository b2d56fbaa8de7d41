"""Composed roles: below the ceiling, within one's own, and somebody is always left who manages people."""

from dataclasses import replace
from uuid import UUID

import pytest

from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.kit import database
from tandem.kit.database import reading, transaction
from tandem.kit.errors import InvalidInput
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import may
from tandem.organizations.colleagues import colleague_of
from tandem.organizations.errors import NotPermitted
from tandem.organizations.models import CaseScope, ComposedRole
from tandem.organizations.roles import commands, errors
from tandem.organizations.roles.queries import roles_for
from tandem.organizations.teams.commands import choose_case_scope
from tandem_policies.enforcer import ceiling_of
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation, Role

pytestmark = pytest.mark.usefixtures("db")

AWA, MARC, INES = (cast_id(person, "lenoir") for person in ("awa", "marc", "ines"))
CASHIER = {Permission.PAYMENT_RECORD, Permission.PAYMENT_REVERSE}


def ines() -> Actor:
    return actor_of_cast("ines")


async def signed_in(membership_id: UUID, asker: Actor | None = None) -> Actor:
    """Who a member is at their next request."""
    asker = asker or ines()
    async with reading(asker):
        found = await colleague_of(asker, membership_id)
    assert found is not None
    return found


async def told(kind: str) -> list[str]:
    async with reading(ines()):
        return [
            row["details"]
            for row in await database.rows("SELECT details FROM audit_events WHERE kind = $1 ORDER BY sequence", kind)
        ]


async def test_a_role_has_what_was_chosen_and_what_that_needs() -> None:
    role = await commands.compose_role(ines(), "  Caisse  du soir ", CASHIER)
    await commands.change_membership_role(ines(), AWA, composed_role_id=role.id)

    awa = await signed_in(AWA)

    assert awa.role_name == "Caisse du soir"
    assert awa.rules is not None
    mine = {rule.permission for rule in awa.rules}
    assert mine >= CASHIER | {Permission.PAYMENT_READ, Permission.CASE_FILE_READ, Permission.ORGANIZATION_READ}
    assert Permission.CONTACT_ATTEMPT_PLAN not in mine
    assert {rule.relation for rule in awa.rules} == {Relation.AGENCY, Relation.OWN}


async def test_the_audit_log_is_told_of_each_step() -> None:
    role = await commands.compose_role(ines(), "Caisse", CASHIER)
    await commands.change_membership_role(ines(), AWA, composed_role_id=role.id)
    await commands.change_role(ines(), role.id, "Caisse", {Permission.PAYMENT_RECORD}, version=1)
    await commands.change_membership_role(ines(), AWA, role=Role.COLLECTOR)
    await commands.remove_role(ines(), role.id)

    assert len(await told("role_composed")) == 1
    assert await told("role_changed") == ['{"added":"","removed":"payment:reverse","version":2}']
    assert await told("membership_role_changed") == [
        '{"after":"Caisse","before":"collector"}',
        '{"after":"collector","before":"Caisse"}',
    ]
    assert len(await told("role_removed")) == 1


async def test_nothing_above_the_ceiling_of_the_kind_is_given() -> None:
    with pytest.raises(errors.AboveCeiling) as refused:
        await commands.compose_role(ines(), "Banque", {Permission.BANK_GRANT_CREATE, Permission.NOTE_READ})

    assert refused.value.permissions == (Permission.BANK_GRANT_CREATE,)
    assert "banque" in refused.value.message("fr")


async def test_an_administrator_with_a_narrower_role_cannot_give_what_they_lack() -> None:
    narrow = await commands.compose_role(ines(), "Personnel", {Permission.MEMBERSHIP_WRITE, Permission.ROLE_WRITE})
    await commands.change_membership_role(ines(), MARC, composed_role_id=narrow.id)
    marc = await signed_in(MARC)

    with pytest.raises(errors.BeyondOneself):
        await commands.compose_role(marc, "Caisse", CASHIER)
    with pytest.raises(errors.BeyondOneself):
        await commands.change_membership_role(marc, MARC, role=Role.AGENCY_ADMINISTRATOR)
    with pytest.raises(errors.BeyondOneself):
        await commands.change_membership_role(marc, AWA, composed_role_id=narrow.id)
    with pytest.raises(errors.BeyondOneself):
        await commands.change_role(marc, narrow.id, "Personnel", {*CASHIER, Permission.ROLE_WRITE}, version=1)


async def test_whoever_may_more_is_not_lowered_by_whoever_may_less() -> None:
    narrow = await commands.compose_role(ines(), "Personnel", {Permission.MEMBERSHIP_WRITE, Permission.ROLE_WRITE})
    await commands.change_membership_role(ines(), MARC, composed_role_id=narrow.id)

    with pytest.raises(errors.BeyondOneself):
        await commands.change_membership_role(await signed_in(MARC), INES, composed_role_id=narrow.id)


async def test_the_last_administrator_stays_one() -> None:
    with pytest.raises(errors.LastAdministrator):
        await commands.change_membership_role(ines(), INES, role=Role.COLLECTOR)

    assert (await signed_in(INES)).role is Role.AGENCY_ADMINISTRATOR

    await commands.change_membership_role(ines(), MARC, role=Role.AGENCY_ADMINISTRATOR)
    await commands.change_membership_role(ines(), INES, role=Role.COLLECTOR)

    assert (await signed_in(INES)).role is Role.COLLECTOR


async def test_a_role_that_the_last_administrator_holds_keeps_administration() -> None:
    everything = {rule.permission for rule in ceiling_of([Role.AGENCY_ADMINISTRATOR])}
    head = await commands.compose_role(ines(), "Direction", everything)
    await commands.change_membership_role(ines(), INES, composed_role_id=head.id)
    direction = await signed_in(INES)

    with pytest.raises(errors.LastAdministrator):
        await commands.change_role(direction, head.id, "Direction", everything - {Permission.ROLE_WRITE}, version=1)

    async with reading(ines()):
        assert (await ComposedRole.get(id=head.id)).version == 1


async def test_a_version_that_was_changed_meanwhile_is_refused() -> None:
    role = await commands.compose_role(ines(), "Caisse", CASHIER)
    await commands.change_role(ines(), role.id, "Caisse", {Permission.PAYMENT_RECORD}, version=1)

    with pytest.raises(errors.RoleChangedMeanwhile):
        await commands.change_role(ines(), role.id, "Caisse", CASHIER, version=1)


async def test_a_name_is_taken_once_and_a_held_role_is_not_removed() -> None:
    role = await commands.compose_role(ines(), "Caisse", CASHIER)
    await commands.change_membership_role(ines(), AWA, composed_role_id=role.id)

    with pytest.raises(errors.RoleNameTaken):
        await commands.compose_role(ines(), "Caisse", CASHIER)
    with pytest.raises(InvalidInput):
        await commands.compose_role(ines(), "   ", CASHIER)
    with pytest.raises(errors.RoleInUse):
        await commands.remove_role(ines(), role.id)


async def test_another_organizations_role_and_people_are_not_there() -> None:
    role = await commands.compose_role(ines(), "Caisse", CASHIER)
    helene = actor_of_cast("helene")

    with pytest.raises(errors.RoleNotFound):
        await commands.change_role(helene, role.id, "Vol", {Permission.NOTE_READ}, version=1)
    with pytest.raises(errors.RoleNotFound):
        await commands.change_membership_role(helene, cast_id("lucas", "bati-loire"), composed_role_id=role.id)
    with pytest.raises(errors.MembershipNotFound):
        await commands.change_membership_role(helene, AWA, role=Role.CREDITOR_MEMBER)
    with pytest.raises(errors.NotOfThisOrganization):
        await commands.change_membership_role(helene, cast_id("lucas", "bati-loire"), role=Role.COLLECTOR)
    assert {shown.name for shown in await roles_for(helene) if shown.name} == set()


@pytest.mark.parametrize("person", ["awa", "marc", "claire", "lucas", "yann", "omar"])
async def test_only_administrators_compose_and_give_roles(person: str) -> None:
    actor = actor_of_cast(person)

    with pytest.raises(NotPermitted):
        await commands.compose_role(actor, "Caisse", {Permission.ORGANIZATION_READ})
    with pytest.raises(NotPermitted):
        await commands.change_membership_role(actor, actor.membership_id, role=actor.role)


async def test_an_administrator_may_appoint_every_built_in_role_of_their_kind() -> None:
    for role in (Role.COMPLIANCE_OFFICER, Role.AGENCY_MANAGER, Role.COLLECTOR):
        await commands.change_membership_role(ines(), AWA, role=role)
        assert (await signed_in(AWA)).role is role


async def test_a_rule_that_a_release_took_away_is_void_and_shown_as_such() -> None:
    role = await commands.compose_role(ines(), "Caisse", CASHIER)
    async with transaction(ines()):
        await database.execute(
            "INSERT INTO role_rules (id, organization_id, role_id, relation, permission) "
            "VALUES (gen_random_uuid(), $1, $2, 'agency', 'bank_grant:create'), "
            "(gen_random_uuid(), $1, $2, 'agency', 'crystal_ball:read')",
            cast_id("lenoir"),
            role.id,
        )
    await commands.change_membership_role(ines(), AWA, composed_role_id=role.id)

    shown = next(one for one in await roles_for(ines()) if one.id == role.id)
    awa = await signed_in(AWA)

    assert shown.void == ("bank_grant:create", "crystal_ball:read")
    assert [holder.name for holder in shown.holders] == ["Awa Diallo"]
    assert awa.rules is not None
    assert Permission.BANK_GRANT_CREATE not in {rule.permission for rule in awa.rules}


async def test_whoever_makes_teams_reaches_every_case_file() -> None:
    role = await commands.compose_role(ines(), "Équipes", {Permission.TEAM_WRITE})
    await commands.change_membership_role(ines(), AWA, composed_role_id=role.id)
    before = await signed_in(AWA)
    async with transaction(ines()):  # as one was composed before this held
        await database.execute("DELETE FROM role_rules WHERE permission = 'case_file:reach_all'")
    after = await signed_in(AWA)

    assert may(before, Relation.AGENCY, Permission.CASE_FILE_REACH_ALL)
    assert may(before, Relation.AGENCY, Permission.TEAM_WRITE)
    assert not may(after, Relation.AGENCY, Permission.TEAM_WRITE)
    [shown] = [one for one in await roles_for(ines()) if one.id == role.id]
    assert shown.void == ("team:write",)
    with pytest.raises(NotPermitted):
        await choose_case_scope(after, CaseScope.ALL)


async def test_a_role_is_read_by_whoever_may_and_nobody_else() -> None:
    assert {shown.role for shown in await roles_for(actor_of_cast("claire"))} >= {Role.COMPLIANCE_OFFICER}
    with pytest.raises(NotPermitted):
        await roles_for(replace(actor_of_cast("awa")))
