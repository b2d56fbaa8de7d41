"""E-mails to users: sent by the worker, again until the provider has answered, never with what is over."""

from base64 import b32decode, b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from uuid import UUID

import asyncpg
import pytest
import time_machine

from tandem.contacts import channels as contact_channels
from tandem.contacts import tasks as _contacts  # noqa: F401 - registers the topics
from tandem.contacts.channels import Channels
from tandem.contacts.webhooks import receive
from tandem.entrypoints import lost_factor
from tandem.entrypoints.demo import PASSWORD, actor_of_cast
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.entrypoints.settings import load_settings
from tandem.kit import clock, database
from tandem.kit.database import reading
from tandem.kit.ids import new_id
from tandem.notifications import tasks as _notifications  # noqa: F401 - registers the topics
from tandem.organizations import sign_in
from tandem.organizations.actor import Actor
from tandem.organizations.audit import AuditKind
from tandem.organizations.credentials import REFUSAL
from tandem.organizations.errors import SignedOut
from tandem.organizations.roles.commands import change_membership_role
from tandem.organizations.second_factor import Enrolment
from tandem.organizations.sign_in import CodeNeeded, SignedIn
from tandem.outbox import tasks
from tandem.people.commands.inviting import invite, withdraw_invitation
from tandem.people.commands.members import require_second_factor
from tandem.people.commands.own import change_password, change_profile
from tandem.people.commands.resetting import request_reset, set_password
from tandem.people.commands.tokens import create_token
from tandem.people.errors import LinkOver
from tandem.people.mailing import written_until
from tandem.people.queries import invitation_of, invitations_for
from tandem_channels.contract import (
    Cause,
    DeliveryEvent,
    DeliveryStatus,
    OutboundEmail,
    Provider,
    Rejected,
    Unavailable,
    Unconfirmed,
)
from tandem_channels.fake import FakeChannel
from tandem_policies.vocabulary import Role
from tests.domain.people.signing import code_of, proven, set_up_for
from tests.support.services import MASTER_KEY, orm

INES, AWA, PAUL = actor_of_cast("ines"), actor_of_cast("awa"), actor_of_cast("paul")
HELENE = actor_of_cast("helene")
CHLOE, ELSEWHERE = actor_of_cast("chloe", "clinique"), actor_of_cast("chloe", "logistique")
NEW = "quatre chevaux agrafes batterie"


@pytest.fixture
def provider() -> Iterator[FakeChannel[OutboundEmail]]:
    """The e-mail channel, in memory."""
    fake = FakeChannel[OutboundEmail]()
    contact_channels.configure(Channels(email=fake, public_url="https://tandem.example", own_sender="t@tandem.example"))
    yield fake
    contact_channels.configure(Channels())


async def waiting(urls: DatabaseUrls, topic: str = "people.%") -> list[UUID]:
    """What the outbox holds for topics like this, oldest first."""
    owner = await asyncpg.connect(urls.owner)
    rows = await owner.fetch("SELECT id FROM outbox WHERE topic LIKE $1 AND done_at IS NULL ORDER BY id", topic)
    await owner.close()
    return [row["id"] for row in rows]


async def sent(urls: DatabaseUrls, topic: str = "people.%") -> None:
    """The worker runs what waits, once each."""
    async with orm(urls.worker):
        for row_id in await waiting(urls, topic):
            await tasks.run(row_id)


def token_in(mail: OutboundEmail) -> str:
    """The secret of the link."""
    [link] = [line for line in mail.text.splitlines() if line.startswith("https://tandem.example/")]
    assert link in (mail.html or "")
    return link.partition("#")[2]


async def test_an_invitation_leaves_again_until_the_provider_has_answered(
    committed: DatabaseUrls, provider: FakeChannel[OutboundEmail]
) -> None:
    invitation = await invite(INES, "paul@lenoir.example", role=Role.COLLECTOR)
    for error in (Unavailable("gone"), Unconfirmed("lost")):
        provider.answer_next(error)
        await sent(committed)
    before = len(await waiting(committed))
    await sent(committed)
    await sent(committed)

    assert (before, await waiting(committed)) == (1, [])
    [(mail, _, _)] = provider.accepted
    assert (mail.to, mail.sender) == ("paul@lenoir.example", "t@tandem.example")
    async with orm(committed.web):
        assert (await invitation_of(token_in(mail))).email == invitation.email
        [shown] = await invitations_for(INES)
    assert shown.sent_at is not None


async def test_a_refused_address_is_told_to_who_invited_and_a_withdrawn_invitation_leaves_no_more(
    committed: DatabaseUrls, provider: FakeChannel[OutboundEmail]
) -> None:
    await invite(INES, "paul@lenoir.example", role=Role.COLLECTOR)
    withdrawn = await invite(INES, "lea@lenoir.example", role=Role.COLLECTOR)
    await withdraw_invitation(INES, withdrawn.id)
    provider.answer_next(Rejected("550", Cause.ADDRESS_INVALID))
    await sent(committed)

    assert (provider.accepted, await waiting(committed)) == ([], [])
    async with orm(committed.web):
        [shown] = await invitations_for(INES)
    assert (shown.sent_at, shown.refused_at is not None) == (None, True)


async def test_an_invitation_that_bounces_later_is_told_and_what_is_nobodys_is_handled_once(
    committed: DatabaseUrls, provider: FakeChannel[OutboundEmail]
) -> None:
    invitation = await invite(INES, "paul@lenoir.example", role=Role.COLLECTOR)
    await request_reset(AWA.person_email)
    await sent(committed)
    ours = {mail.to: mail.attempt_id for mail, _, _ in provider.accepted}
    async with orm(committed.web):
        await receive([given_back(our_id) for our_id in (*ours.values(), "not-ours")])
    async with orm(committed.worker):
        for row_id in await waiting(committed, "contacts.provider_event"):
            await tasks.run(row_id)
    async with orm(committed.web):
        [shown] = await invitations_for(INES)

    assert ours.keys() == {"paul@lenoir.example", AWA.person_email}
    assert ours["paul@lenoir.example"] == str(invitation.id)
    assert (shown.sent_at is not None, shown.refused_at is not None) == (True, True)
    assert await waiting(committed, "contacts.provider_event") == []


def given_back(our_id: str) -> DeliveryEvent:
    """The provider says that the receiving server gave the e-mail back."""
    return DeliveryEvent(
        provider=Provider.FAKE,
        dedupe_key=our_id,
        provider_id=our_id,
        attempt_id=our_id,
        status=DeliveryStatus.UNDELIVERED,
        code="550",
        cause=Cause.ADDRESS_INVALID,
        occurred_at=None,
        raw={},
    )


async def test_a_second_factor_is_asked_for_after_a_new_password_and_the_operator_takes_it_away(
    committed: DatabaseUrls, provider: FakeChannel[OutboundEmail], tmp_path: Path
) -> None:
    await set_up_for(AWA.person_email)
    await request_reset(AWA.person_email)
    await sent(committed)
    [(mail, _, _)] = provider.accepted
    async with orm(committed.web):
        await set_password(token_in(mail), NEW)
        asked = await sign_in.sign_in(AWA.person_email, NEW)
    settings = load_settings(database_url=committed.owner, master_key=b64encode(MASTER_KEY).decode(), data=tmp_path)
    told = await lost_factor.reset_second_factor(settings, AWA.person_email)
    with pytest.raises(lost_factor.NothingReset):
        await lost_factor.reset_second_factor(settings, AWA.person_email)
    await sent(committed)
    async with orm(committed.web):
        opened = await sign_in.sign_in(AWA.person_email, NEW)
        async with reading(INES):
            logged = await database.rows(
                "SELECT actor_kind FROM audit_events WHERE kind = $1", AuditKind.SECOND_FACTOR_DISABLED.value
            )

    assert isinstance(asked, CodeNeeded)
    assert isinstance(opened, SignedIn)
    assert (told, [row["actor_kind"] for row in logged]) == (1, ["command_line"])
    assert provider.accepted[-1][0].to == AWA.person_email


async def test_a_forgotten_password_is_set_once_and_ends_every_session(
    committed: DatabaseUrls, provider: FakeChannel[OutboundEmail]
) -> None:
    opened = await sign_in.sign_in(AWA.person_email, PASSWORD)
    assert isinstance(opened, SignedIn)
    await change_membership_role(INES, AWA.membership_id, role=Role.AGENCY_ADMINISTRATOR)
    acting = await sign_in.actor_of(opened.secret)
    assert acting is not None
    token = await create_token(acting, "interface", expires_on=clock.today())
    await request_reset("nobody@lenoir.example")
    await request_reset(f" {AWA.person_email.upper()} ")
    await sent(committed)
    [(mail, _, _)] = provider.accepted
    async with orm(committed.web):
        with time_machine.travel(clock.now() + timedelta(minutes=61)), pytest.raises(LinkOver):
            await set_password(token_in(mail), NEW)
        email = await set_password(token_in(mail), NEW)
        with pytest.raises(LinkOver):
            await set_password(token_in(mail), NEW + NEW)
        ended = [await sign_in.actor_of(one) for one in (opened.secret, token.secret)]
        again = await sign_in.sign_in(AWA.person_email, NEW)

    assert (mail.to, email, ended) == (AWA.person_email, AWA.person_email, [None, None])
    assert isinstance(again, SignedIn)


async def test_a_changed_password_is_told_to_its_owner_in_their_language(
    committed: DatabaseUrls, provider: FakeChannel[OutboundEmail]
) -> None:
    await change_password(await proven(AWA), current=PASSWORD, password=NEW)
    await sent(committed)

    [(mail, _, _)] = provider.accepted
    assert (mail.to, mail.subject) == (AWA.person_email, "Votre mot de passe Tandem a été changé")


async def test_every_mail_is_in_the_language_that_its_reader_has_chosen(
    committed: DatabaseUrls, provider: FakeChannel[OutboundEmail]
) -> None:
    await change_profile(HELENE, locale="en")
    await invite(INES, HELENE.person_email, role=Role.COLLECTOR)
    await invite(INES, "paul@lenoir.example", role=Role.COLLECTOR)
    await request_reset(HELENE.person_email)
    await sent(committed)
    async with orm(committed.web):
        await change_password(await proven(HELENE), current=PASSWORD, password=NEW)
    await sent(committed)

    told = {(mail.to, mail.subject) for mail, _, _ in provider.accepted}
    assert told == {
        (HELENE.person_email, "Cabinet Lenoir Recouvrement invites you to Tandem"),
        ("paul@lenoir.example", "Cabinet Lenoir Recouvrement vous invite dans Tandem"),
        (HELENE.person_email, "A new password for Tandem"),
        (HELENE.person_email, "Your Tandem password was changed"),
    }


@pytest.mark.usefixtures("standing_clock")
async def test_forgotten_takes_as_long_for_nobody_and_says_nothing_when_an_account_is_used_up(
    committed: DatabaseUrls,
) -> None:
    started = monotonic()
    for _ in range(7):
        await request_reset("nobody@lenoir.example")
    taken = monotonic() - started
    await request_reset(AWA.person_email)

    assert taken >= 7 * REFUSAL
    # Six for the address that nobody has, one for the other.
    assert len(await waiting(committed, "people.reset_mail")) == 7


async def logged(actor: Actor, *kinds: AuditKind) -> list[tuple[str, str, str]]:
    """Kind, person and label of the events of these kinds in the log of the actor's organization, oldest first."""
    async with reading(actor):
        rows = await database.rows(
            "SELECT kind, person_name, subject_label FROM audit_events WHERE kind = ANY ($1::text[]) ORDER BY sequence",
            [kind.value for kind in kinds],
        )
    return [(row["kind"], row["person_name"], row["subject_label"]) for row in rows]


async def test_a_second_factor_set_up_while_signing_in_is_told_to_its_owner_and_each_organization_once(
    committed: DatabaseUrls, provider: FakeChannel[OutboundEmail]
) -> None:
    await require_second_factor(await proven(PAUL), required=True)
    enrolment = await sign_in.sign_in(CHLOE.person_email, PASSWORD, CHLOE.membership_id)
    assert isinstance(enrolment, Enrolment)
    secret = b32decode(enrolment.secret.replace(" ", ""))
    await sign_in.sign_in(CHLOE.person_email, PASSWORD, CHLOE.membership_id, code=code_of(secret))
    await sent(committed)
    await sent(committed)

    [(mail, _, _)] = provider.accepted
    assert (mail.to, mail.subject) == (CHLOE.person_email, "La seconde étape de votre connexion est activée")
    told = [(AuditKind.SECOND_FACTOR_ENABLED.value, CHLOE.person_name, "")]
    async with orm(committed.web):
        assert [await logged(one, AuditKind.SECOND_FACTOR_ENABLED) for one in (CHLOE, ELSEWHERE)] == [told, told]


async def test_a_password_set_by_a_link_is_told_to_each_organization_with_its_own_tokens(
    committed: DatabaseUrls, provider: FakeChannel[OutboundEmail]
) -> None:
    owner = await asyncpg.connect(committed.owner)
    over = clock.now() - timedelta(days=1)
    for name, actor, expires_at in (("one", CHLOE, None), ("other", ELSEWHERE, None), ("over", ELSEWHERE, over)):
        await owner.execute(
            "INSERT INTO api_tokens (id, secret_hash, membership_id, name, created_at, expires_at) "
            "VALUES ($1, $2, $3, $4, $5, $6)",
            new_id(),
            name.encode(),
            actor.membership_id,
            name,
            over,
            expires_at,
        )
    await owner.close()
    await request_reset(CHLOE.person_email)
    await sent(committed)
    [(mail, _, _)] = provider.accepted
    async with orm(committed.web):
        await set_password(token_in(mail), NEW)
    await sent(committed)

    kinds = (AuditKind.PASSWORD_RESET, AuditKind.API_TOKEN_REVOKED)
    async with orm(committed.web):
        told = [await logged(one, *kinds) for one in (CHLOE, ELSEWHERE)]
    assert told == [
        [("password_reset", CHLOE.person_name, ""), ("api_token_revoked", CHLOE.person_name, name)]
        for name in ("one", "other")
    ]


async def test_what_guards_a_sign_in_and_its_telling_stand_or_fall_together(committed: DatabaseUrls) -> None:
    acting = await proven(CHLOE)
    await change_password(acting, current=PASSWORD, password=NEW)
    with pytest.raises(SignedOut):
        await change_password(acting, current=NEW, password=f"{NEW} encore")
    assert len(await waiting(committed, "people.guard_changed")) == 1
    assert len(await waiting(committed, "people.notice")) == 1
    await sent(committed, "people.guard_changed")

    async with orm(committed.web):
        assert await logged(ELSEWHERE, AuditKind.PASSWORD_CHANGED) == [("password_changed", CHLOE.person_name, "")]


@pytest.mark.parametrize(("locale", "until"), [("fr", "1er décembre 2026, 00:30"), ("en", "1 December 2026, 00:30")])
def test_until_when_a_link_works_is_written_as_the_reader_writes_it(locale: str, until: str) -> None:
    assert written_until(datetime(2026, 11, 30, 23, 30, tzinfo=UTC), locale) == until
