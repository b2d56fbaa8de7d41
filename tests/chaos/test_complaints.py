"""What the proof complains about: it must fail when the product refuses, or does not do, what it should."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast
from uuid import uuid4

import pytest

from tandem.contacts.models import AttemptState, Channel, ContactAttempt
from tandem.contacts.post.stations import AT_PRINTER
from tandem.contacts.recordings.recording import RecordingState
from tests.chaos.ends import AtProvider, Blows, End, Ending, ending_of, faults_beside, faults_of_record
from tests.chaos.people import Asked
from tests.chaos.running import Outcome
from tests.chaos.storm import BY_EMAIL, DROPS, NEVER_DROPPED, Kind, Wish, full, short, wishes

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
DELIVERED = {"requests": 1, "came_through": True}


def end_of(wish: Wish, state: AttemptState, *codes: str, struck: bool = False, **known: Any) -> End:
    """A contact that ended so; its reasons are `codes`."""
    channel = Channel.EMAIL if wish.kind in BY_EMAIL else Channel.SMS
    attempt = ContactAttempt(id=uuid4(), channel=channel, state=state, sending_at=NOW)
    attempt.reasons = [{"code": code, "args": {"code": "1"}} for code in codes]
    asked = Asked(wish, cast("Any", None), attempt.id, cast("Any", None))
    endings = {
        AttemptState.DELIVERED: Ending.DELIVERED,
        AttemptState.BLOCKED: Ending.REFUSED,
        AttemptState.FAILED: Ending.REFUSED,
    }
    found = End(asked, attempt, endings.get(state, Ending.PERSON), known.get("requests", 0), "came_through" in known)
    found.struck = struck
    found.told = [cast("Any", Told({"state": state.value}))]
    found.wrong = faults_of_record(found, 0, is_shown=True)
    return found


class Told:
    """An event of the timeline, as far as the proof looks at it."""

    def __init__(self, data: dict[str, str], kind: str = "contact_state_changed") -> None:
        self.data, self.kind = data, kind


def outcome(ends: list[End], contacts: int = 500) -> Outcome:
    storm = replace(full(1), contacts=contacts)
    return Outcome(storm, ends, storm.kills, 0, storm.restarts, storm.flushes, 1.0)


def plain(number: int = 0, kind: Kind = Kind.SMS, fault: tuple[str, str] | None = None) -> Wish:
    return Wish(number, kind, fault, refuses=False)


def test_a_product_that_delivers_gives_no_cause():
    assert outcome([end_of(plain(n), AttemptState.DELIVERED, **DELIVERED) for n in range(300)]).complaints == []


def test_a_product_that_refuses_everybody_does_not_hold():
    """A clock that is wrong, a sender that is missing: each contact ends, explained, and nothing is proved."""
    ends = [end_of(plain(n), AttemptState.BLOCKED, "DISPATCH_FAILED") for n in range(300)]

    complaints = outcome(ends).complaints

    assert "only 0 of 300 that the sandbox could deliver are delivered" in complaints
    assert any("nothing that was switched on refuses it" in one for one in complaints)


def test_a_product_that_hands_everybody_to_a_person_does_not_hold():
    ends = [end_of(plain(n), AttemptState.NEEDS_PERSON, "SENDER_MISSING") for n in range(300)]

    assert outcome(ends).complaints == ["only 0 of 300 that the sandbox could deliver are delivered"]


@pytest.mark.parametrize("fault", [("answer_error", "21211"), ("fail_delivery", "30005")])
def test_what_the_provider_refuses_may_end_refused(fault: tuple[str, str]):
    ends = [end_of(plain(n), AttemptState.DELIVERED, **DELIVERED) for n in range(300)]
    ends.append(end_of(plain(300, fault=fault), AttemptState.FAILED, "PROVIDER_REJECTED", requests=1))

    assert outcome(ends).complaints == []
    assert outcome(ends).delivered == (300, 300)


def test_of_a_large_run_those_that_a_killed_worker_took_along_count_as_missed():
    ends = [end_of(plain(n), AttemptState.DELIVERED, **DELIVERED) for n in range(280)]
    ends += [end_of(plain(n), AttemptState.NEEDS_PERSON, "OUTCOME_UNKNOWN", struck=True) for n in range(20)]

    assert outcome(ends).complaints == ["only 280 of 300 that the sandbox could deliver are delivered"]


def test_of_a_small_run_they_are_counted_apart_and_only_where_something_was_struck():
    ends = [end_of(plain(n), AttemptState.DELIVERED, **DELIVERED) for n in range(30)]
    ends += [end_of(plain(n), AttemptState.NEEDS_PERSON, "OUTCOME_UNKNOWN", struck=True) for n in range(3)]
    assert outcome(ends).complaints == []

    ends.append(end_of(plain(39), AttemptState.NEEDS_PERSON, "OUTCOME_UNKNOWN", struck=True))
    assert outcome(ends).complaints == ["4 never left, of 64 that were struck"]

    ends.append(end_of(plain(40), AttemptState.NEEDS_PERSON, "OUTCOME_UNKNOWN", struck=False))
    assert any("nothing struck its worker" in one for one in outcome(ends).complaints)


def test_of_a_small_run_a_call_without_words_counts_apart_and_of_a_large_one_as_missed():
    ends = [end_of(plain(n), AttemptState.DELIVERED, **DELIVERED) for n in range(30)]
    for number in range(2):
        call = end_of(
            plain(30 + number, Kind.BRIDGE), AttemptState.FAILED, "PROVIDER_REJECTED", struck=True, requests=1
        )
        call.answer, call.silenced, call.wrong = "pick_up", True, []
        ends.append(call)

    assert outcome(ends).complaints == []
    more = [end_of(plain(100 + n), AttemptState.DELIVERED, **DELIVERED) for n in range(200)]
    assert outcome(ends + more).delivered == (230, 232)


@pytest.mark.parametrize(
    ("seconds", "took_along", "silenced"),
    [(-21, False, True), (-19, True, True), (1, True, True), (3, False, False), (-31, False, False)],
)
def test_only_what_left_just_before_a_blow_was_struck_by_it(seconds: int, took_along: bool, silenced: bool):
    restart = (NOW, NOW + timedelta(seconds=2))
    blows = Blows([], [restart], lease=10)
    sent = NOW + timedelta(seconds=seconds)

    assert (blows.took_along(sent), blows.silenced(sent)) == (took_along, silenced)
    assert not Blows([(NOW, NOW)], [], lease=10).silenced(sent)
    assert not blows.took_along(None)


def test_what_is_told_as_delivered_must_have_reached_somebody():
    ends = [end_of(plain(n), AttemptState.DELIVERED, **DELIVERED) for n in range(300)]
    ends.append(end_of(plain(300), AttemptState.DELIVERED, requests=1))

    assert outcome(ends).complaints == ["1 × delivered, and it never reached anybody"]


def letter(state: AttemptState = AttemptState.ACCEPTED, **columns: Any) -> ContactAttempt:
    return ContactAttempt(id=uuid4(), channel=Channel.LETTER, state=state, **columns)


@pytest.mark.parametrize(
    ("attempt", "ending"),
    [
        (letter(), Ending.PERSON),
        (letter(provider_status=AT_PRINTER), Ending.NONE),
        (letter(provider_status=AT_PRINTER, posted_on=NOW.date()), Ending.DELIVERED),
    ],
    ids=["the agency's own to post", "at the printer", "told as posted"],
)
def test_a_letter_at_a_printer_ends_when_it_is_told_as_posted(attempt: ContactAttempt, ending: Ending):
    assert ending_of(attempt) is ending


@pytest.mark.parametrize(("told", "is_wrong"), [(0, True), (1, False), (2, True)])
def test_what_a_debtor_wrote_once_is_told_once(told: int, is_wrong: bool):
    end = end_of(plain(kind=Kind.REPLY), AttemptState.DELIVERED, **DELIVERED)
    end.asked = replace(end.asked, wrote=1)
    end.told += [cast("Any", Told({}, "inbound_message_received"))] * told

    assert bool(faults_of_record(end, 0, is_shown=True)) is is_wrong


@pytest.mark.parametrize(("files", "is_wrong"), [(0, True), (1, False), (2, True)])
def test_an_e_mail_with_a_file_arrives_with_that_file(files: int, is_wrong: bool):
    end = end_of(plain(kind=Kind.ATTACHED), AttemptState.DELIVERED, **DELIVERED)

    found = faults_beside(end, AtProvider(files={str(end.attempt.id): files}))

    assert bool(found) is is_wrong


def recorded_call(state: RecordingState | None, *, cleared: bool = True, star: bool = False) -> End:
    end = end_of(plain(kind=Kind.RECORDED), AttemptState.DELIVERED, **DELIVERED)
    end.answer, end.star = "pick_up", star
    if state is not None:
        end.recording = cast("Any", SimpleNamespace(state=state, cleared_at=NOW if cleared else None))
    return end


@pytest.mark.parametrize(
    ("end", "left", "wrong"),
    [
        (recorded_call(RecordingState.KEPT), 0, []),
        (recorded_call(RecordingState.DESTROYED, star=True), 0, []),
        (recorded_call(RecordingState.KEPT, cleared=False), 0, ["its recording has no end"]),
        (recorded_call(RecordingState.RUNNING), 0, ["its recording has no end"]),
        (recorded_call(RecordingState.KEPT), 1, ["a recording of it is left at the provider"]),
        (recorded_call(RecordingState.KEPT, star=True), 0, ["recorded, though they pressed the star"]),
        (recorded_call(None), 0, ["recorded, and nothing here tells"]),
    ],
)
def test_a_recording_is_ours_alone_or_nobodys(end: End, left: int, wrong: list[str]):
    key = str(end.attempt.id)

    assert faults_beside(end, AtProvider(recorded={key}, recordings=Counter({key: left}))) == wrong


def test_a_product_that_records_nothing_does_not_hold():
    ends = [end_of(plain(n), AttemptState.DELIVERED, **DELIVERED) for n in range(300)]
    assert outcome([*ends, *(recorded_call(RecordingState.KEPT) for _ in range(10))]).complaints == []

    missed = [recorded_call(RecordingState.MISSING) for _ in range(10)]
    assert outcome(ends + missed).complaints == ["only 0 of 10 conversations are recorded"]


@pytest.mark.parametrize("storm", [full(7), short(7)])
def test_most_of_what_is_asked_for_could_be_delivered_and_each_fault_meets_somebody(storm: Any):
    asked = wishes(storm)

    assert sum(wish.could_be_delivered for wish in asked) >= 0.6 * len(asked)
    met = {wish.fault for wish in asked}
    assert DROPS in met
    assert not [wish for wish in asked if wish.fault == DROPS and wish.kind in NEVER_DROPPED]
    assert {wish.kind for wish in asked} == set(Kind)
