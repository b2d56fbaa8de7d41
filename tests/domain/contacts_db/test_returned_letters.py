"""Letters that come back: the address, the opening of the case, what waits, and the search for a better address."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tandem.casefiles.errors import ContactPointKnown
from tandem.casefiles.models import CaseFile, Claim, ContactPoint, Stage
from tandem.contacts.access import attempt_for_update
from tandem.contacts.attention import attention_for, rights_on, what_to_do
from tandem.contacts.commands import record_letter_posting
from tandem.contacts.errors import ContactRefused, LetterNotPosted
from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.contacts.returns.commands import correct_letter_return, record_letter_return, take_return
from tandem.contacts.returns.errors import AddressStillMissing, LetterNotReturned, LetterReturnKnown, NothingToTrace
from tandem.contacts.returns.queries import letter_by_reference
from tandem.contacts.returns.reasons import ReturnReason, TracingOutcome
from tandem.contacts.returns.tracing import finish_tracing
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit.database import reading, transaction
from tandem.kit.errors import InvalidInput, TandemError
from tandem.organizations.errors import NotPermitted
from tests.domain.contacts_db.conftest import MORNING
from tests.domain.contacts_db.steps import AGENCY, AWA, HELENE, plan, reread, told, work
from tests.domain.contacts_db.test_opening_letter import printed
from tests.support.builders import MadeCase

pytestmark = pytest.mark.usefixtures("worker")

TODAY = MORNING.date()
WRONG = [ReturnReason.UNKNOWN, ReturnReason.MOVED, ReturnReason.UNREACHABLE]
RIGHT = [ReturnReason.REFUSED, ReturnReason.UNCLAIMED]
NEW_ADDRESS = "4 rue Neuve\n44000 Nantes"


async def posted() -> tuple[MadeCase, ContactAttempt]:
    made, attempt = await printed()
    await record_letter_posting(AWA, attempt.id, posted_on=TODAY)
    return made, await reread(attempt)


async def back(attempt: ContactAttempt, reason: ReturnReason = ReturnReason.MOVED, on: date = TODAY) -> ContactAttempt:
    return await record_letter_return(AWA, attempt.id, reason=reason, returned_on=on)


async def opened(made: MadeCase) -> tuple[str | None, date | None, set[date | None]]:
    async with reading(AGENCY):
        case_file = await CaseFile.get(id=made.case_file.id)
        claims = await Claim.filter(case_file_id=made.case_file.id)
    return case_file.letter_reference, case_file.letter_posted_on, {claim.letter_posted_on for claim in claims}


async def dead_because(made: MadeCase) -> str | None:
    async with reading(AGENCY):
        point = await ContactPoint.get(id=made.postal.id)
    return point.invalid_reason if point.invalid_at else None


async def codes_of(made: MadeCase, channel: Channel) -> set[str]:
    try:
        await plan(made, channel)
    except ContactRefused as refused:
        return {str(reason["code"]) for reason in refused.reasons}
    return set()


async def waits_on_a_person(attempt: ContactAttempt) -> bool:
    return attempt.id in [item.id for _, item in (await attention_for(AWA, 50, None)).items]


@pytest.mark.parametrize("reason", WRONG)
async def test_a_wrong_address_is_closed_and_the_opening_letter_is_void_until_another_one_is_posted(
    reason: ReturnReason,
) -> None:
    made, attempt = await posted()
    waiting = await plan(made)

    returned = await back(attempt, reason)
    await work()

    assert (returned.returned_on, returned.return_reason) == (TODAY, reason)
    assert await dead_because(made) == "returned_mail"
    assert await opened(made) == (None, None, {None})
    stopped = await reread(waiting)
    assert stopped.state is AttemptState.BLOCKED
    assert [one["code"] for one in stopped.reasons] == ["FR_FIRST_LETTER_MISSING"]
    assert await codes_of(made, Channel.LETTER) == {"ADDRESS_INVALID"}
    [entry] = [entry for entry in await told(made, HELENE) if entry.kind == "letter_returned"]
    assert (entry.data["return_reason"], entry.data["voids_opening"]) == (reason.value, True)


@pytest.mark.parametrize("reason", RIGHT)
async def test_who_refuses_a_letter_or_leaves_it_at_the_post_lives_where_it_was_sent(reason: ReturnReason) -> None:
    made, attempt = await posted()

    returned = await back(attempt, reason)

    assert await dead_because(made) is None
    assert await opened(made) == (attempt.letter_reference, TODAY, {TODAY})
    assert not await waits_on_a_person(attempt)
    assert not rights_on(AWA, returned).finish_tracing
    assert await codes_of(made, Channel.SMS) == set()
    [entry] = [entry for entry in await told(made) if entry.kind == "letter_returned"]
    assert entry.data["voids_opening"] is False


async def test_a_search_for_a_better_address_waits_until_somebody_says_how_it_ended() -> None:
    made, attempt = await posted()

    returned = await back(attempt)

    assert await waits_on_a_person(attempt)
    assert what_to_do(returned, "en") == (
        "A letter came back from this address. Find a better one, then say what you found."
    )
    await finish_tracing(AWA, attempt.id, outcome=TracingOutcome.FOUND, address=NEW_ADDRESS, comment="la mairie")
    assert not await waits_on_a_person(attempt)
    [entry] = [entry for entry in await told(made, HELENE) if entry.kind == "address_traced"]
    assert (entry.data["outcome"], entry.data["comment"]) == ("found", "la mairie")


async def test_the_next_opening_letter_goes_to_the_new_address_and_opens_the_case_again(  # type: ignore[no-untyped-def]
    morning,
) -> None:
    made, first = await posted()
    await back(first)
    await finish_tracing(AWA, first.id, outcome=TracingOutcome.FOUND, address=NEW_ADDRESS, comment=None)
    async with reading(AGENCY):
        found = await ContactPoint.get(party_id=made.party.id, value=NEW_ADDRESS)

    morning.shift(timedelta(minutes=1))
    second = await plan(replace(made, postal=found), Channel.LETTER)
    await work()
    before = await codes_of(made, Channel.SMS)
    await record_letter_posting(AWA, second.id, posted_on=TODAY)

    assert before == {"FR_FIRST_LETTER_MISSING"}
    reference = f"{made.case_file.reference}-L2"
    assert await opened(made) == (reference, TODAY, {TODAY})
    assert await codes_of(made, Channel.SMS) == set()
    # The first one, late: who took it back by mistake does not undo the second.
    await correct_letter_return(AWA, first.id, reason=None, returned_on=None, why="une autre enveloppe")
    assert await opened(made) == (reference, TODAY, {TODAY})


async def test_a_search_that_found_nothing_says_what_was_tried() -> None:
    _, attempt = await posted()
    await back(attempt)

    with pytest.raises(InvalidInput) as refused:
        await finish_tracing(AWA, attempt.id, outcome=TracingOutcome.NOT_FOUND, address=None, comment=" ")

    assert refused.value.field == "comment"
    ended = await finish_tracing(
        AWA, attempt.id, outcome=TracingOutcome.NOT_FOUND, address=None, comment="annuaire, mairie, employeur"
    )
    assert ended.tracing_outcome is TracingOutcome.NOT_FOUND
    assert not await waits_on_a_person(attempt)
    with pytest.raises(NothingToTrace):
        await finish_tracing(AWA, attempt.id, outcome=TracingOutcome.FOUND, address=NEW_ADDRESS, comment=None)


async def test_nothing_is_found_without_an_address_nor_with_the_one_that_is_known_to_be_wrong() -> None:
    made, attempt = await posted()
    await back(attempt)

    with pytest.raises(AddressStillMissing):
        await finish_tracing(AWA, attempt.id, outcome=TracingOutcome.FOUND, address=None, comment=None)
    with pytest.raises(ContactPointKnown):
        await finish_tracing(AWA, attempt.id, outcome=TracingOutcome.FOUND, address=made.postal.value, comment=None)

    assert await waits_on_a_person(attempt)


async def test_the_same_return_is_entered_once_and_another_one_is_a_contradiction() -> None:
    made, attempt = await posted()

    for _ in range(3):
        await back(attempt)

    assert [entry.kind for entry in await told(made)].count("letter_returned") == 1
    with pytest.raises(LetterReturnKnown):
        await back(attempt, ReturnReason.REFUSED)


async def test_what_a_provider_tells_twice_or_late_changes_nothing_that_a_person_corrected() -> None:
    made, attempt = await posted()

    async def told_by_provider() -> bool:
        async with transaction(AGENCY):
            reached = await attempt_for_update(AGENCY, attempt.id)
            return await take_return(AGENCY, reached, reason=ReturnReason.UNKNOWN, returned_on=TODAY)

    taken = [await told_by_provider() for _ in range(2)]
    await correct_letter_return(AWA, attempt.id, reason=None, returned_on=None, why="une autre enveloppe")
    taken.append(await told_by_provider())

    assert taken == [True, False, False]
    assert (await reread(attempt)).returned_on is None
    assert await opened(made) == (attempt.letter_reference, TODAY, {TODAY})


async def test_a_letter_that_never_came_back_counts_again_and_its_address_is_open() -> None:
    made, attempt = await posted()
    await back(attempt)

    for _ in range(2):
        await correct_letter_return(AWA, attempt.id, reason=None, returned_on=None, why=" une autre enveloppe ")

    assert await dead_because(made) is None
    assert await opened(made) == (attempt.letter_reference, TODAY, {TODAY})
    assert not await waits_on_a_person(attempt)
    entries = [entry for entry in await told(made) if entry.kind.startswith("letter_return")]
    assert [(entry.kind, entry.superseded_by) for entry in entries] == [
        ("letter_returned", entries[1].event_id),
        ("letter_return_corrected", None),
    ]
    assert (entries[1].data["returned"], entries[1].data["reason"]) == (False, "une autre enveloppe")
    # It may come back later all the same.
    await back(attempt, ReturnReason.UNKNOWN)
    assert await dead_because(made) == "returned_mail"


async def test_a_reason_is_corrected_both_ways_and_what_follows_follows() -> None:
    made, attempt = await posted()
    await back(attempt, ReturnReason.REFUSED)

    await correct_letter_return(AWA, attempt.id, reason=ReturnReason.UNKNOWN, returned_on=TODAY, why="mal lu")
    closed = (await dead_because(made), await opened(made), await waits_on_a_person(attempt))
    await correct_letter_return(AWA, attempt.id, reason=ReturnReason.UNCLAIMED, returned_on=TODAY, why="mal lu")

    assert closed == ("returned_mail", (None, None, {None}), True)
    assert await dead_because(made) is None
    assert await opened(made) == (attempt.letter_reference, TODAY, {TODAY})


@pytest.mark.parametrize(
    ("case", "reason", "days", "why", "field"),
    [
        ("before it was posted", ReturnReason.MOVED, -1, "x", "returnedOn"),
        ("tomorrow", ReturnReason.MOVED, 1, "x", "returnedOn"),
        ("a day without a reason", None, 0, "x", "returnedOn"),
        ("without saying why", ReturnReason.REFUSED, 0, " ", "reason"),
    ],
)
async def test_what_cannot_be_is_refused_and_changes_nothing(
    case: str, reason: ReturnReason | None, days: int, why: str, field: str
) -> None:
    made, attempt = await posted()
    await back(attempt)

    with pytest.raises(InvalidInput) as refused:
        await correct_letter_return(AWA, attempt.id, reason=reason, returned_on=TODAY + timedelta(days=days), why=why)

    assert refused.value.field == field, case
    assert (await reread(attempt)).return_reason is ReturnReason.MOVED
    assert await opened(made) == (None, None, {None})


async def test_only_a_posted_letter_comes_back_and_only_a_return_is_corrected() -> None:
    _, attempt = await printed()

    with pytest.raises(LetterNotPosted):
        await back(attempt)
    with pytest.raises(LetterNotReturned):
        await correct_letter_return(AWA, attempt.id, reason=None, returned_on=None, why="x")

    assert not rights_on(AWA, await reread(attempt)).record_return


async def test_a_letter_is_found_by_what_is_printed_on_it() -> None:
    made, attempt = await posted()
    reference = f"{made.case_file.reference}-L1"

    found = await letter_by_reference(AWA, f"  {reference.lower()} ")

    assert found is not None
    assert found.id == attempt.id
    assert await letter_by_reference(AWA, "nowhere") is None
    assert await letter_by_reference(actor_of_cast("tom"), reference) is None
    with pytest.raises(NotPermitted):
        await letter_by_reference(HELENE, reference)


@pytest.mark.parametrize("person", ["helene", "tom", "yann"])
async def test_nobody_else_enters_corrects_or_ends_anything(person: str) -> None:
    made, attempt = await posted()
    stranger = actor_of_cast(person)
    await back(attempt)

    with pytest.raises(TandemError):
        await record_letter_return(stranger, attempt.id, reason=ReturnReason.REFUSED, returned_on=TODAY)
    with pytest.raises(TandemError):
        await correct_letter_return(stranger, attempt.id, reason=None, returned_on=None, why="x")
    with pytest.raises(TandemError):
        await finish_tracing(stranger, attempt.id, outcome=TracingOutcome.NOT_FOUND, address=None, comment="x")

    now = await reread(attempt)
    assert (now.return_reason, now.tracing_outcome) == (ReturnReason.MOVED, None)
    assert [entry.kind for entry in await told(made)].count("letter_returned") == 1
    assert (await told(made))[-1].kind == "letter_returned"
    assert made.case_file.stage is not Stage.CLOSED
