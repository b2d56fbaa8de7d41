"""A letter that was not sent: a person says so, nothing hands it over again, and the printer's other word is heard."""

from datetime import timedelta

import pytest
import time_machine

from tandem.casefiles.models import CaseFile, Claim, Stage
from tandem.contacts.attention import rights_on, what_to_do
from tandem.contacts.commands import record_letter_posting
from tandem.contacts.errors import LetterBeingHandedOver, LetterCarried, NothingToTakeBack
from tandem.contacts.models import AttemptState, Channel
from tandem.contacts.post.handing import settle_handovers
from tandem.contacts.post.not_sent import record_letter_not_sent
from tandem.contacts.post.stations import LetterStep
from tandem.contacts.post.steps import record_letter_step
from tandem.contacts.post.told import read_reports_of
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit import database
from tandem.kit.database import reading
from tandem.kit.errors import InvalidInput
from tandem.organizations.errors import NotPermitted
from tandem_channels.contract import Unavailable, Unconfirmed
from tests.domain.contacts_db.conftest import MORNING
from tests.domain.contacts_db.steps import AGENCY, AWA, HELENE, outbox_of, plan, reread, told, work
from tests.domain.contacts_db.test_postal_provider import Printer, a_letter, listed, printer, state_of
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker")
assert printer
TODAY = MORNING.date()
WHY = "L’imprimeur a retrouvé la feuille déchirée."


async def test_an_answer_that_never_came_is_ended_by_a_person_and_never_handed_over(
    printer: Printer, morning: time_machine.Traveller
) -> None:
    printer.before = Unconfirmed()
    made, attempt = await a_letter()
    await work()
    assert await state_of(attempt) == "unconfirmed"
    assert await opening_of(made) == (None, None)

    await record_letter_not_sent(AWA, attempt.id, why=f"  {WHY} ")
    morning.shift(timedelta(days=2))
    await settle_handovers()
    await work()

    now = await reread(attempt)
    assert (now.state, now.comment, now.provider_status) == (AttemptState.FAILED, WHY, None)
    assert (await state_of(attempt), printer.letters(), len(printer.asked)) == ("cancelled", [], 1)
    assert not await listed(attempt)
    ended = (await told(made, HELENE))[-1]
    assert (ended.data["state"], ended.actor_name) == ("failed", "Awa Diallo")
    assert ended.data["reasons"][0]["args"] == {"why": WHY}
    again = await plan(made, Channel.LETTER)
    await work()
    assert (printer.letters(), again.letter_reference) == ([str(again.id)], f"{made.case_file.reference}-L2")


async def test_a_letter_that_waits_for_the_printer_is_not_handed_over_any_more(
    printer: Printer, morning: time_machine.Traveller
) -> None:
    printer.before = Unavailable()
    _, attempt = await a_letter()
    await work()
    assert await state_of(attempt) == "planned"

    await record_letter_not_sent(AWA, attempt.id, why=WHY)
    morning.shift(timedelta(minutes=5))
    await work()

    assert (await state_of(attempt), len(printer.asked)) == ("cancelled", 1)


async def test_while_the_printer_is_asked_nobody_can_know(printer: Printer):
    printer.before = Unconfirmed()
    _, attempt = await a_letter()
    await work()
    await database.execute("UPDATE letter_handovers SET state = 'sending' WHERE attempt_id = $1", attempt.id)

    with pytest.raises(LetterBeingHandedOver):
        await record_letter_not_sent(AWA, attempt.id, why=WHY)


async def test_a_posting_that_never_was_opens_nothing_and_the_person_is_written_to_again():
    made = await make_case(stage=Stage.ACCEPTED)
    attempt = await plan(made, Channel.LETTER)
    await work()
    await record_letter_posting(AWA, attempt.id, posted_on=TODAY)
    assert await opening_of(made) == (attempt.letter_reference, TODAY)
    waiting = await plan(made, Channel.SMS)

    await record_letter_not_sent(AWA, attempt.id, why=WHY)
    await work()

    assert await opening_of(made) == (None, None)
    assert (await reread(attempt)).posted_on is None
    assert (await reread(waiting)).state is AttemptState.BLOCKED
    events = [one for one in await told(made) if one.kind in ("letter_posted", "contact_state_changed")]
    posted = next(one for one in events if one.kind == "letter_posted")
    assert posted.superseded_by == next(one.event_id for one in events if one.supersedes == posted.event_id)
    assert await plan(made, Channel.LETTER)


async def test_said_twice_it_is_told_once_and_a_mistake_is_put_right_by_its_posting():
    made = await make_case(stage=Stage.ACCEPTED)
    attempt = await plan(made, Channel.LETTER)
    await work()
    await record_letter_not_sent(AWA, attempt.id, why=WHY)
    before = len(await told(made))

    await record_letter_not_sent(AWA, attempt.id, why="Encore")
    assert len(await told(made)) == before

    await record_letter_posting(AWA, attempt.id, posted_on=TODAY)
    now = await reread(attempt)
    assert (now.state, now.posted_on, now.reasons, now.comment) == (AttemptState.ACCEPTED, TODAY, [], None)
    assert await opening_of(made) == (attempt.letter_reference, TODAY)


@pytest.mark.parametrize("word", ["deposited", "in_transit", "delivered", "refused"])
async def test_a_printer_that_tells_otherwise_later_is_heard_by_a_person(printer: Printer, word: str):
    printer.after = Unconfirmed()
    made, attempt = await a_letter()
    await work()
    await record_letter_not_sent(AWA, attempt.id, why=WHY)

    printer.tell(f"{attempt.id};{word};{TODAY};;")
    await read_reports_of(AGENCY.organization_id)
    await work()

    now = await reread(attempt)
    assert (now.state, now.posted_on) == (AttemptState.NEEDS_PERSON, None)
    assert await listed(attempt)
    assert what_to_do(now, "en", reply_to_read=False) == (
        "This letter was recorded as not sent, and the printer says otherwise. Ask the printer, then record its "
        "posting, or confirm that it was not sent."
    )
    assert now.reasons[0]["code"] == "LETTER_NOT_SENT"
    assert await opening_of(made) == (None, None)
    rights = rights_on(AWA, now)
    assert (rights.record_posting, rights.record_not_sent, rights.settle, rights.release) == (True, True, False, False)


@pytest.mark.parametrize("truth", ["posted", "not sent"])
async def test_the_person_says_which_of_the_two_is_true_and_it_is_one_of_them(printer: Printer, truth: str):
    printer.after = Unconfirmed()
    _, attempt = await a_letter()
    await work()
    await record_letter_not_sent(AWA, attempt.id, why=WHY)
    printer.tell(f"{attempt.id};deposited;{TODAY};;", f"{attempt.id};in_transit;{TODAY};;")
    await read_reports_of(AGENCY.organization_id)
    await work()
    assert len((await reread(attempt)).reasons) == 3

    if truth == "posted":
        await record_letter_posting(AWA, attempt.id, posted_on=TODAY)
    else:
        await record_letter_not_sent(AWA, attempt.id, why="L’imprimeur s’est trompé de ligne.")

    now = await reread(attempt)
    ends = {"posted": (AttemptState.ACCEPTED, TODAY), "not sent": (AttemptState.FAILED, None)}
    assert (now.state, now.posted_on) == ends[truth]
    assert not await listed(attempt)


async def test_the_answer_that_comes_after_all_is_told_to_a_person(printer: Printer, monkeypatch: pytest.MonkeyPatch):
    printer.after = Unconfirmed()
    made, attempt = await a_letter()
    await work()
    found = printer.find

    async def slow(attempt_id: str):  # type: ignore[no-untyped-def]
        await record_letter_not_sent(AWA, attempt.id, why=WHY)
        return await found(attempt_id)

    monkeypatch.setattr(printer, "find", slow)
    await settle_handovers(MORNING + timedelta(hours=1))

    now = await reread(attempt)
    assert (now.state, await state_of(attempt)) == (AttemptState.NEEDS_PERSON, "accepted")
    assert [one["code"] for one in now.reasons] == ["LETTER_NOT_SENT", "LETTER_TAKEN_AFTER_ALL"]
    assert [one.data["step"] for one in await told(made) if one.kind == "letter_step_recorded"] == ["handed_over"]


async def test_what_the_post_carries_was_sent():
    made = await make_case(stage=Stage.ACCEPTED)
    attempt = await plan(made, Channel.LETTER)
    with pytest.raises(NothingToTakeBack):
        await record_letter_not_sent(AWA, attempt.id, why=WHY)
    await work()
    await record_letter_posting(AWA, attempt.id, posted_on=TODAY)
    await record_letter_step(AWA, attempt.id, step=LetterStep.DELIVERED, happened_on=TODAY)

    with pytest.raises(LetterCarried):
        await record_letter_not_sent(AWA, attempt.id, why=WHY)
    assert (await reread(attempt)).posted_on == TODAY


async def test_who_may_say_so_and_not_without_saying_how_one_knows():
    made = await make_case(stage=Stage.ACCEPTED)
    attempt = await plan(made, Channel.LETTER)
    await work()

    with pytest.raises(InvalidInput):
        await record_letter_not_sent(AWA, attempt.id, why="  ")
    with pytest.raises(NotPermitted):
        await record_letter_not_sent(HELENE, attempt.id, why=WHY)
    assert (await record_letter_not_sent(actor_of_cast("marc"), attempt.id, why=WHY)).state is AttemptState.FAILED
    assert not await outbox_of("contacts.hand_over")


async def opening_of(made: MadeCase) -> tuple[str | None, object]:
    """The letter that the case file and all its claims say they were opened by, and its day."""
    async with reading(AGENCY):
        case_file = await CaseFile.get(id=made.case_file.id)
        days = {one.letter_posted_on for one in await Claim.filter(case_file_id=made.case_file.id)}
    assert days == {case_file.letter_posted_on}
    return case_file.letter_reference, case_file.letter_posted_on
