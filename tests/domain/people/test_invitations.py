"""Invitations: sent, renewed, withdrawn, accepted once, by new people and by those who have an account."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from tandem.casefiles.leaving import end_membership
from tandem.entrypoints.demo import PASSWORD, actor_of_cast
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit import clock
from tandem.kit.errors import InvalidInput
from tandem.organizations import sign_in
from tandem.organizations.errors import InvalidCredentials, NotPermitted, PasswordTooShort, PasswordTooWeak
from tandem.organizations.roles.commands import change_membership_role
from tandem.organizations.roles.errors import NotOfThisOrganization
from tandem.organizations.second_factor import Enrolment
from tandem.organizations.sign_in import Browser, CodeNeeded, SignedIn
from tandem.people.commands.accepting import Accepted, accept_as_known, accept_as_new
from tandem.people.commands.inviting import invite, renew_invitation, withdraw_invitation
from tandem.people.commands.members import require_second_factor
from tandem.people.errors import AlreadyInvited, AlreadyMember, InvitationOver, LinkOver
from tandem.people.links import LinkKind, token_of
from tandem.people.models import Invitation
from tandem.people.queries import invitation_of, members_for, voids_by_id
from tandem_policies.vocabulary import Role
from tests.domain.people.signing import code_of, proven, set_up_for

INES, MARC, HELENE = (actor_of_cast(key) for key in ("ines", "marc", "helene"))
PAUL = "paul@lenoir.example"
GOOD = "quatre chevaux agrafes batterie"


def token(invitation: Invitation) -> str:
    """What the e-mail's link holds."""
    return token_of(LinkKind.INVITATION, invitation.id, invitation.expires_at)


async def join(invitation: Invitation, name: str = "Paul Petit") -> Accepted:
    return await accept_as_new(token(invitation), name=name, password=GOOD, locale="en", browser=Browser())


@pytest.mark.usefixtures("db")
async def test_a_new_person_joins_with_a_password_of_their_own_and_is_signed_in() -> None:
    invitation = await invite(INES, " Paul@Lenoir.example ", role=Role.COLLECTOR)
    shown = await invitation_of(token(invitation))
    accepted = await join(invitation)

    assert (shown.email, shown.organization_name, shown.is_known) == (PAUL, INES.organization_name, False)
    assert isinstance(accepted.outcome, SignedIn)
    actor = await sign_in.actor_of(accepted.outcome.secret)
    assert actor is not None
    assert (actor.person_name, actor.role, actor.organization_id, actor.locale) == (
        "Paul Petit",
        Role.COLLECTOR,
        INES.organization_id,
        "en",
    )
    assert "Paul Petit" in {one.name for one in await members_for(INES)}
    with pytest.raises(LinkOver):
        await join(invitation)


@pytest.mark.usefixtures("db")
async def test_a_person_of_another_organization_joins_with_the_password_they_have() -> None:
    invitation = await invite(INES, HELENE.person_email, role=Role.COMPLIANCE_OFFICER)
    with pytest.raises(InvalidCredentials):
        await accept_as_known(token(invitation), password="wrong", code=None, browser=Browser())
    accepted = await accept_as_known(token(invitation), password=PASSWORD, code=None, browser=Browser())

    assert isinstance(accepted, Accepted)
    choices = await sign_in.sign_in(HELENE.person_email, PASSWORD)
    assert isinstance(choices, list)
    assert {choice.role for choice in choices} == {Role.CREDITOR_ADMINISTRATOR, Role.COMPLIANCE_OFFICER}


@pytest.mark.usefixtures("db")
async def test_a_known_person_with_a_second_factor_shows_it_to_join() -> None:
    secret, codes = await set_up_for(HELENE.person_email)
    invitation = await invite(INES, HELENE.person_email, role=Role.COLLECTOR)

    asked = await accept_as_known(token(invitation), password=PASSWORD, code=None, browser=Browser())
    still_open = await invitation_of(token(invitation))
    accepted = await accept_as_known(token(invitation), password=PASSWORD, code=codes[0], browser=Browser())

    assert isinstance(asked, CodeNeeded)
    assert still_open.is_known
    assert isinstance(accepted, Accepted)
    assert isinstance(accepted.outcome, SignedIn)
    assert len(code_of(secret)) == 6


@pytest.mark.usefixtures("db")
async def test_who_joins_where_a_second_factor_is_asked_for_sets_it_up_first() -> None:
    await require_second_factor(await proven(INES), required=True)
    accepted = await join(await invite(INES, PAUL, role=Role.COLLECTOR))

    assert isinstance(accepted.outcome, Enrolment)


@pytest.mark.usefixtures("db")
async def test_links_that_are_over_withdrawn_renewed_or_forged_are_all_the_same() -> None:
    withdrawn = await withdraw_invitation(INES, (await invite(INES, PAUL, role=Role.COLLECTOR)).id)
    invitation = await invite(INES, PAUL, role=Role.COLLECTOR)
    former = token(invitation)
    with time_machine.travel(clock.now() + timedelta(hours=1)):
        renewed = await renew_invitation(INES, invitation.id)
    right = token(renewed)
    for link in (
        token(withdrawn),
        former,
        right[:-2] + "AA",
        "",
        "é",
        "x" * 43,
        token_of(LinkKind.RESET, renewed.id, renewed.expires_at),
    ):
        with pytest.raises(LinkOver):
            await invitation_of(link)
    with time_machine.travel(renewed.expires_at + timedelta(seconds=1)), pytest.raises(LinkOver):
        await invitation_of(right)

    assert (await invitation_of(right)).email == PAUL
    with pytest.raises(InvitationOver):
        await renew_invitation(INES, withdrawn.id)


@pytest.mark.usefixtures("db")
async def test_an_invitation_is_worth_what_its_sender_may_give_now() -> None:
    await change_membership_role(INES, MARC.membership_id, role=Role.AGENCY_ADMINISTRATOR)
    marc = replace(MARC, role=Role.AGENCY_ADMINISTRATOR)
    invitation = await invite(marc, PAUL, role=Role.AGENCY_ADMINISTRATOR)
    before = await invitation_of(token(invitation))
    assert await voids_by_id(INES, [invitation.id]) == {invitation.id: False}
    await change_membership_role(INES, MARC.membership_id, role=Role.COLLECTOR)
    assert await voids_by_id(INES, [invitation.id]) == {invitation.id: True}
    with pytest.raises(LinkOver):
        await join(invitation)
    await end_membership(INES, MARC.membership_id)
    assert await voids_by_id(INES, [invitation.id]) == {invitation.id: True}
    assert await voids_by_id(HELENE, [invitation.id]) == {}
    assert await voids_by_id(actor_of_cast("awa"), [invitation.id]) == {}
    with pytest.raises(LinkOver):
        await invitation_of(token(invitation))
    with time_machine.travel(clock.now() + timedelta(hours=1)):
        renewed = await renew_invitation(INES, invitation.id)
        assert await voids_by_id(INES, [invitation.id]) == {invitation.id: False}
        after = await invitation_of(token(renewed))
        accepted = await join(renewed)

    assert (before.invited_by, after.invited_by) == (MARC.person_name, INES.person_name)
    assert isinstance(accepted.outcome, SignedIn)


@pytest.mark.usefixtures("db")
async def test_an_address_is_invited_once_and_no_member_again() -> None:
    invitation = await invite(INES, PAUL, role=Role.COLLECTOR)
    with pytest.raises(AlreadyInvited):
        await invite(INES, PAUL, role=Role.AGENCY_MANAGER)
    with pytest.raises(AlreadyMember):
        await invite(INES, "awa@lenoir.example", role=Role.COLLECTOR)
    with time_machine.travel(invitation.expires_at + timedelta(seconds=1)):
        again = await invite(INES, PAUL, role=Role.AGENCY_MANAGER)

    assert again.id != invitation.id


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(
    "address", ["", "paul", "@lenoir.example", "paul@localhost", "a b@c.example", f"{'a' * 250}@b.fr"]
)
async def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(InvalidInput):
        await invite(INES, address, role=Role.COLLECTOR)


@pytest.mark.usefixtures("db")
async def test_nobody_invites_without_the_right_or_into_a_role_of_another_kind() -> None:
    with pytest.raises(NotPermitted):
        await invite(actor_of_cast("marc"), PAUL, role=Role.COLLECTOR)
    with pytest.raises(NotOfThisOrganization):
        await invite(INES, PAUL, role=Role.CREDITOR_ADMINISTRATOR)

    assert await Invitation.all().count() == 0


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("short", PasswordTooShort),
        ("x" * 201, PasswordTooShort),
        ("motdepasse123", PasswordTooWeak),
        ("aaaaaaaaaaaaaaaa", PasswordTooWeak),
        ("paulpetit2026", PasswordTooWeak),
        ("paul@lenoir.example", PasswordTooWeak),
        ("qwertyuiop12", PasswordTooWeak),
    ],
)
async def test_passwords_that_are_guessed_are_refused(password: str, refusal: type[Exception]) -> None:
    invitation = await invite(INES, PAUL, role=Role.COLLECTOR)
    with pytest.raises(refusal):
        await accept_as_new(token(invitation), name="Paul Petit", password=password, locale="fr", browser=Browser())

    assert (await invitation_of(token(invitation))).is_known is False


async def test_two_acceptances_at_once_make_one_member(committed: DatabaseUrls) -> None:
    assert committed
    invitation = await invite(INES, PAUL, role=Role.COLLECTOR)

    answers = await asyncio.gather(join(invitation, "Paul A"), join(invitation, "Paul B"), return_exceptions=True)

    assert sorted(type(answer).__name__ for answer in answers) == ["Accepted", "LinkOver"]
    [member] = [one for one in await members_for(INES) if one.email == PAUL]
    assert member.role is Role.COLLECTOR


async def test_a_recovery_code_used_twice_at_once_opens_once(committed: DatabaseUrls) -> None:
    assert committed
    _, codes = await set_up_for("awa@lenoir.example")

    answers = await asyncio.gather(
        *(sign_in.sign_in("awa@lenoir.example", PASSWORD, code=codes[0]) for _ in range(2)), return_exceptions=True
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["CodeRefused", "SignedIn"]
