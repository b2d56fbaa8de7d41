"""What a provider closes, for texts alone or for all that leads there, and what a person opens again."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from tandem import contacts
from tandem.casefiles.errors import CaseFileNotFound
from tandem.casefiles.models import ContactPoint
from tandem.contacts.addresses import WRONG_NUMBER, invalidate
from tandem.contacts.commands import record_opt_out, reopen_address
from tandem.contacts.errors import AddressClosedByPerson, AddressClosedByWish, AddressNotClosed, ContactRefused
from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.contacts.returns.commands import RETURNED_MAIL
from tandem.contacts.webhooks import receive
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit import clock, database
from tandem.kit.database import reading, transaction
from tandem.kit.errors import InvalidInput
from tandem.organizations.errors import NotPermitted
from tandem.timeline import Chain
from tandem_channels.contract import Cause, DeliveryStatus, OutboundEmail, Rejected, Unavailable
from tandem_channels.fake import FakeChannel
from tests.domain.contacts_db.conftest import MORNING, Fakes
from tests.domain.contacts_db.steps import AGENCY, AWA, callback, plan, reread, told, work
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker")
MARC = actor_of_cast("marc")
WHY = "La personne a confirmé l’adresse par téléphone"


class ListedEmail(FakeChannel[OutboundEmail]):
    """A channel whose provider keeps lists: which addresses it was asked to try again."""

    def __init__(self) -> None:
        super().__init__()
        self.tried_again: list[str] = []
        self.answer: Exception | None = None

    async def refuse(self, address: str) -> None:
        raise AssertionError(address)

    async def allow(self, address: str) -> None:
        raise AssertionError(address)

    async def refused_since(self, since: object) -> list[object]:
        raise AssertionError(since)

    async def try_again(self, address: str) -> None:
        if self.answer is not None:
            raise self.answer
        self.tried_again.append(address)


@pytest.fixture
def email(fakes: Fakes) -> ListedEmail:
    listed = ListedEmail()
    contacts.configure(
        contacts.Channels(sms=fakes.sms, voice=fakes.voice, email=listed, public_url="https://app.example")
    )
    return listed


async def point_of(point: ContactPoint) -> ContactPoint:
    async with reading(AGENCY):
        return await ContactPoint.get(id=point.id)


async def bounced(made: MadeCase, code: str = "5.1.1") -> ContactAttempt:
    """An e-mail that the provider gave back for good."""
    attempt = await plan(made, Channel.EMAIL)
    await work()
    await receive([callback(attempt, DeliveryStatus.UNDELIVERED, code=code, cause=Cause.ADDRESS_INVALID)])
    await work()
    return attempt


@pytest.mark.parametrize("code", ["21614", "30006"])
async def test_a_number_that_takes_no_texts_can_still_be_called(fakes: Fakes, code: str):
    made = await make_case()
    await plan(made)
    fakes.sms.answer_next(Rejected(code, Cause.TAKES_NO_TEXTS))

    await work()

    point = await point_of(made.phone)
    assert (point.texts_end_reason, point.invalid_at) == (f"provider {code}", None)
    with pytest.raises(ContactRefused) as refused:
        await plan(made)
    assert [reason["code"] for reason in refused.value.reasons] == ["ADDRESS_INVALID"]
    assert (await plan(made, Channel.VOICE)).state is AttemptState.PLANNED


async def test_a_number_that_is_none_is_closed_for_texts_and_calls(fakes: Fakes):
    made = await make_case()
    await plan(made)
    fakes.sms.answer_next(Rejected("21211", Cause.ADDRESS_INVALID))

    await work()

    for channel in (Channel.SMS, Channel.VOICE):
        with pytest.raises(ContactRefused) as refused:
            await plan(made, channel)
        assert [reason["code"] for reason in refused.value.reasons] == ["ADDRESS_INVALID"]


async def test_a_number_without_texts_is_known_to_the_agency_on_another_clients_case(fakes: Fakes):
    made = await make_case()
    other = await make_case(creditor="energie", mandate="MR-2026-002")
    async with transaction(AGENCY):
        await ContactPoint.filter(id=other.phone.id).update(value=made.phone.value)
    await plan(made)
    fakes.sms.answer_next(Rejected("21614", Cause.TAKES_NO_TEXTS))

    await work()

    with pytest.raises(ContactRefused):
        await plan(other)
    assert (await point_of(other.phone)).texts_end_at is None


async def test_an_address_opened_again_is_really_sent_to(email: ListedEmail):
    made = await make_case()
    await bounced(made)

    await reopen_address(MARC, made.case_file.id, made.email.id, reason=WHY)
    await work()

    point = await point_of(made.email)
    assert (point.invalid_at, point.invalid_reason, point.reopened_at) == (None, None, MORNING)
    assert email.tried_again == [made.email.value]
    again = await plan(made, Channel.EMAIL)
    await work()
    assert (await reread(again)).state is AttemptState.ACCEPTED


async def test_it_is_told_to_the_agency_alone_and_audited_without_the_address(email: ListedEmail):
    made = await make_case()
    await bounced(made)

    await reopen_address(MARC, made.case_file.id, made.email.id, reason=WHY)

    [event] = [entry for entry in await told(made, AWA) if entry.kind == "address_reopened"]
    assert (event.chain, event.data["address"], event.data["reason"]) == (Chain.AGENCY, made.email.value, WHY)
    async with reading(MARC):
        [row] = await database.rows("SELECT details, subject_label FROM audit_events WHERE kind = 'address_reopened'")
    assert row["subject_label"] == made.case_file.reference
    assert made.email.value not in row["details"]
    assert WHY not in row["details"]


async def test_it_is_open_again_for_every_client_of_the_agency(email: ListedEmail):
    made = await make_case()
    other = await make_case(creditor="energie", mandate="MR-2026-002")
    async with transaction(AGENCY):
        await ContactPoint.filter(id=other.email.id).update(value=made.email.value)
    await bounced(other)

    await reopen_address(MARC, made.case_file.id, made.email.id, reason=WHY)

    assert (await point_of(other.email)).invalid_at is None
    for case in (made, other):
        assert [entry.kind for entry in await told(case, AWA)].count("address_reopened") == 1


async def test_the_provider_closes_it_again(email: ListedEmail, morning: time_machine.Traveller):
    made = await make_case()
    late = await bounced(made)
    await reopen_address(MARC, made.case_file.id, made.email.id, reason=WHY)
    morning.shift(timedelta(hours=1))
    await receive([callback(late, DeliveryStatus.UNDELIVERED, code="5.1.2", cause=Cause.ADDRESS_INVALID)])
    await work()
    assert (await point_of(made.email)).invalid_at is None, "what left before says nothing of it since"

    await bounced(made)

    assert (await point_of(made.email)).invalid_reason == "provider 5.1.1"


async def test_a_provider_that_keeps_it_on_its_list_closes_it_again_and_that_is_told(email: ListedEmail):
    made = await make_case()
    await bounced(made)
    email.answer = Rejected("403", Cause.CONFIGURATION)

    await reopen_address(MARC, made.case_file.id, made.email.id, reason=WHY)
    await work()

    assert (await point_of(made.email)).invalid_reason == "provider list"
    events = [entry.data["succeeded"] for entry in await told(made, AWA) if entry.kind == "address_reopened"]
    assert sorted(events) == [False, True]


async def test_a_provider_that_is_away_is_asked_for_a_day(email: ListedEmail, morning: time_machine.Traveller):
    made = await make_case()
    await bounced(made)
    email.answer = Unavailable("away")
    await reopen_address(MARC, made.case_file.id, made.email.id, reason=WHY)
    await work()
    open_meanwhile = (await point_of(made.email)).invalid_at is None

    morning.shift(timedelta(days=1, minutes=1))
    await work()

    assert open_meanwhile
    assert (await point_of(made.email)).invalid_reason == "provider list"


async def test_texts_are_tried_again(fakes: Fakes):
    made = await make_case()
    await plan(made)
    fakes.sms.answer_next(Rejected("30006", Cause.TAKES_NO_TEXTS))
    await work()

    await reopen_address(MARC, made.case_file.id, made.phone.id, reason=WHY)

    assert (await point_of(made.phone)).texts_end_at is None
    assert (await plan(made)).state is AttemptState.PLANNED


async def _wrong_number(made: MadeCase) -> ContactPoint:
    attempt = await plan(made)
    async with transaction(AWA):
        await invalidate(AWA, attempt, WRONG_NUMBER)
    return made.phone


async def _returned(made: MadeCase) -> ContactPoint:
    async with transaction(AGENCY):
        await ContactPoint.filter(id=made.postal.id).update(invalid_at=clock.now(), invalid_reason=RETURNED_MAIL)
    return made.postal


async def _opted_out(made: MadeCase) -> ContactPoint:
    await record_opt_out(AWA, made.case_file.id, made.email.id, channel=Channel.EMAIL)
    return made.email


async def _open(made: MadeCase) -> ContactPoint:
    return made.email


@pytest.mark.parametrize(
    ("close", "error"),
    [
        (_wrong_number, AddressClosedByPerson),
        (_returned, AddressClosedByPerson),
        (_opted_out, AddressClosedByWish),
        (_open, AddressNotClosed),
    ],
    ids=["wrong person", "returned mail", "opted out", "open"],
)
async def test_what_no_provider_closed_is_opened_in_its_own_way(close, error):
    made = await make_case()
    point = await close(made)
    before = await point_of(point)

    with pytest.raises(error):
        await reopen_address(MARC, made.case_file.id, point.id, reason=WHY)

    assert (await point_of(point)).invalid_at == before.invalid_at
    assert "address_reopened" not in [entry.kind for entry in await told(made, AWA)]


@pytest.mark.parametrize("reason", ["", "  à revoir  ", "x" * 1_001], ids=["none", "short", "long"])
async def test_a_reason_is_written_in_full(email: ListedEmail, reason: str):
    made = await make_case()
    await bounced(made)

    with pytest.raises(InvalidInput) as refused:
        await reopen_address(MARC, made.case_file.id, made.email.id, reason=reason)

    assert refused.value.field == "reason"
    assert (await point_of(made.email)).invalid_at is not None


@pytest.mark.parametrize(
    ("actor", "error"),
    [("awa", NotPermitted), ("helene", NotPermitted), ("sofia", CaseFileNotFound)],
    ids=["collector", "client", "another agency"],
)
async def test_who_may_not_changes_nothing(email: ListedEmail, actor: str, error):
    made = await make_case()
    await bounced(made)

    with pytest.raises(error):
        await reopen_address(actor_of_cast(actor), made.case_file.id, made.email.id, reason=WHY)

    assert (await point_of(made.email)).invalid_at is not None
    assert email.tried_again == []


async def test_an_address_of_another_case_file_is_not_found(email: ListedEmail):
    made = await make_case()
    await bounced(made)

    with pytest.raises(CaseFileNotFound):
        await reopen_address(MARC, uuid4(), made.email.id, reason=WHY)

    assert (await point_of(made.email)).invalid_at is not None
