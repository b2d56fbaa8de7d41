"""Somebody calls us: on the line of a collector who is free for their case file; the outcome is owed as of any call."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine

from tandem.casefiles.errors import CaseFileNotFound
from tandem.casefiles.models import CaseFile, ContactPoint, Hold, HoldKind
from tandem.contacts.calling import lines, receiving
from tandem.contacts.calling.commands import close_line, open_line
from tandem.contacts.calling.lines import Closed, Line, LineState
from tandem.contacts.calling.queries import my_calls
from tandem.contacts.calling.received import hang_up_received_call, tell_received_call
from tandem.contacts.calling.receiving import Through, left, put_through
from tandem.contacts.calling.telling import line_answered
from tandem.contacts.commands.record_call_outcome import Told
from tandem.contacts.errors import CallInHand, CallOutcomeKnown, ReceivedCallNotFound
from tandem.contacts.models import AttemptState, Channel
from tandem.entrypoints.demo import actor_of_cast
from tandem.kit import database
from tandem.kit.database import reading, transaction
from tandem.organizations.actor import Actor
from tandem.organizations.models import CaseScope
from tandem_channels.contract import CallEvent, CallLeg, CallStatus, InboundCallEvent, Provider
from tests.domain.contacts_db.conftest import MORNING, Fakes
from tests.domain.contacts_db.steps import AGENCY, AWA, HELENE, call_back, plan, reread, told, work
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker")
OURS = "+33199001200"
MARC, TOM = actor_of_cast("marc"), actor_of_cast("tom")


async def waiting(who: Actor) -> Line:
    """The open line of a collector, who waits on it."""
    asked = (await open_line(who)).line
    await work()
    await line_answered(asked.id, f"CA-{who.membership_id}")
    async with reading(AGENCY):
        line = await lines.line_of(who.membership_id)
    assert line
    return line


async def of(made: MadeCase, who: Actor) -> MadeCase:
    async with transaction(AGENCY):
        await CaseFile.filter(id=made.case_file.id).update(assignee_id=who.membership_id)
    return made


async def ring(made: MadeCase, leg: str = "CA-theirs") -> Through | None:
    return await put_through(OURS, made.phone.value, leg, None)


async def in_hand(who: Actor) -> str | None:
    """The id of the received call on somebody's screen."""
    received = (await my_calls(who)).received
    return str(received.call.id) if received else None


async def test_whoever_has_the_case_file_is_given_the_call_with_it_on_screen() -> None:
    await waiting(MARC)
    line = await waiting(AWA)
    made = await of(await make_case(), AWA)

    through = await ring(made)

    assert through
    assert (through.conference, through.said, through.locale) == (
        f"line-{line.id}",
        "Nous vous mettons en relation.",
        "fr",
    )
    shown = (await my_calls(AWA)).received
    assert shown
    assert shown.case_file
    assert (shown.case_file.id, shown.number, shown.call.ended_at) == (made.case_file.id, made.phone.value, None)
    assert await in_hand(MARC) is None
    [entry] = await told(made)
    assert (entry.kind, entry.data["collector"]) == ("call_put_through", AWA.person_name)
    assert await told(made, HELENE) == []
    # Twilio asks again about the same call: the same answer.
    assert await ring(made) == through


async def test_nobodys_case_file_goes_to_who_waited_longest_and_a_colleagues_to_nobody_else() -> None:
    await waiting(AWA)
    theirs = await of(await make_case(), MARC)
    nobodys = await make_case()

    assert await ring(theirs) is None
    assert await ring(nobodys, "CA-2") is not None
    assert await in_hand(AWA)


async def test_nobody_is_given_two_calls_nor_one_call_to_two() -> None:
    await waiting(AWA)
    first, second = await make_case(), await make_case()

    assert await ring(first, "CA-1") is not None
    assert await ring(second, "CA-2") is None
    with pytest.raises(CallInHand):
        await plan(await make_case(), Channel.VOICE)


async def test_who_makes_a_call_is_given_none() -> None:
    await waiting(AWA)
    await plan(await make_case(), Channel.VOICE)
    await work()

    assert await ring(await make_case()) is None


async def test_a_line_that_was_left_without_a_word_is_closed_and_nobody_is_put_through_to_it(fakes: Fakes) -> None:
    line = await waiting(AWA)
    over = CallEvent(
        provider=Provider.FAKE,
        dedupe_key="over",
        attempt_id=str(line.id),
        provider_id=line.provider_id,
        leg=CallLeg.DEBTOR,
        status=CallStatus.COMPLETED,
        raw={},
    )
    fakes.voice.stands[str(line.provider_id)] = [over]

    assert await ring(await make_case()) is None

    async with reading(AGENCY):
        closed = await lines.newest_line_of(AWA.membership_id)
    assert closed
    assert (closed.state, closed.closed_because) == (LineState.CLOSED, Closed.HUNG_UP)


async def test_a_number_of_two_case_files_and_a_strangers_hear_what_they_always_heard() -> None:
    await waiting(AWA)
    made, other = await make_case(), await make_case(creditor="energie", mandate="MR-2026-002")
    async with transaction(AGENCY):
        await ContactPoint.filter(id=other.phone.id).update(value=made.phone.value)

    assert await ring(made) is None
    assert await put_through(OURS, "+33639999999", "CA-2", None) is None
    assert await put_through("+33100000000", other.phone.value, "CA-3", None) is None


async def test_its_outcome_is_a_conversation_that_they_began_and_a_promise_holds() -> None:
    await waiting(AWA)
    made = await make_case()
    through = await ring(made)
    assert through

    await tell_received_call(
        AWA, through.call_id, Told(outcome="promises", promised_on=date(2026, 12, 4), comment="ok")
    )

    [entry] = [one for one in await told(made) if one.kind == "call_received"]
    assert entry.data["note"].endswith("· 4 décembre 2026 · ok")
    async with reading(AGENCY):
        assert (await Hold.get(case_file_id=made.case_file.id)).kind is HoldKind.PROMISE
    assert await in_hand(AWA) is None
    with pytest.raises(CallOutcomeKnown):
        await tell_received_call(AWA, through.call_id, Told(outcome="reached"))
    # And so the next one, once the first has left the line.
    await work()
    assert await ring(await make_case(), "CA-2") is not None


async def test_only_a_call_that_nobody_was_given_is_told_as_missed() -> None:
    await waiting(AWA)
    made, later = await make_case(), await make_case()
    through = await ring(made, "CA-1")
    assert through
    for case, leg in ((made, "CA-1"), (later, "CA-2")):
        await call_back(InboundCallEvent(Provider.FAKE, f"{leg}:inbound", leg, case.phone.value, OURS, {}))

    assert [one.kind for one in await told(made)] == ["call_put_through"]
    assert [one.kind for one in await told(later)] == ["inbound_message_received"]
    # Put through, and talked with by nobody.
    await tell_received_call(AWA, through.call_id, Told(outcome="not_connected"))
    assert [one.kind for one in await told(made)] == ["call_put_through", "inbound_message_received"]


async def test_it_ends_when_they_leave_or_are_hung_up_on_and_its_outcome_is_owed_still(fakes: Fakes) -> None:
    await waiting(AWA)
    made = await make_case()
    through = await ring(made)
    assert through

    await hang_up_received_call(AWA, through.call_id)
    await left(through.call_id, None)
    await work()

    assert fakes.voice.hung_up == ["CA-theirs"]
    shown = (await my_calls(AWA)).received
    assert shown
    assert shown.call.ended_at is not None


async def test_nobody_else_tells_of_it_or_ends_it_and_another_account_says_nothing() -> None:
    await waiting(AWA)
    through = await ring(await make_case())
    assert through

    for outsider in (TOM, HELENE):
        with pytest.raises(ReceivedCallNotFound):
            await tell_received_call(outsider, through.call_id, Told(outcome="reached"))
        with pytest.raises(ReceivedCallNotFound):
            await hang_up_received_call(outsider, through.call_id)
    await left(through.call_id, TOM.organization_id)

    async with reading(AGENCY):
        row = await database.row("SELECT ended_at, told_at FROM incoming_calls")
    assert row == {"ended_at": None, "told_at": None}


async def test_who_is_on_the_line_still_is_hung_up_on_before_anybody_else_joins_it(fakes: Fakes) -> None:
    await waiting(AWA)
    through = await ring(await make_case())
    assert through

    await tell_received_call(AWA, through.call_id, Told(outcome="reached"))

    assert await in_hand(AWA) is None
    assert await ring(await make_case(), "CA-2") is None
    await work()
    assert fakes.voice.hung_up == ["CA-theirs"]
    assert await ring(await make_case(), "CA-3") is not None


async def test_ones_own_next_call_waits_for_the_caller_to_leave(fakes: Fakes) -> None:
    line = await waiting(AWA)
    through = await ring(await make_case())
    assert through
    await tell_received_call(AWA, through.call_id, Told(outcome="reached"))
    await database.execute("DELETE FROM outbox WHERE topic = 'contacts.hang_up'")

    ours = await plan(await make_case(), Channel.VOICE)
    await work()
    assert (await reread(ours)).state is AttemptState.PLANNED

    await left(through.call_id, None)
    with time_machine.travel(MORNING + timedelta(seconds=5), tick=False):
        await work()
    assert (await reread(ours)).line_id == line.id


async def test_a_provider_that_never_says_that_they_left_blocks_nobody(morning: time_machine.Traveller) -> None:
    await waiting(AWA)
    through = await ring(await make_case())
    assert through
    await tell_received_call(AWA, through.call_id, Told(outcome="reached"))

    morning.shift(timedelta(minutes=3))

    assert await ring(await make_case(), "CA-2") is not None


async def test_a_line_that_closes_ends_the_call_on_it_and_nobody_joins_it_again(fakes: Fakes) -> None:
    line = await waiting(AWA)
    made = await make_case()
    assert await ring(made)

    await close_line(AWA, line.id)
    await work()

    assert "CA-theirs" in fakes.voice.hung_up
    shown = (await my_calls(AWA)).received
    assert shown
    assert shown.call.ended_at is not None
    assert await ring(made) is None


async def test_a_call_whose_case_file_went_to_a_colleague_is_told_by_whoever_had_it() -> None:
    confined = replace(AWA, case_scope=CaseScope.ASSIGNED)
    await waiting(AWA)
    made = await of(await make_case(), AWA)
    through = await ring(made)
    assert through
    await of(made, MARC)

    shown = (await my_calls(confined)).received
    assert shown
    assert (shown.call.id, shown.case_file, shown.number) == (through.call_id, None, None)
    with pytest.raises(CallInHand) as refused:
        await plan(await of(await make_case(), AWA), Channel.VOICE, actor=confined)
    assert "n’est plus parmi les vôtres" in refused.value.message("fr")
    given = await tell_received_call(confined, through.call_id, Told(outcome="reached"))

    assert given is None
    assert [one.kind for one in await told(made)] == ["call_put_through", "call_received"]
    assert (await my_calls(confined)).received is None
    # What is told is no way in any more.
    with pytest.raises(CaseFileNotFound):
        await tell_received_call(confined, through.call_id, Told(outcome="reached"))


async def test_nothing_is_added_to_a_case_file_that_was_erased_and_the_collector_is_free() -> None:
    await waiting(AWA)
    made = await make_case()
    through = await ring(made)
    assert through
    async with transaction(AGENCY):
        await CaseFile.filter(id=made.case_file.id).update(erased_at=MORNING)

    await tell_received_call(AWA, through.call_id, Told(outcome="reached"))

    assert [one.kind for one in await told(made)] == ["call_put_through"]
    assert await in_hand(AWA) is None


async def test_a_wrong_number_is_closed_and_every_outcome_is_told_in_its_words() -> None:
    await waiting(AWA)
    made = await make_case()
    through = await ring(made)
    assert through

    await tell_received_call(AWA, through.call_id, Told(outcome="wrong_number", comment="une voisine"))

    async with reading(AGENCY):
        point = await ContactPoint.get(id=made.phone.id)
    assert (point.invalid_at, point.invalid_reason) == (MORNING, "wrong_number")
    [entry] = [one for one in await told(made) if one.kind == "inbound_message_received"]
    assert entry.data["body"].endswith(" · une voisine")


async def test_busy_colleagues_do_not_hide_who_is_free() -> None:
    made = await make_case()
    for place, who in enumerate((AWA, MARC)):
        await waiting(who)
        if who is AWA:
            assert await ring(await make_case(), f"CA-{place}")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(receiving, "_MOST", 1)
        through = await ring(made, "CA-next")

    assert through
    assert await in_hand(MARC) == str(through.call_id)
