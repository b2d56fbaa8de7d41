"""The work queue: what raises and lowers a case, the reasons given, the next step, and pages."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tandem.casefiles.holds import place_hold
from tandem.casefiles.models import Claim, ContactPoint, HoldKind, Segment, Stage
from tandem.contacts.events import InboundMessageReceived
from tandem.contacts.models import AttemptState, Channel, ContactAttempt, Purpose
from tandem.contacts.returns.reasons import ReturnReason, TracingOutcome
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.ledger import balances
from tandem.organizations.actor import System
from tandem.organizations.errors import NotPermitted
from tandem.timeline import Chain, record
from tandem.worklist.next_action import NextActionKind
from tandem.worklist.queries import WorklistItem, worklist_for
from tests.support.builders import MadeCase, make_case
from tests.support.statements import statements

AWA, HELENE = actor_of_cast("awa"), actor_of_cast("helene")


@pytest.fixture
def november() -> Iterator[None]:
    """A day whose two years before it hold no 29 February: days and calendar years agree."""
    clock.configure(datetime(2026, 11, 24, 9, tzinfo=UTC) - datetime.now(UTC))
    yield
    clock.configure(timedelta(0))


async def queue(size: int = 50, search: str | None = None) -> list[WorklistItem]:
    """The whole queue, read page by page."""
    found: list[WorklistItem] = []
    after: str | None = None
    while True:
        page = await worklist_for(AWA, size, after, search)
        found += [item for _, item in page.items]
        if not page.has_next:
            assert page.total == len(found)
            return found
        after = page.items[-1][0]


async def item_of(made: MadeCase) -> WorklistItem:
    return next(item for item in await queue() if item.case_file.id == made.case_file.id)


async def hold(made: MadeCase, until: datetime | None = None) -> None:
    async with transaction(HELENE):
        await place_hold(HELENE, made.case_file, HoldKind.DIRECTIVE, "raison", until=until)


async def write_to_us(made: MadeCase, chain: Chain = Chain.PARTIES) -> None:
    async with transaction(AWA):
        debtor = System(AWA.organization_id, kind="debtor")
        message = InboundMessageReceived(Channel.SMS, sender=made.phone.value, body="Je paie lundi")
        await record(debtor, made.case_file, message, chain=chain)


async def contact(made: MadeCase, days_ago: float) -> None:
    async with transaction(AWA):
        made.case_file.last_contact_at = clock.now() - timedelta(days=days_ago)
        await made.case_file.save(update_fields=["last_contact_at"])


async def attempt(made: MadeCase, state: AttemptState, **changes: Any) -> None:
    given: dict[str, Any] = {
        "agency_id": made.case_file.agency_id,
        "creditor_id": made.case_file.creditor_id,
        "case_file": made.case_file,
        "party": made.party,
        "contact_point": made.phone,
        "channel": Channel.SMS,
        "purpose": Purpose.DEMAND,
        "state": state,
        "template_id": "t",
        "template_title": "t",
        "language": "fr",
        "to_address": made.phone.value,
        "send_at": clock.now() + timedelta(hours=3),
        "created_at": clock.now(),
    }
    async with transaction(AWA):
        await ContactAttempt.create(**(given | changes))


async def test_points_add_up_to_the_priority(db: None) -> None:
    plain = await make_case(amounts=(100_00,), due_on=clock.today() - timedelta(days=45))

    item = await item_of(plain)

    assert item.priority == 20 + 5
    assert [reason.code for reason in item.reasons] == ["WORK_AMOUNT", "WORK_AGE"]
    assert (item.case_file.debtor.name, item.next_action.kind) == (plain.party.name, NextActionKind.CALL)


@pytest.mark.parametrize(
    ("case", "arguments", "priority"),
    [
        ("ten thousand, a year late", {"amounts": (10_000_00,), "late": 365}, 30 + 20),
        ("a cent, not due", {"amounts": (1,), "late": -30}, 1),
        ("letter due", {"amounts": (100_00,), "late": 0, "stage": Stage.ACCEPTED}, 20 + 15),
        ("barred today", {"amounts": (100_00,), "late": 731, "segment": Segment.CONSUMER}, 1),
        ("barred at the end of today", {"amounts": (100_00,), "late": 730, "segment": Segment.CONSUMER}, 20 + 20 + 25),
        ("barred in ninety days", {"amounts": (100_00,), "late": 640, "segment": Segment.CONSUMER}, 20 + 20 + 10),
        ("barred in ninety-one days", {"amounts": (100_00,), "late": 639, "segment": Segment.CONSUMER}, 20 + 20),
    ],
)
async def test_each_part_counts_as_documented(
    db: None, november: None, case: str, arguments: dict[str, Any], priority: int
) -> None:
    given = dict(arguments)
    made = await make_case(due_on=clock.today() - timedelta(days=given.pop("late")), **given)

    assert (await item_of(made)).priority == priority, case


@pytest.mark.parametrize(("days_ago", "taken"), [(0.1, 28), (1.1, 24), (6.9, 4), (7.1, 0)])
async def test_a_recent_contact_lowers_a_case_for_a_week(db: None, days_ago: float, taken: int) -> None:
    made = await make_case(amounts=(10_000_00,), due_on=clock.today() - timedelta(days=365))
    await contact(made, days_ago)

    item = await item_of(made)

    assert item.priority == 50 - taken
    assert ("WORK_CONTACTED" in [reason.code for reason in item.reasons]) == (taken > 0)
    assert item.next_action.kind is (NextActionKind.WAIT if taken else NextActionKind.CALL)


@pytest.mark.parametrize("chain", [Chain.PARTIES, Chain.AGENCY])
async def test_a_message_raises_a_case_until_somebody_answers(db: None, chain: Chain) -> None:
    made = await make_case(amounts=(100_00,), due_on=clock.today())
    await write_to_us(made, chain)

    waiting = await item_of(made)
    await contact(made, 0)
    answered = await item_of(made)

    assert (waiting.priority, waiting.reasons[0].code, waiting.next_action.key) == (50, "WORK_MESSAGE", "answer")
    assert answered.priority == 1
    assert "WORK_MESSAGE" not in [reason.code for reason in answered.reasons]


async def test_a_hold_brings_a_case_to_the_bottom_whatever_else_is_true(db: None) -> None:
    urgent = await make_case(amounts=(10_000_00,), due_on=clock.today() - timedelta(days=365))
    await write_to_us(urgent)
    small = await make_case(amounts=(1,), due_on=clock.today())
    until = clock.now() + timedelta(days=3)
    await hold(urgent, until)

    found = await queue()

    assert [item.case_file.id for item in found] == [small.case_file.id, urgent.case_file.id]
    assert (found[1].priority, found[1].next_action.kind, found[1].next_action.at) == (0, NextActionKind.WAIT, until)
    assert found[1].reasons[0].code == "WORK_HOLD_UNTIL"

    await hold(urgent)
    assert (await item_of(urgent)).reasons[0].code == "WORK_HOLD"
    assert (await item_of(urgent)).next_action.at is None


async def test_a_hold_that_ran_out_holds_nothing(db: None) -> None:
    made = await make_case(amounts=(100_00,), due_on=clock.today())
    await hold(made, clock.now())

    assert (await item_of(made)).priority == 20


Prepare = Callable[[MadeCase], Awaitable[None]]


async def _nothing(_: MadeCase) -> None:
    return None


async def _no_phone(made: MadeCase) -> None:
    async with transaction(AWA):
        await ContactPoint.filter(id=made.phone.id).update(invalid_at=clock.now(), invalid_reason="wrong_number")


async def _needs_person(made: MadeCase) -> None:
    await attempt(made, AttemptState.NEEDS_PERSON)


async def _planned(made: MadeCase) -> None:
    await attempt(made, AttemptState.PLANNED)


async def _printed(made: MadeCase) -> None:
    await attempt(made, AttemptState.ACCEPTED, channel=Channel.LETTER, is_opening_letter=True)


async def _returned(made: MadeCase) -> None:
    back = {"posted_on": clock.today(), "returned_on": clock.today(), "return_reason": ReturnReason.MOVED}
    await attempt(made, AttemptState.ACCEPTED, channel=Channel.LETTER, is_opening_letter=True, **back)


async def _searched(made: MadeCase) -> None:
    await _returned(made)
    async with transaction(AWA):
        await ContactAttempt.filter(case_file_id=made.case_file.id).update(tracing_outcome=TracingOutcome.NOT_FOUND)


async def _mixed_segments(made: MadeCase) -> None:
    async with transaction(AWA):
        await Claim.filter(id=made.claims[0].id).update(segment=Segment.CONSUMER)
        await balances.refresh(made.case_file.id)


@pytest.mark.parametrize(
    ("case", "arguments", "prepare", "kind"),
    [
        ("nothing in the way", {}, _nothing, NextActionKind.CALL),
        ("no number that rings", {}, _no_phone, NextActionKind.REMIND),
        ("an outcome that nobody knows", {}, _needs_person, NextActionKind.SETTLE),
        ("a contact is planned", {}, _planned, NextActionKind.WAIT),
        ("no opening letter", {"stage": Stage.ACCEPTED}, _nothing, NextActionKind.SEND_OPENING_LETTER),
        ("the letter is planned", {"stage": Stage.ACCEPTED}, _planned, NextActionKind.WAIT),
        ("the letter is printed", {"stage": Stage.ACCEPTED}, _printed, NextActionKind.POST_LETTER),
        ("the letter came back", {"stage": Stage.ACCEPTED}, _returned, NextActionKind.TRACE_ADDRESS),
        ("its search is over", {"stage": Stage.ACCEPTED}, _searched, NextActionKind.SEND_OPENING_LETTER),
        ("no letter, and they wrote", {"stage": Stage.ACCEPTED}, write_to_us, NextActionKind.SEND_OPENING_LETTER),
        ("they wrote and a contact is planned", {}, write_to_us, NextActionKind.CALL),
        ("a barred consumer", {"segment": Segment.CONSUMER, "years": 3}, _nothing, NextActionKind.CLOSE),
        ("a barred company", {"segment": Segment.PROFESSIONAL, "years": 6}, _nothing, NextActionKind.REVIEW),
        (
            "both in one case",
            {"segment": Segment.PROFESSIONAL, "years": 6, "amounts": (1_00, 1_00)},
            _mixed_segments,
            NextActionKind.REVIEW,
        ),
    ],
)
async def test_the_next_step(
    db: None, case: str, arguments: dict[str, Any], prepare: Prepare, kind: NextActionKind
) -> None:
    given = dict(arguments)
    made = await make_case(due_on=clock.today() - timedelta(days=60 + 365 * given.pop("years", 0)), **given)
    await prepare(made)

    action = (await item_of(made)).next_action

    assert action.kind is kind, case
    assert action.message("fr") != action.message("en")


async def test_submitted_and_closed_cases_are_not_in_the_queue(db: None) -> None:
    for stage in (Stage.SUBMITTED, Stage.CLOSED):
        await make_case(stage=stage)
    shown = [await make_case(stage=stage) for stage in (Stage.ACCEPTED, Stage.PRE_LEGAL, Stage.LEGAL)]

    assert {item.case_file.id for item in await queue()} == {made.case_file.id for made in shown}


@pytest.mark.parametrize("size", [1, 3, 50])
async def test_pages_of_any_size_give_every_case_once_in_order(db: None, size: int) -> None:
    made = [await make_case(amounts=(amount,)) for amount in (1, 100, 100, 10_000, 10_000, 1_000_000)]
    await hold(made[5])

    found = await queue(size)

    assert [(item.priority, item.case_file.id) for item in found] == sorted(
        ((item.priority, item.case_file.id) for item in found), reverse=True
    )
    assert sorted(item.case_file.id for item in found) == sorted(item.case_file.id for item in made)


async def test_the_queue_is_searched_like_the_lists(db: None) -> None:
    await make_case(name="Société Générale de Carrelage")
    wanted = await make_case(name="Carreaux du Maine")

    assert [item.case_file.id for item in await queue(search="MAINE carr")] == [wanted.case_file.id]
    assert await queue(search="nobody") == []


@pytest.mark.parametrize("size", [1, 20])
async def test_a_page_is_one_statement(db: None, size: int) -> None:
    for _ in range(20):
        await make_case()

    with statements() as sent:
        page = await worklist_for(AWA, size, None, None)

    assert (len(sent), len(page.items)) == (1, size)


@pytest.mark.parametrize("person", ["helene", "yann"])
async def test_only_an_agency_has_a_queue(db: None, person: str) -> None:
    with pytest.raises(NotPermitted):
        await worklist_for(actor_of_cast(person), 10, None, None)


async def test_another_agency_has_its_own_queue(db: None) -> None:
    await make_case()

    page = await worklist_for(actor_of_cast("tom"), 10, None, None)

    assert (page.items, page.total) == ([], 0)


@pytest.mark.parametrize("cursor", ["nonsense", "WyJhIiwiYiJd"])
async def test_a_cursor_of_no_queue_is_refused(db: None, cursor: str) -> None:
    with pytest.raises(InvalidInput):
        await worklist_for(AWA, 10, cursor, None)


async def test_every_reason_is_told_in_both_languages(db: None) -> None:
    made = await make_case(
        amounts=(1_234_56,), stage=Stage.ACCEPTED, segment=Segment.CONSUMER, due_on=clock.today() - timedelta(days=700)
    )
    await contact(made, 3)
    await write_to_us(made)
    await hold(made, clock.now() + timedelta(days=3))
    barred = await make_case(segment=Segment.CONSUMER, due_on=clock.today() - timedelta(days=900))
    await hold(barred)

    reasons = (await item_of(made)).reasons + (await item_of(barred)).reasons

    assert {reason.code for reason in reasons} == {
        "WORK_AMOUNT",
        "WORK_AGE",
        "WORK_LETTER_DUE",
        "WORK_MESSAGE",
        "WORK_TIME_BAR_NEAR",
        "WORK_TIME_BARRED",
        "WORK_CONTACTED",
        "WORK_HOLD",
        "WORK_HOLD_UNTIL",
    }
    assert all(reason.message("fr") != reason.message("en") for reason in reasons)
    amount = next(reason for reason in reasons if reason.code == "WORK_AMOUNT")
    assert (amount.message("en"), amount.message("fr")) == (
        "€1,234.56 outstanding",
        "1\u202f234,56\xa0€ à recouvrer",
    )
