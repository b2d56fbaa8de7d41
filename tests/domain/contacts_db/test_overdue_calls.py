"""A call to us that nobody told of is never lost: it is told as missed, or waits on a list, and the line is free."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
import time_machine

from tandem.contacts.calling.commands import close_line, open_line
from tandem.contacts.calling.overdue import LONGEST, SPOKEN, TELL_WITHIN, settle_once
from tandem.contacts.calling.queries import my_calls, untold_calls
from tandem.contacts.calling.received import tell_received_call
from tandem.contacts.calling.receiving import Through, left, put_through
from tandem.contacts.calling.telling import line_answered
from tandem.contacts.commands.record_call_outcome import Told
from tandem.contacts.errors import CallOutcomeKnown, ReceivedCallNotFound
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.facts import Earlier
from tandem.contacts.models import AttemptState, Channel
from tandem.kit import clock, database
from tandem.kit.database import reading, transaction
from tandem.organizations.actor import Actor
from tandem.organizations.errors import NotPermitted
from tandem.organizations.models import CaseScope
from tandem_channels.contract import CallEvent, CallLeg, CallStatus, Provider, Unavailable
from tests.domain.contacts_db.conftest import Fakes
from tests.domain.contacts_db.steps import AGENCY, AWA, HELENE, plan, reread, told, work
from tests.domain.contacts_db.test_put_through import MARC, OURS, TOM, in_hand, of, ring, waiting
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("worker")
TALKED = timedelta(minutes=3)


async def put(made: MadeCase, who: Actor = AWA) -> Through:
    """Whoever waits on their line is given the call."""
    await waiting(who)
    through = await ring(made)
    assert through
    return through


def ended(status: CallStatus, seconds: int | None = None) -> CallEvent:
    """What the provider says of the caller's leg when it is asked."""
    return CallEvent(
        provider=Provider.FAKE,
        dedupe_key="ended",
        attempt_id=None,
        provider_id="CA-theirs",
        leg=CallLeg.DEBTOR,
        status=status,
        duration_seconds=seconds,
        raw={},
    )


async def waiting_for(who: Actor) -> list[UUID]:
    """The calls that wait for somebody on the list of what needs attention."""
    return [one.call.id for _, one in (await untold_calls(who, 50, None)).items]


async def at_hand(who: Actor) -> list[UUID]:
    """The same on the pages of the case files, for somebody's own."""
    return [one.call.id for one in (await my_calls(who)).overdue]


async def kinds(made: MadeCase) -> list[str]:
    return [one.kind for one in await told(made)]


async def test_what_nobody_told_waits_on_the_list_and_its_collector_is_free(morning: time_machine.Traveller) -> None:
    made = await make_case()
    through = await put(made)
    morning.shift(TALKED)
    await left(through.call_id, None)
    await settle_once()
    assert (await in_hand(AWA), await waiting_for(AWA)) == (str(through.call_id), [])
    assert await at_hand(AWA) == []

    morning.shift(TELL_WITHIN)
    await settle_once()
    await settle_once()

    assert (await in_hand(AWA), await waiting_for(AWA)) == (None, [through.call_id])
    assert await at_hand(AWA) == [through.call_id]
    [(_, shown)] = (await untold_calls(AWA, 50, None)).items
    assert shown.case_file
    assert (shown.case_file.id, shown.number) == (made.case_file.id, made.phone.value)
    ours = await plan(await make_case(), Channel.VOICE)
    await work()
    assert (await reread(ours)).state is AttemptState.ACCEPTED


async def overdue(made: MadeCase, who: Actor, morning: time_machine.Traveller) -> Through:
    """A call that somebody was given, talked in, and never told of."""
    through = await put(made, who)
    morning.shift(TALKED)
    await left(through.call_id, None)
    morning.shift(TELL_WITHIN)
    await settle_once()
    return through


async def test_its_outcome_is_told_from_the_list_once_and_completes_the_timeline(
    morning: time_machine.Traveller,
) -> None:
    made = await make_case()
    through = await overdue(made, AWA, morning)

    await tell_received_call(AWA, through.call_id, Told(outcome="reached"))

    assert await kinds(made) == ["call_put_through", "call_received"]
    assert await waiting_for(AWA) == []
    with pytest.raises(CallOutcomeKnown):
        await tell_received_call(AWA, through.call_id, Told(outcome="reached"))


async def test_until_somebody_tells_it_counts_as_a_conversation(morning: time_machine.Traveller) -> None:
    made = await make_case()
    through = await overdue(made, AWA, morning)

    untold = await earlier(made)
    await tell_received_call(AWA, through.call_id, Told(outcome="reached"))

    assert [(one.attempt_id, one.party_id) for one in untold] == [(through.call_id, made.party.id)]
    assert [one.contact for one in await earlier(made)] == [one.contact for one in untold]


async def earlier(made: MadeCase) -> tuple[Earlier, ...]:
    """What limits count of a person."""
    async with reading(AWA):
        return (await facts_of([made.case_file.id]))[made.case_file.id].earlier


async def test_a_manager_sees_a_collectors_and_tells_of_it(morning: time_machine.Traveller) -> None:
    made = await make_case()
    through = await overdue(made, AWA, morning)

    assert (await waiting_for(MARC), await at_hand(MARC)) == ([through.call_id], [])
    await tell_received_call(MARC, through.call_id, Told(outcome="reached"))

    assert await kinds(made) == ["call_put_through", "call_received"]
    assert (await waiting_for(AWA), await at_hand(AWA)) == ([], [])


async def test_a_colleague_another_agency_and_the_client_see_nothing_of_it_and_tell_nothing(
    morning: time_machine.Traveller,
) -> None:
    made = await make_case()
    through = await overdue(made, MARC, morning)

    assert (await waiting_for(AWA), await waiting_for(TOM)) == ([], [])
    with pytest.raises(NotPermitted):
        await untold_calls(HELENE, 50, None)
    with pytest.raises(NotPermitted):
        await tell_received_call(AWA, through.call_id, Told(outcome="reached"))
    with pytest.raises(ReceivedCallNotFound):
        await tell_received_call(TOM, through.call_id, Told(outcome="reached"))

    assert await kinds(made) == ["call_put_through"]
    assert await waiting_for(MARC) == [through.call_id]


async def test_it_waits_for_whoever_had_it_where_the_case_file_is_out_of_their_reach(
    morning: time_machine.Traveller,
) -> None:
    confined = replace(AWA, case_scope=CaseScope.ASSIGNED)
    made = await of(await make_case(), AWA)
    through = await overdue(made, AWA, morning)
    await of(made, MARC)

    [(_, shown)] = (await untold_calls(confined, 50, None)).items

    assert (shown.call.id, shown.case_file, shown.number) == (through.call_id, None, None)
    assert await tell_received_call(confined, through.call_id, Told(outcome="reached")) is None
    assert await kinds(made) == ["call_put_through", "call_received"]


async def test_a_line_that_closes_before_they_join_it_leaves_a_missed_call(fakes: Fakes) -> None:
    line, made = await waiting(AWA), await make_case()
    await ring(made)
    await close_line(AWA, line.id)

    await settle_once()
    await settle_once()

    assert await kinds(made) == ["call_put_through", "inbound_message_received"]
    assert (await in_hand(AWA), await waiting_for(AWA)) == (None, [])


@pytest.mark.parametrize(
    ("case", "said", "then"),
    [
        ("hung up while they were spoken to", ended(CallStatus.COMPLETED, 2), "inbound_message_received"),
        ("rang off before that", ended(CallStatus.CANCELED), "inbound_message_received"),
        ("talked, and the end was not told", ended(CallStatus.COMPLETED, 100), "call_put_through"),
        ("talked, nobody knows how long", ended(CallStatus.COMPLETED), "call_put_through"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
async def test_the_provider_is_asked_about_an_end_that_it_did_not_tell(
    morning: time_machine.Traveller, fakes: Fakes, case: str, said: CallEvent, then: str
) -> None:
    made = await make_case()
    through = await put(made)
    fakes.voice.stands["CA-theirs"] = [said]

    morning.shift(timedelta(minutes=4))
    await settle_once()

    assert (await kinds(made))[-1] == then, case
    row = await database.row("SELECT ended_at, told_at FROM incoming_calls WHERE id = $1", through.call_id)
    assert row
    assert row["ended_at"] is not None
    assert (row["told_at"] is not None) == (then == "inbound_message_received")


async def test_a_call_that_goes_on_is_left_alone_until_no_call_lasts_so_long(
    morning: time_machine.Traveller, fakes: Fakes
) -> None:
    through = await put(await make_case())
    fakes.voice.stands["CA-theirs"] = Unavailable("no connection")

    morning.shift(LONGEST - timedelta(minutes=1))
    await settle_once()
    assert await in_hand(AWA) == str(through.call_id)

    morning.shift(timedelta(minutes=2))
    await settle_once()
    morning.shift(TELL_WITHIN)
    await settle_once()
    assert (await in_hand(AWA), await waiting_for(AWA)) == (None, [through.call_id])


async def test_the_provider_is_asked_about_a_call_that_goes_on_ever_more_seldom(
    morning: time_machine.Traveller, fakes: Fakes
) -> None:
    await put(await make_case())
    began = clock.now()

    asked = await asked_within(timedelta(minutes=50), began, morning, fakes)

    assert asked == [4, 8, 16, 26, 36, 46]
    # Its end is found at the next question.
    fakes.voice.stands["CA-theirs"] = [ended(CallStatus.COMPLETED, 60 * 51)]
    assert await asked_within(timedelta(minutes=60), began, morning, fakes) == [56]
    assert await database.row("SELECT 1 FROM incoming_calls WHERE ended_at IS NULL") is None


async def asked_within(until: timedelta, began: datetime, morning: time_machine.Traveller, fakes: Fakes) -> list[int]:
    """At which minutes after it began the provider is asked, with a sweep every two minutes."""
    minutes = []
    while (age := clock.now() - began + timedelta(minutes=2)) <= until:
        morning.shift(timedelta(minutes=2))
        before = len(fakes.voice.asked)
        await settle_once()
        minutes += [int(age.total_seconds()) // 60] * (len(fakes.voice.asked) - before)
    return minutes


async def test_each_agency_has_its_share_of_a_round_and_whoever_was_looked_at_comes_last(
    morning: time_machine.Traveller,
) -> None:
    first = await put(await of(await make_case(), AWA))
    morning.shift(timedelta(minutes=1))
    await waiting(MARC)
    second = await ring(await of(await make_case(), MARC), "CA-2")
    assert second
    theirs = await at_another_agency("CA-3")
    morning.shift(timedelta(minutes=4))

    assert await due(1) == {first.call_id, theirs}
    assert await due(2) == {first.call_id, theirs, second.call_id}
    async with transaction(AGENCY):
        await database.execute("UPDATE incoming_calls SET ask_at = $2 WHERE id = $1", first.call_id, clock.now())
    assert await due(1) == {second.call_id, theirs}


async def at_another_agency(leg: str) -> UUID:
    """A call that another agency's collector was given."""
    made = await make_case(agency="atlas", mandate="AT-2026-021")
    asked = (await open_line(TOM)).line
    await work()
    await line_answered(asked.id, f"CA-{TOM.membership_id}")
    through = await put_through(OURS, made.phone.value, leg, TOM.organization_id)
    assert through
    return through.call_id


async def due(most: int) -> set[UUID]:
    """What a sweep looks at, so many of an agency."""
    now = clock.now()
    before = now - timedelta(minutes=3)
    found = await database.rows(
        "SELECT call_id FROM door_received_calls_due($1, $2, $3, $4, $5)", now, before, before, SPOKEN, most
    )
    return {row["call_id"] for row in found}


async def test_of_an_erased_case_file_nothing_is_told_and_the_line_is_free() -> None:
    line, made = await waiting(AWA), await make_case()
    await ring(made)
    await close_line(AWA, line.id)
    async with transaction(AGENCY):
        await database.execute("UPDATE case_files SET erased_at = now() WHERE id = $1", made.case_file.id)

    await settle_once()

    assert await kinds(made) == ["call_put_through"]
    async with reading(AGENCY):
        assert await database.row("SELECT 1 FROM incoming_calls WHERE told_at IS NULL") is None
