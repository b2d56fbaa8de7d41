"""What an administrator does about members, and what nobody may."""

import base64
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from tandem.casefiles.leaving import end_membership
from tandem.entrypoints.demo import PASSWORD, actor_of_cast
from tandem.kit import clock, database
from tandem.kit.database import reading
from tandem.kit.ids import new_id
from tandem.organizations import second_factor, sessions, sign_in
from tandem.organizations.audit import Door
from tandem.organizations.authorization import may
from tandem.organizations.errors import (
    InvalidCredentials,
    NotPermitted,
    SecondFactorNeeded,
    SessionNotFound,
    SignedOut,
)
from tandem.organizations.models import CaseScope
from tandem.organizations.roles.commands import change_membership_role
from tandem.organizations.roles.errors import LastAdministrator, MembershipNotFound
from tandem.organizations.second_factor import Enrolment
from tandem.organizations.sign_in import Browser, CodeNeeded, FirstCode, SignedIn
from tandem.organizations.teams.commands import choose_case_scope, create_team
from tandem.people.commands import members, own, tokens
from tandem.people.commands.inviting import invite
from tandem.people.errors import (
    NoSecondFactor,
    NotOneself,
    SecondFactorElsewhere,
    SecondFactorFirst,
    SecondFactorRequired,
)
from tandem.people.queries import members_for, second_factor_required_since
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation, Role
from tests.domain.people.signing import code_of, proven, set_up_for, signed_in

pytestmark = pytest.mark.usefixtures("db")

AWA, INES, MARC, HELENE, PAUL = (actor_of_cast(key) for key in ("awa", "ines", "marc", "helene", "paul"))
SECOND = timedelta(seconds=1)
NEW = "quatre chevaux agrafes batterie"


async def test_an_ended_member_is_signed_out_and_gone_from_the_list() -> None:
    secret = (await signed_in(AWA.person_email)).secret

    await end_membership(INES, AWA.membership_id)

    assert await sign_in.actor_of(secret) is None
    assert AWA.membership_id not in {one.membership_id for one in await members_for(INES)}
    with pytest.raises(MembershipNotFound):
        await end_membership(INES, AWA.membership_id)


async def test_nobody_ends_a_membership_without_the_right_their_own_or_another_organizations() -> None:
    with pytest.raises(NotPermitted):
        await end_membership(MARC, AWA.membership_id)
    with pytest.raises(NotOneself):
        await end_membership(INES, INES.membership_id)
    with pytest.raises(MembershipNotFound):
        await end_membership(HELENE, AWA.membership_id)

    assert AWA.membership_id in {one.membership_id for one in await members_for(INES)}


async def test_the_last_administrator_stays() -> None:
    await change_membership_role(INES, MARC.membership_id, role=Role.AGENCY_ADMINISTRATOR)
    marc = (await signed_in(MARC.person_email)).secret
    acting = await sign_in.actor_of(marc)
    assert acting is not None
    await end_membership(acting, INES.membership_id)

    with pytest.raises(LastAdministrator):
        await change_membership_role(acting, MARC.membership_id, role=Role.COLLECTOR)


async def test_a_changed_role_gives_the_session_a_new_secret_and_lets_the_old_one_go() -> None:
    secret = (await signed_in(AWA.person_email)).secret
    before = await sign_in.standing_of(secret)
    await change_membership_role(INES, AWA.membership_id, role=Role.AGENCY_MANAGER)
    after = await sign_in.standing_of(secret)
    renewed = await sessions.renew(secret)
    again = await sessions.renew(secret)

    assert before is not None
    assert after is not None
    assert renewed is not None
    assert (before.renew, after.renew, again) == (False, True, None)
    assert after.actor.role is Role.AGENCY_MANAGER
    new = await sign_in.standing_of(renewed.secret)
    assert new is not None
    assert (new.renew, new.actor.session_id) == (False, before.actor.session_id)
    assert await sign_in.actor_of(secret) is not None  # for what is under way


async def test_the_former_secret_of_a_renewed_session_is_nobodys_once_its_grace_is_over() -> None:
    stood: dict[str, list[bool]] = {"former": [], "new": []}
    with time_machine.travel(clock.now(), tick=False) as traveller:
        secret = (await signed_in(AWA.person_email)).secret
        await change_membership_role(INES, AWA.membership_id, role=Role.AGENCY_MANAGER)
        renewed = await sessions.renew(secret)
        assert renewed is not None
        for wait in (timedelta(0), sessions.GRACE - SECOND, SECOND, timedelta(minutes=5)):
            traveller.shift(wait)
            stood["former"].append(await sign_in.actor_of(secret) is not None)
            stood["new"].append(await sign_in.actor_of(renewed.secret) is not None)
        ended = await sign_in.sign_out(secret)

    assert timedelta(0) < sessions.GRACE <= timedelta(minutes=1)
    assert stood == {"former": [True, True, False, False], "new": [True] * 4}
    assert ended is None  # nor does it end what it no longer stands for


async def test_an_administrator_ends_a_sign_in_and_resets_a_lost_second_factor() -> None:
    await set_up_for(AWA.person_email)
    [shown] = [one for one in await members_for(INES) if one.membership_id == AWA.membership_id]
    await members.reset_second_factor(INES, AWA.membership_id)
    secret = (await signed_in(AWA.person_email)).secret
    acting = await sign_in.actor_of(secret)
    assert acting is not None
    listed = await sessions.sessions_of(INES, [AWA.membership_id])
    await members.end_session(INES, AWA.membership_id, acting.session_id)

    assert shown.second_factor_since is not None
    assert acting.session_id in {one.id for one in listed[AWA.membership_id]}
    assert await sign_in.actor_of(secret) is None
    with pytest.raises(SessionNotFound):
        await members.end_session(INES, AWA.membership_id, acting.session_id)
    with pytest.raises(NoSecondFactor):
        await members.reset_second_factor(INES, AWA.membership_id)


async def test_nobody_takes_a_second_factor_that_also_guards_another_organization() -> None:
    chloe, email = actor_of_cast("chloe", "clinique"), "chloe@logistique.example"
    _, codes = await set_up_for(email)
    with pytest.raises(SecondFactorElsewhere):
        await members.reset_second_factor(PAUL, chloe.membership_id)
    still = await sign_in.sign_in(email, PASSWORD, chloe.membership_id)
    await own.remove_second_factor(await proven(chloe), current=PASSWORD, code=codes[0])

    assert isinstance(still, CodeNeeded)
    assert isinstance(await sign_in.sign_in(email, PASSWORD, chloe.membership_id), SignedIn)


async def test_a_token_has_the_rights_of_its_membership_as_they_are_now() -> None:
    await change_membership_role(INES, MARC.membership_id, role=Role.AGENCY_ADMINISTRATOR)
    opened = await sign_in.actor_of((await signed_in(MARC.person_email)).secret)
    assert opened is not None
    token = await tokens.create_token(opened, "interface", expires_on=clock.today())
    before = await sign_in.actor_of(token.secret)
    await change_membership_role(INES, MARC.membership_id, role=Role.COLLECTOR)
    demoted = await sign_in.standing_of(token.secret)
    await end_membership(INES, MARC.membership_id)

    assert before is not None
    assert demoted is not None
    assert (before.role, demoted.actor.role, demoted.renew) == (Role.AGENCY_ADMINISTRATOR, Role.COLLECTOR, False)
    assert await sign_in.actor_of(token.secret) is None


async def test_another_organization_that_asks_for_a_second_factor_is_entered_with_it_alone() -> None:
    chloe, email = actor_of_cast("chloe", "logistique"), "chloe@logistique.example"
    clinique = actor_of_cast("chloe", "clinique")
    without = await sign_in.sign_in(email, PASSWORD, chloe.membership_id)
    await members.require_second_factor(await proven(PAUL), required=True)
    _, codes = await set_up_for(email)
    shown = await sign_in.sign_in(email, PASSWORD, chloe.membership_id, code=codes[0])
    assert isinstance(without, SignedIn)
    assert isinstance(shown, SignedIn)
    with pytest.raises(SecondFactorNeeded):
        await sessions.switch(without.secret, clinique.membership_id, Browser())
    switched = await sessions.switch(shown.secret, clinique.membership_id, Browser())
    acting = await sign_in.actor_of(switched.secret)

    assert acting is not None
    assert acting.membership_id == clinique.membership_id
    assert await sign_in.actor_of(without.secret) is not None


@pytest.mark.parametrize("happens", ["rule", "end"])
async def test_a_switch_that_was_on_its_way_says_what_has_changed(
    monkeypatch: pytest.MonkeyPatch, happens: str
) -> None:
    chloe, clinique = actor_of_cast("chloe", "logistique"), actor_of_cast("chloe", "clinique")
    mine = await sign_in.sign_in(chloe.person_email, PASSWORD, chloe.membership_id)
    assert isinstance(mine, SignedIn)

    async def meanwhile(*args: Any, **kwargs: Any) -> SignedIn:
        if happens == "rule":
            await members.require_second_factor(await proven(PAUL), required=True)
        else:
            await end_membership(PAUL, clinique.membership_id)
        return await sign_in.open_session(*args, **kwargs)

    monkeypatch.setattr(sessions, "open_session", meanwhile)
    with pytest.raises(SecondFactorNeeded if happens == "rule" else MembershipNotFound):
        await sessions.switch(mine.secret, clinique.membership_id, Browser(former_secret=mine.secret))

    assert await sign_in.actor_of(mine.secret) is not None


async def test_sessions_of_others_are_seen_and_ended_by_nobody() -> None:
    secret = (await signed_in(HELENE.person_email)).secret
    helene = await sign_in.actor_of(secret)
    assert helene is not None

    assert await sessions.sessions_of(INES, [HELENE.membership_id]) == {}
    assert helene.session_id not in {one.id for one in await sessions.own_sessions(INES)}
    with pytest.raises(SessionNotFound):
        await sessions.end_own_session(INES, helene.session_id)
    async with reading(INES):
        assert await database.rows("SELECT id FROM sessions WHERE id = $1", helene.session_id) == []
    assert await sign_in.actor_of(secret) is not None


async def test_a_new_password_ends_every_other_session_and_the_old_one_opens_nothing() -> None:
    kept, other = (await signed_in(AWA.person_email)).secret, (await signed_in(AWA.person_email)).secret
    acting = await sign_in.actor_of(kept)
    assert acting is not None
    renewed = await own.change_password(acting, current=PASSWORD, password=NEW)

    assert await sign_in.actor_of(renewed.secret) is not None
    assert [await sign_in.actor_of(one) for one in (kept, other)] == [None, None]
    assert isinstance(await sign_in.sign_in(AWA.person_email, NEW), SignedIn)


async def test_an_organization_that_asks_for_a_second_factor_leads_to_it_and_keeps_it() -> None:
    await members.require_second_factor(await proven(INES), required=True)
    outcome = await sign_in.sign_in(AWA.person_email, PASSWORD)
    _, codes = await set_up_for(AWA.person_email)
    with pytest.raises(SecondFactorRequired):
        await own.remove_second_factor(AWA, current=PASSWORD, code=codes[0])
    await members.require_second_factor(INES, required=False)
    await own.remove_second_factor(await proven(AWA), current=PASSWORD, code=codes[0])

    assert isinstance(outcome, Enrolment)
    assert outcome.picture.startswith("data:image/svg+xml")
    assert isinstance(await sign_in.sign_in(AWA.person_email, PASSWORD), SignedIn)


async def test_a_person_of_two_organizations_goes_from_one_to_the_other_without_a_password() -> None:
    email = "chloe@logistique.example"
    choices = await sign_in.sign_in(email, PASSWORD)
    assert isinstance(choices, list)
    opened = await sign_in.sign_in(email, PASSWORD, choices[0].membership_id)
    assert isinstance(opened, SignedIn)
    [other] = await sessions.other_memberships(opened.secret)
    switched = await sessions.switch(opened.secret, other.membership_id, Browser(former_secret=opened.secret))
    acting = await sign_in.actor_of(switched.secret)

    assert other == choices[1]
    assert acting is not None
    assert (acting.membership_id, switched.until) == (other.membership_id, opened.until)
    assert await sign_in.actor_of(opened.secret) is None
    with pytest.raises(MembershipNotFound):
        await sessions.switch(switched.secret, AWA.membership_id, Browser())


async def test_who_knew_the_secret_before_a_new_password_has_lost_the_session_sockets_included() -> None:
    opened = await signed_in(AWA.person_email)
    acting = await sign_in.actor_of(opened.secret)
    assert acting is not None
    renewed = await own.change_password(acting, current=PASSWORD, password=NEW)

    assert await sign_in.actor_of(opened.secret) is None
    assert await sign_in.standing_of_session(acting.session_id) is None
    after = await sign_in.actor_of(renewed.secret)
    assert after is not None
    assert (after.membership_id, renewed.until) == (acting.membership_id, opened.until)


async def test_a_token_makes_no_token_no_member_and_no_team_and_opens_nothing_to_a_bank() -> None:
    token = await tokens.create_token(INES, "interface", expires_on=clock.today())
    acting = await sign_in.actor_of(token.secret)
    assert acting is not None

    with pytest.raises(NotPermitted):
        await tokens.create_token(acting, "another", expires_on=clock.today())
    with pytest.raises(NotPermitted):
        await invite(acting, "puppet@lenoir.example", role=Role.COLLECTOR)
    with pytest.raises(NotPermitted):
        await change_membership_role(acting, AWA.membership_id, role=Role.AGENCY_MANAGER)
    with pytest.raises(NotPermitted):
        await create_team(acting, "Nord")
    with pytest.raises(NotPermitted):
        await choose_case_scope(acting, CaseScope.ASSIGNED)
    opening = Relation.CREDITOR, Permission.BANK_GRANT_CREATE
    assert (may(HELENE, *opening), may(replace(HELENE, is_token=True), *opening)) == (True, False)


async def test_a_request_that_began_before_its_actor_left_or_was_lowered_changes_no_rights() -> None:
    await change_membership_role(INES, MARC.membership_id, role=Role.AGENCY_ADMINISTRATOR)
    waiting = await sign_in.actor_of((await signed_in(MARC.person_email)).secret)
    assert waiting is not None
    await change_membership_role(INES, MARC.membership_id, role=Role.COLLECTOR)
    with pytest.raises(NotPermitted):
        await change_membership_role(waiting, AWA.membership_id, role=Role.AGENCY_ADMINISTRATOR)
    await end_membership(INES, MARC.membership_id)

    with pytest.raises(NotPermitted):
        await end_membership(waiting, INES.membership_id)
    with pytest.raises(NotPermitted):
        await tokens.create_token(waiting, "interface", expires_on=clock.today())


async def test_a_second_factor_ends_other_sessions_and_counts_at_once() -> None:
    chloe, email = actor_of_cast("chloe", "logistique"), "chloe@logistique.example"
    clinique = actor_of_cast("chloe", "clinique")
    kept, other = [await sign_in.sign_in(email, PASSWORD, chloe.membership_id) for _ in range(2)]
    assert isinstance(kept, SignedIn)
    assert isinstance(other, SignedIn)
    acting = await sign_in.actor_of(kept.secret)
    assert acting is not None
    enrolment = await own.begin_second_factor(acting)
    secret = base64.b32decode(enrolment.secret.replace(" ", ""))
    _, renewed = await own.confirm_second_factor(acting, current=PASSWORD, code=code_of(secret))
    await members.require_second_factor(await proven(PAUL), required=True)

    assert [await sign_in.actor_of(one.secret) for one in (kept, other)] == [None, None]
    await sessions.switch(renewed.secret, clinique.membership_id, Browser())


async def test_a_session_that_was_over_meanwhile_changes_nothing_that_guards_the_others() -> None:
    late, other = await proven(AWA), (await signed_in(AWA.person_email)).secret
    await sessions.end_own_session(AWA, late.session_id)
    enrolment = await own.begin_second_factor(AWA)
    secret = base64.b32decode(enrolment.secret.replace(" ", ""))

    with pytest.raises(SignedOut):
        await own.change_password(late, current=PASSWORD, password=NEW)
    with pytest.raises(SignedOut):
        await own.confirm_second_factor(late, current=PASSWORD, code=code_of(secret))

    assert await sign_in.actor_of(other) is not None
    assert isinstance(await sign_in.sign_in(AWA.person_email, PASSWORD), SignedIn)


async def test_a_second_factor_set_up_while_signing_in_ends_what_the_password_alone_had_opened() -> None:
    email, clinique = "chloe@logistique.example", actor_of_cast("chloe", "clinique")
    elsewhere = await sign_in.sign_in(email, PASSWORD, actor_of_cast("chloe", "logistique").membership_id)
    await members.require_second_factor(await proven(PAUL), required=True)
    enrolment = await sign_in.sign_in(email, PASSWORD, clinique.membership_id)
    assert isinstance(elsewhere, SignedIn)
    assert isinstance(enrolment, Enrolment)
    secret = base64.b32decode(enrolment.secret.replace(" ", ""))
    opened = await sign_in.sign_in(email, PASSWORD, clinique.membership_id, code=code_of(secret))

    assert isinstance(opened, SignedIn)
    assert len(opened.recovery_codes) == second_factor.RECOVERY_CODES
    assert await sign_in.actor_of(opened.secret) is not None
    assert await sign_in.actor_of(elsewhere.secret) is None


async def test_a_second_factor_is_set_up_with_the_session_or_not_at_all() -> None:
    enrolment = await second_factor.begin(AWA.person_id, AWA.person_email)
    assert enrolment is not None
    secret = base64.b32decode(enrolment.secret.replace(" ", ""))
    await end_membership(INES, AWA.membership_id)
    door, first = Door(AWA.organization_id, AWA.membership_id, new_id()), FirstCode(AWA.person_id, code_of(secret))

    with pytest.raises(InvalidCredentials):
        await sign_in.open_session(door, Browser(), clock.now(), first_code=first)

    assert await second_factor.begin(AWA.person_id, AWA.person_email) is not None  # none is confirmed


async def test_a_session_is_of_a_member_still() -> None:
    await end_membership(INES, AWA.membership_id)
    door = Door(AWA.organization_id, AWA.membership_id, new_id())

    with pytest.raises(InvalidCredentials):
        await sign_in.open_session(door, Browser(), None)


async def test_from_the_rule_on_nobody_acts_for_the_organization_by_a_password_alone() -> None:
    email, chloe = "chloe@logistique.example", actor_of_cast("chloe", "clinique")
    by_password, elsewhere = [
        await sign_in.sign_in(email, PASSWORD, one.membership_id)
        for one in (chloe, actor_of_cast("chloe", "logistique"))
    ]
    assert isinstance(by_password, SignedIn)
    assert isinstance(elsewhere, SignedIn)
    acting = await proven(PAUL)
    await members.require_second_factor(acting, required=True)
    door = Door(PAUL.organization_id, chloe.membership_id, new_id())

    assert await sign_in.actor_of(by_password.secret) is None
    assert await sign_in.standing_of_session(acting.session_id) is not None
    assert await sign_in.actor_of(elsewhere.secret) is not None
    with pytest.raises(InvalidCredentials):
        await sign_in.open_session(door, Browser(), None)  # one that was on its way when the rule was made


async def test_whoever_asks_others_for_a_second_factor_has_shown_one() -> None:
    acting = await sign_in.actor_of((await signed_in(INES.person_email)).secret)
    awa = (await signed_in(AWA.person_email)).secret
    assert acting is not None

    with pytest.raises(SecondFactorFirst):
        await members.require_second_factor(acting, required=True)

    assert await second_factor_required_since(INES) is None
    assert await sign_in.actor_of(awa) is not None
