"""Refusals of e-mails, told to the provider's lists and read from them."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine

from tandem import contacts
from tandem.casefiles.commands import add_contact_point
from tandem.casefiles.models import ContactPoint, ContactPointKind
from tandem.casefiles.wishes import hashed, recall_wishes
from tandem.contacts import provider_lists, way_out, way_out_page
from tandem.contacts.channels import channels
from tandem.contacts.commands import lift_opt_out, record_opt_out
from tandem.contacts.ledger import ledger_for
from tandem.contacts.models import AttemptState, Channel, OptOut
from tandem.contacts.provider_lists import Lists
from tandem.entrypoints.demo import cast_id
from tandem.kit import database
from tandem.kit.database import reading, transaction
from tandem_channels.contract import Cause, OutboundEmail, RefusedAddress, Rejected, Unavailable
from tandem_channels.fake import FakeChannel
from tests.domain.contacts_db.conftest import MORNING, Fakes
from tests.domain.contacts_db.steps import AGENCY, AWA, HELENE, outbox_of, plan, reread, work
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker")
ACCOUNT = "account"


class ListedEmail(FakeChannel[OutboundEmail]):
    """A channel whose provider keeps a list: who is on it since when, and what was asked since which instant."""

    def __init__(self) -> None:
        super().__init__()
        self.on: dict[str, datetime] = {}
        self.asked: list[datetime | None] = []
        self.away = False

    async def refuse(self, address: str) -> None:
        self._answer()
        self.on[address] = datetime.now(UTC)

    async def allow(self, address: str) -> None:
        self._answer()
        self.on.pop(address, None)

    async def refused_since(self, since: datetime | None) -> list[RefusedAddress]:
        self._answer()
        self.asked.append(since)
        return [RefusedAddress(address, "unsubscribes", at) for address, at in self.on.items()]

    def _answer(self) -> None:
        if self.away:
            raise Unavailable("away")


@pytest.fixture(autouse=True)
def email(fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> ListedEmail:
    """The agency's own account keeps lists."""
    listed = ListedEmail()
    contacts.configure(contacts.Channels(sms=fakes.sms, email=listed, public_url="https://app.example"))

    async def own(_: object) -> Lists:
        return Lists(ACCOUNT, listed)

    monkeypatch.setattr(provider_lists, "lists_of", own)
    return listed


async def read(email: ListedEmail, account: str = ACCOUNT) -> int:
    return await provider_lists.read_list(AGENCY, Lists(account, email))


async def is_refused(made: MadeCase) -> bool:
    async with reading(AGENCY):
        return await OptOut.filter(address=made.email.value, lifted_at=None).exists()


async def test_an_opt_out_is_told_to_the_provider_and_taken_back_there(email: ListedEmail):
    made = await make_case()

    await record_opt_out(AWA, made.case_file.id, made.email.id, channel=Channel.EMAIL)
    await work()
    told = set(email.on)
    await lift_opt_out(AWA, made.case_file.id, made.email.id, channel=Channel.EMAIL, evidence="by telephone")
    await work()

    assert told == {made.email.value}
    assert email.on == {}


async def test_what_a_lost_webhook_told_arrives_with_the_list(email: ListedEmail):
    made = await make_case()
    waiting = await plan(made, Channel.EMAIL, send_at=MORNING + timedelta(days=1))
    email.on[made.email.value] = MORNING.astimezone(UTC)

    new = await read(email)
    await work()

    assert new == 1
    assert (await reread(waiting)).state is AttemptState.BLOCKED
    ledger = await ledger_for(AWA, made.case_file.id)
    assert ledger
    assert [(one.source, one.evidence) for one in ledger.entries] == [("provider_list", "unsubscribes")]


async def test_read_twice_it_is_entered_once_and_told_back_to_nobody(email: ListedEmail):
    made = await make_case()
    await read(email)
    email.on[made.email.value] = MORNING.astimezone(UTC)

    first, second = await read(email), await read(email)
    email.on.clear()
    await work()

    assert (first, second) == (1, 0)
    assert email.on == {}
    assert email.asked == [None, *[MORNING.astimezone(UTC) - timedelta(hours=1)] * 2]


async def test_an_old_entry_of_a_list_does_not_undo_what_was_said_since(
    email: ListedEmail, morning: time_machine.Traveller
):
    made = await make_case()
    email.on[made.email.value] = MORNING.astimezone(UTC)
    await read(email)
    morning.shift(timedelta(minutes=5))
    await lift_opt_out(AWA, made.case_file.id, made.email.id, channel=Channel.EMAIL, evidence="by telephone")

    new = await read(email)

    assert new == 0
    assert not await is_refused(made)


async def test_somebody_unknown_on_a_list_is_not_entered(email: ListedEmail):
    email.on["nobody@ailleurs.example"] = MORNING.astimezone(UTC)

    assert await read(email) == 0


async def test_nothing_is_marked_as_read_while_the_provider_is_away(email: ListedEmail):
    made = await make_case()
    email.on[made.email.value] = MORNING.astimezone(UTC)
    email.away = True

    with pytest.raises(Unavailable):
        await read(email)
    email.away = False

    assert await read(email) == 1
    assert email.asked == [None]


async def test_one_agencys_odd_answer_keeps_no_others_lists_from_being_read(
    email: ListedEmail, monkeypatch: pytest.MonkeyPatch
):
    made = await make_case()
    email.on[made.email.value] = MORNING
    odd = ListedEmail()

    async def answer(since: datetime | None) -> list[RefusedAddress]:
        raise KeyError("created")

    odd.refused_since = answer  # type: ignore[method-assign]

    async def lists(agency_id: UUID) -> Lists:
        return Lists(ACCOUNT, email if agency_id == AWA.organization_id else odd)

    monkeypatch.setattr(provider_lists, "lists_of", lists)

    asked: list[str] = []

    async def rows(sql: str, *args: object) -> list[dict[str, object]]:
        if "door_organizations" not in sql:
            return await before(sql, *args)
        asked.append(sql)
        return [{"id": cast_id("atlas")}, {"id": AWA.organization_id}]

    before = database.rows
    monkeypatch.setattr(database, "rows", rows)

    assert await provider_lists.read_lists() == 1

    assert asked
    assert await is_refused(made)


async def test_an_account_that_is_new_here_is_told_all_that_was_refused_before_it_once(
    email: ListedEmail, morning: time_machine.Traveller
):
    first, second, other, lifted = [await make_case() for _ in range(4)]
    for made in (first, second, lifted):
        await record_opt_out(AWA, made.case_file.id, made.email.id, channel=Channel.EMAIL)
    await record_opt_out(AWA, other.case_file.id, other.phone.id, channel=Channel.SMS)
    await lift_opt_out(AWA, lifted.case_file.id, lifted.email.id, channel=Channel.EMAIL, evidence="by telephone")
    await read(email)
    morning.shift(timedelta(minutes=1))
    await work()
    email.on.clear()  # what the former account had been told

    await read(email, "another account")
    await read(email, "another account")
    waiting = await database.row(
        "SELECT count(*) AS number FROM outbox "
        "WHERE topic = $1 AND done_at IS NULL AND payload ->> 'channel' = 'email'",
        provider_lists.TELL,
    )
    morning.shift(timedelta(minutes=1))
    await work()
    told = set(email.on)
    email.on.clear()
    await read(email, "another account")
    morning.shift(timedelta(minutes=1))
    await work()

    assert told & {made.email.value for made in (first, second, other, lifted)} == {
        first.email.value,
        second.email.value,
    }
    assert waiting
    assert waiting["number"] == len(told)
    assert email.on == {}


async def test_a_key_that_may_not_write_the_lists_is_asked_once_and_nothing_counts_as_read(email: ListedEmail):
    made = await make_case()
    await record_opt_out(AWA, made.case_file.id, made.email.id, channel=Channel.EMAIL)
    await work()

    async def denied(_: str) -> None:
        raise Rejected("403", Cause.CONFIGURATION)

    email.refuse = denied  # type: ignore[method-assign]
    with pytest.raises(Rejected):
        await read(email, "another account")
    del email.refuse  # type: ignore[method-assign]
    waiting = await outbox_of(provider_lists.TELL)
    email.on.clear()
    await read(email, "another account")

    assert waiting == []
    assert set(email.on) == {made.email.value}
    assert email.asked == [None, None]


async def test_who_was_taken_off_the_lists_there_and_refuses_here_is_put_back_the_next_day(
    email: ListedEmail, morning: time_machine.Traveller
):
    """In the provider's console anybody may remove an address: only the person takes back a wish."""
    refused, heeded, fresh = [await make_case() for _ in range(3)]
    for made in (refused, heeded):
        await record_opt_out(AWA, made.case_file.id, made.email.id, channel=Channel.EMAIL)
    await work()
    await read(email)
    await work()
    del email.on[refused.email.value]

    morning.shift(timedelta(hours=2))
    await read(email)
    await work()
    the_same_day = set(email.on)
    morning.shift(timedelta(days=1))
    await record_opt_out(AWA, fresh.case_file.id, fresh.email.id, channel=Channel.EMAIL)
    await read(email)
    put_back = await database.rows(
        "SELECT payload ->> 'address' AS address FROM outbox WHERE topic = $1 AND done_at IS NULL", provider_lists.TELL
    )
    morning.shift(timedelta(minutes=1))
    await work()

    told = [row["address"] for row in put_back]
    assert refused.email.value not in the_same_day
    assert (told.count(refused.email.value), told.count(heeded.email.value)) == (1, 0)
    # By its own message alone.
    assert told.count(fresh.email.value) == 1
    assert {refused.email.value, heeded.email.value} <= set(email.on)


async def test_what_a_new_account_waits_to_be_told_is_what_holds_by_then(
    email: ListedEmail, morning: time_machine.Traveller
):
    made = await make_case()
    await record_opt_out(AWA, made.case_file.id, made.email.id, channel=Channel.EMAIL)
    await work()
    await read(email, "another account")
    await lift_opt_out(AWA, made.case_file.id, made.email.id, channel=Channel.EMAIL, evidence="by telephone")

    morning.shift(timedelta(minutes=1))
    await work()

    assert made.email.value not in email.on


async def typed(made: MadeCase, kind: ContactPointKind, value: str) -> None:
    await add_contact_point(AWA, made.party.id, kind=kind, value=value)


async def placed(made: MadeCase, kind: ContactPointKind, value: str) -> None:
    """As a placement writes it: its creditor sees no refusal, nor what becomes of one."""
    of = {"agency_id": made.party.agency_id, "creditor_id": made.party.creditor_id, "case_file_id": made.case_file.id}
    async with transaction(HELENE):
        await ContactPoint.create(**of, party=made.party, kind=kind, value=value, created_at=MORNING)
        await recall_wishes(AGENCY.organization_id, [value])


@pytest.mark.parametrize("comes", [typed, placed])
async def test_an_address_that_comes_later_to_a_person_who_refused_altogether_is_told_too(
    email: ListedEmail, comes: Callable[[MadeCase, ContactPointKind, str], Awaitable[None]]
):
    made = await make_case()
    attempt = await plan(made)
    await work()
    await way_out_page.refuse(way_out.code_of(attempt.id), "all")
    await work()
    before = set(email.on)

    await comes(made, ContactPointKind.EMAIL, "late@camille.example")
    await comes(made, ContactPointKind.PHONE, "+33639980777")
    await work()

    assert before == {made.email.value}
    assert set(email.on) == {made.email.value, "late@camille.example"}


async def test_a_wish_that_comes_back_with_an_erased_address_is_told_to_the_account_of_today(email: ListedEmail):
    made = await make_case()
    await record_opt_out(AWA, made.case_file.id, made.email.id, channel=Channel.EMAIL)
    await work()
    email.on.clear()
    async with transaction(AGENCY):
        kept = hashed(AGENCY.organization_id, "back@camille.example")
        await OptOut.filter(address=made.email.value).update(address=kept)

    await add_contact_point(AWA, made.party.id, kind=ContactPointKind.EMAIL, value="back@camille.example")
    await work()

    assert set(email.on) == {"back@camille.example"}


async def test_an_account_that_serves_several_agencies_is_told_nothing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.undo()

    assert channels().email is not None
    assert await provider_lists.lists_of(AGENCY.organization_id) is None
