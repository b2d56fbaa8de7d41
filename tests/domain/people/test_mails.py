"""E-mails to users: sent by the worker, again until the provider has answered, never with what is over."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest
import time_machine

from tandem.contacts import channels as contact_channels
from tandem.contacts.channels import Channels
from tandem.entrypoints.demo import PASSWORD, actor_of_cast
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit import clock
from tandem.notifications import tasks as _notifications  # noqa: F401 - registers the topics
from tandem.organizations import sign_in
from tandem.organizations.sign_in import SignedIn
from tandem.outbox import tasks
from tandem.people.commands.inviting import invite, withdraw_invitation
from tandem.people.commands.own import change_password
from tandem.people.commands.resetting import request_reset, set_password
from tandem.people.errors import LinkOver
from tandem.people.queries import invitation_of, invitations_for
from tandem_channels.contract import Cause, OutboundEmail, Rejected, Unavailable, Unconfirmed
from tandem_channels.fake import FakeChannel
from tandem_policies.vocabulary import Role
from tests.support.services import orm

INES, AWA = actor_of_cast("ines"), actor_of_cast("awa")
NEW = "quatre chevaux agrafes batterie"


@pytest.fixture
def provider() -> Iterator[FakeChannel[OutboundEmail]]:
    """The e-mail channel, in memory."""
    fake = FakeChannel[OutboundEmail]()
    contact_channels.configure(Channels(email=fake, public_url="https://tandem.example", own_sender="t@tandem.example"))
    yield fake
    contact_channels.configure(Channels())


async def waiting(urls: DatabaseUrls) -> list[UUID]:
    """What the outbox holds for the people's topics, oldest first."""
    owner = await asyncpg.connect(urls.owner)
    rows = await owner.fetch("SELECT id FROM outbox WHERE topic LIKE 'people.%' AND done_at IS NULL ORDER BY id")
    await owner.close()
    return [row["id"] for row in rows]


async def sent(urls: DatabaseUrls) -> None:
    """The worker runs what waits, once each."""
    async with orm(urls.worker):
        for row_id in await waiting(urls):
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


async def test_a_forgotten_password_is_set_once_and_ends_every_session(
    committed: DatabaseUrls, provider: FakeChannel[OutboundEmail]
) -> None:
    opened = await sign_in.sign_in(AWA.person_email, PASSWORD)
    assert isinstance(opened, SignedIn)
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
        ended = await sign_in.actor_of(opened.secret)
        again = await sign_in.sign_in(AWA.person_email, NEW)

    assert (mail.to, email, ended) == (AWA.person_email, AWA.person_email, None)
    assert isinstance(again, SignedIn)


async def test_a_changed_password_is_told_to_its_owner_in_their_language(
    committed: DatabaseUrls, provider: FakeChannel[OutboundEmail]
) -> None:
    await change_password(AWA, current=PASSWORD, password=NEW)
    await sent(committed)

    [(mail, _, _)] = provider.accepted
    assert (mail.to, mail.subject) == (AWA.person_email, "Votre mot de passe Tandem a été changé")
