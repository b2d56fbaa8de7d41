"""What must hold for any question: checked against hours and limits written down a second time, as plain tables."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tandem.contacts.gate import (
    Basis,
    Channel,
    ClaimFacts,
    ContactResult,
    Decision,
    Flags,
    HoldKind,
    PastContact,
    Profile,
    Purpose,
    ReasonCode,
    Segment,
    Verdict,
    gate,
)
from tandem.contacts.gate.asked import strictest
from tandem.contacts.gate.dated import Dated, Period
from tandem.contacts.gate.pack import Origin, Rule
from tandem.contacts.gate.public_holidays import is_holiday
from tests.domain.contacts.facts import (
    B2B,
    B2C,
    BE,
    F_101,
    F_102,
    GB,
    IE,
    US,
    US_DC,
    US_MA,
    US_NYC,
    US_WA,
    claim,
    hold,
)

MINUTE = timedelta(minutes=1)
ZONES = [
    ZoneInfo(name)
    # Clocks change at 02:00, at midnight, by half an hour, never, or on another day than in Paris.
    for name in (
        "Europe/Paris",
        "America/Havana",
        "Asia/Beirut",
        "Australia/Lord_Howe",
        "Indian/Reunion",
        "America/New_York",
    )
]
Place: TypeAlias = tuple[Profile, str]
PLACES: list[Place] = [
    (B2C, "FR"),
    (B2C, "FR-ALSACE-MOSELLE"),
    (B2C, "FR-REUNION"),
    (B2B, "FR"),
    (GB, "GB"),
    (GB, "GB-SCOTLAND"),
    (IE, "IE"),
    (BE, "BE"),
    (US, "US"),
    (US_MA, "US-MA"),
    (US_DC, "US-DC"),
    (US_WA, "US-WA"),
    (US_NYC, "US-NYC"),
]
AMERICAN = ("US", "US_MA", "US_DC", "US_WA", "US_NYC")
OPEN_ON_HOLIDAYS = {"BE_B2C", *AMERICAN}
WEEKDAYS, SATURDAY, SUNDAY = (0, 1, 2, 3, 4), (5,), (6,)
HOURS: dict[tuple[str, str], list[tuple[tuple[int, ...], str, str]]] = {
    ("FR_B2C", "voice"): [(WEEKDAYS, "09:00", "20:00"), (SATURDAY, "09:00", "13:00")],
    ("FR_B2C", "written"): [(WEEKDAYS + SATURDAY, "08:00", "20:00")],
    ("FR_B2B", "voice"): [(WEEKDAYS, "08:30", "18:30")],
    ("FR_B2B", "written"): [(WEEKDAYS, "08:00", "19:00")],
    ("GB", "voice"): [(WEEKDAYS, "08:00", "20:00"), (SATURDAY, "09:00", "17:00")],
    ("GB", "written"): [(WEEKDAYS + SATURDAY, "08:00", "20:00")],
    ("IE", "voice"): [(WEEKDAYS + SATURDAY, "09:00", "21:00")],
    ("IE", "written"): [(WEEKDAYS + SATURDAY, "09:00", "21:00")],
    ("BE_B2C", "voice"): [(WEEKDAYS + SATURDAY, "08:00", "20:00")],
    ("BE_B2C", "written"): [(WEEKDAYS + SATURDAY, "08:00", "20:00")],
    **{
        (profile, kind): [(WEEKDAYS + SATURDAY + SUNDAY, "08:01", "21:00")]
        for profile in AMERICAN
        for kind in ("voice", "written")
    },
}
NONE = 10**9
# calls in 7 days, calls a day, contacts in 7 days, attempts in 7 days, days of pause after a conversation
LIMITS = {
    "FR_B2C": (2, 1, 2, 3, 3),
    "FR_B2B": (5, 2, 4, NONE, 1),
    "GB": (3, 1, 3, NONE, 3),
    "IE": (3, 1, 3, NONE, 3),
    "BE_B2C": (3, 1, 2, NONE, 3),
    "US": (7, NONE, NONE, NONE, 7),
    "US_MA": (2, NONE, NONE, NONE, 7),
    "US_DC": (3, NONE, NONE, NONE, 7),
    "US_WA": (3, NONE, NONE, NONE, 7),
    "US_NYC": (3, NONE, NONE, NONE, 7),
}
# American limits are the debt's own; a call that did not connect is none; in Massachusetts a text message is a call, in
# D.C., Washington and New York City an e-mail too.
PER_DEBT = set(AMERICAN)
# Calls in thirty days to numbers that nobody has said to be at home, as none of these here.
ELSEWHERE = {"US_MA": 2}
CALLS = {
    "US_MA": {Channel.VOICE, Channel.SMS},
    **{profile: set(Channel) - {Channel.LETTER} for profile in ("US_DC", "US_WA", "US_NYC")},
}
UNCOUNTED = {
    "FR_B2C": {ContactResult.CANCELED},
    "FR_B2B": {ContactResult.CANCELED},
    **{profile: {ContactResult.NOT_CONNECTED} for profile in AMERICAN},
}


def is_open(place: Place, channel: Channel, local: datetime) -> bool:
    """The hours of the compliance notes (§5.1), read from the table above."""
    profile, region = place
    rule = profile.holiday_rule(region, local.date())
    if profile.name not in OPEN_ON_HOLIDAYS and is_holiday(rule, local.date()):
        return False
    table = HOURS[profile.name, "voice" if channel is Channel.VOICE else "written"]
    return any(local.weekday() in days and start <= f"{local:%H:%M}" < end for days, start, end in table)


def is_uncounted(profile: Profile, past: PastContact) -> bool:
    """A telephone may be busy or dead; a text message that counts as a call was sent, whatever became of it."""
    return past.channel is Channel.VOICE and past.result in UNCOUNTED.get(profile.name, ())


def is_ours(profile: Profile, past: PastContact) -> bool:
    """We tried, and it counts."""
    return not past.inbound and past.result is not ContactResult.FAILED and not is_uncounted(profile, past)


def is_within_limits(
    profile: Profile, channel: Channel, day: date, zone: ZoneInfo, history: Sequence[PastContact], about: UUID
) -> bool:
    """The limits of the compliance notes (§5.1), counted naively."""
    calls_7d, calls_day, contacts_7d, attempts_7d, pause = LIMITS[profile.name]
    mine = [past for past in history if profile.name not in PER_DEBT or not past.claims or about in past.claims]
    dated = [(past.at.astimezone(zone).date(), past) for past in mine]
    week = [past for on, past in dated if day - timedelta(days=6) <= on <= day]
    month = [past for on, past in dated if day - timedelta(days=29) <= on <= day and is_ours(profile, past)]
    ours = [past for past in week if is_ours(profile, past)]
    kinds = CALLS.get(profile.name, {Channel.VOICE})
    calls = [past for past in ours if past.channel in kinds]
    talks = [
        past
        for past in week
        if past.channel is Channel.VOICE and past.result in (ContactResult.TALKED, ContactResult.UNKNOWN)
    ]
    messages = [
        past
        for past in ours
        if past.channel in (Channel.SMS, Channel.EMAIL)
        and past.result in (ContactResult.DELIVERED, ContactResult.UNKNOWN)
    ]
    if len(ours) >= attempts_7d:
        return False
    if channel is Channel.LETTER:
        return True
    if len(talks) + len(messages) >= contacts_7d:
        return False
    if channel in kinds and sum(past.channel in kinds for past in month) >= ELSEWHERE.get(profile.name, NONE):
        return False
    if channel not in kinds:
        return True
    today = [past for past in calls if past.at.astimezone(zone).date() == day]
    resting = channel is Channel.VOICE and any(
        day - timedelta(days=pause) < past.at.astimezone(zone).date() for past in talks
    )
    return not resting and len(calls) < calls_7d and len(today) < calls_day


def may_leave(
    place: Place,
    channel: Channel,
    at: datetime,
    zones: Sequence[ZoneInfo],
    history: Sequence[PastContact],
    about: UUID = F_101,
) -> bool:
    """All hours and limits, in every zone."""
    locals_ = [(zone, at.astimezone(zone)) for zone in zones]
    return all(
        is_within_limits(place[0], channel, local.date(), zone, history, about)
        and (channel is Channel.LETTER or is_open(place, channel, local))
        for zone, local in locals_
    )


Told: TypeAlias = tuple[int, Channel, ContactResult, bool, tuple[UUID, ...]]
START = datetime(2026, 1, 6, tzinfo=UTC)
instants = st.integers(0, 60_000_000).map(lambda seconds: START + timedelta(seconds=seconds))
CLOCK_CHANGES = [date(2026, 3, 8), date(2026, 3, 28), date(2026, 4, 4), date(2026, 10, 24), date(2026, 10, 31)]
transitions = st.builds(
    lambda day, minutes: START + (day - START.date()) + minutes * MINUTE,
    st.sampled_from(CLOCK_CHANGES),
    st.integers(0, 2880),
)
zone_lists = st.lists(st.sampled_from(ZONES), min_size=1, max_size=2, unique=True)
places = st.sampled_from(PLACES)
channels = st.sampled_from(Channel)
earlier = st.lists(
    st.tuples(
        st.integers(0, 12 * 24 * 60),
        st.sampled_from(Channel),
        st.sampled_from(ContactResult),
        st.booleans(),
        st.sampled_from([(), (F_101,), (F_102,), (F_101, F_102)]),
    ),
    max_size=8,
)


def history_before(now: datetime, told: list[Told]) -> list[PastContact]:
    return [
        PastContact(now - minutes * MINUTE, channel, result, inbound, frozenset(about))
        for minutes, channel, result, inbound, about in told
    ]


@settings(max_examples=300, deadline=None)
@given(places, channels, zone_lists, st.one_of(instants, transitions), earlier)
def test_allowed_exactly_when_hours_and_limits_pass_and_deferred_to_the_first_minute_they_do(
    place: Place,
    channel: Channel,
    zones: list[ZoneInfo],
    now: datetime,
    told: list[Told],
) -> None:
    profile, region = place
    history = history_before(now, told)
    owed = [claim(next(iter(profile.segments)), due_on=date(2026, 1, 2))]

    verdict = gate(owed, profile, zones, region, channel, Purpose.DEMAND, now, history, Flags())

    assert (verdict.decision is Decision.ALLOW) == may_leave(place, channel, now, zones, history)
    if verdict.decision is Decision.ALLOW:
        assert verdict.codes == ()
        return
    assert verdict.codes
    if verdict.until is None:
        assert ReasonCode.TIMEZONE_UNKNOWN in verdict.codes
        return
    at_until = gate(owed, profile, zones, region, channel, Purpose.DEMAND, verdict.until, history, Flags())
    assert at_until.decision is Decision.ALLOW
    at = now.replace(second=0, microsecond=0) + MINUTE
    assume(verdict.until - at < timedelta(days=9))
    while at < verdict.until:
        assert not may_leave(place, channel, at, zones, history), at
        at += 7 * MINUTE if verdict.until - at > timedelta(hours=3) else MINUTE


@dataclass
class Sent:
    """Something that happened; what became of it is known later than that it did."""

    past: PastContact
    ends: ContactResult
    known_at: datetime

    def as_known(self, at: datetime) -> PastContact:
        """What the gate is told of it at that instant."""
        return replace(self.past, result=self.ends) if self.known_at <= at else self.past


CALL_ENDS = [
    ContactResult.TALKED,
    ContactResult.UNANSWERED,
    ContactResult.NOT_CONNECTED,
    ContactResult.CANCELED,
    ContactResult.FAILED,
    ContactResult.UNKNOWN,
]
MESSAGE_ENDS = [
    ContactResult.DELIVERED,
    ContactResult.UNDELIVERED,
    ContactResult.FAILED,
    ContactResult.UNKNOWN,
]
steps = st.builds(
    lambda channel, **how: Step(channel, **how),
    channels,
    wait=st.integers(1, 2000),
    call_ends=st.sampled_from(CALL_ENDS),
    message_ends=st.sampled_from(MESSAGE_ENDS),
    known_after=st.sampled_from([0, 1, 90, 3000]),
    inbound=st.integers(0, 5).map(lambda dice: dice == 0),
    obeys_until=st.booleans(),
    about=st.sampled_from([F_101, F_102]),
)


@dataclass(frozen=True)
class Step:
    """One thing that somebody tries, and what will become of it."""

    channel: Channel
    wait: int
    call_ends: ContactResult
    message_ends: ContactResult
    known_after: int
    inbound: bool
    obeys_until: bool
    about: UUID

    @property
    def ends(self) -> ContactResult:
        return self.call_ends if self.channel is Channel.VOICE else self.message_ends


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(places, zone_lists, st.one_of(instants, transitions), st.lists(steps, min_size=15, max_size=50))
def test_no_sequence_of_actions_clocks_and_failures_breaks_a_limit_or_a_window(
    place: Place, zones: list[ZoneInfo], now: datetime, tried: list[Step]
) -> None:
    profile, region = place
    log: list[Sent] = []
    left: list[tuple[datetime, Step, int]] = []
    for step in tried:
        now += step.wait * MINUTE
        if step.inbound:
            ends = ContactResult.TALKED if step.channel is Channel.VOICE else ContactResult.DELIVERED
            log.append(Sent(PastContact(now, step.channel, ends, True, frozenset({step.about})), ends, now))
            continue
        owed = [claim(next(iter(profile.segments)), id=step.about, due_on=date(2026, 1, 2))]

        def ask(at: datetime, step: Step = step, owed: list[ClaimFacts] = owed) -> Verdict:
            history = [sent.as_known(at) for sent in log]
            return gate(owed, profile, zones, region, step.channel, Purpose.DEMAND, at, history, Flags())

        verdict = ask(now)
        if verdict.until is not None and step.obeys_until:
            now = verdict.until
            verdict = ask(now)
        if verdict.decision is Decision.ALLOW:
            left.append((now, step, len(log)))
            sent = PastContact(now, step.channel, ContactResult.UNKNOWN, claims=frozenset({step.about}))
            log.append(Sent(sent, step.ends, now + step.known_after * MINUTE))
        else:
            assert all(reason.source for reason in verdict.reasons)

    for at, step, before in left:
        # As it all turned out in the end, which is never more than what was feared at the time.
        history = [replace(sent.past, result=sent.ends) for sent in log[:before]]
        assert may_leave(place, step.channel, at, zones, history, step.about), (at, step)


claims_of_all_kinds = st.builds(
    lambda **changes: claim(**changes),
    segment=st.sampled_from(Segment),
    mandated=st.booleans(),
    opening_letter_posted_on=st.sampled_from([None, date(2026, 1, 5)]),
    due_on=st.dates(date(2019, 1, 1), date(2026, 6, 1)),
    holds=st.lists(
        st.builds(hold, st.sampled_from(HoldKind), amount_minor=st.sampled_from([None, 100_00, 700_00])), max_size=2
    ).map(tuple),
)
flags_of_all_kinds = st.builds(
    Flags,
    closed_on=st.sampled_from([None, date(2026, 11, 1)]),
    opted_out_on=st.sampled_from([None, date(2026, 11, 1)]),
    address_invalid_on=st.sampled_from([None, date(2026, 11, 1)]),
    represented_on=st.sampled_from([None, date(2026, 11, 1)]),
    cease_on=st.sampled_from([None, date(2026, 11, 1)]),
    no_phone_on=st.sampled_from([None, date(2026, 11, 1)]),
    number=st.sampled_from([None, "+33612345678", "+12125550100"]),
    template_missing=st.booleans(),
    breathing_space_until=st.sampled_from([None, date(2026, 12, 20)]),
    released=st.sets(st.sampled_from(ReasonCode)).map(frozenset),
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    places,
    st.lists(claims_of_all_kinds, min_size=1, max_size=3),
    st.sampled_from(Purpose),
    channels,
    instants,
    flags_of_all_kinds,
    st.booleans(),
)
def test_every_refusal_has_a_reason_with_a_source_and_asks_for_nothing(
    place: Place, owed: list[ClaimFacts], purpose: Purpose, channel: Channel, now: datetime, flags: Flags, opens: bool
) -> None:
    profile, region = place
    flags = replace(flags, opening_letter=opens and (channel, purpose) == (Channel.LETTER, Purpose.DEMAND))
    served = sorted(profile.segments)[0]
    owed = [one if one.segment in profile.segments else replace(one, segment=served) for one in owed]

    verdict = gate(owed, profile, [ZONES[0]], region, channel, purpose, now, [], flags)

    assert (verdict.decision is Decision.ALLOW) == (verdict.reasons == ())
    assert (verdict.decision is Decision.ALLOW) == bool(verdict.allowed)
    assert (verdict.decision is Decision.DEFER) == (verdict.until is not None)
    ends = flags.breathing_space_until
    if ends and ReasonCode.GB_BREATHING_SPACE in profile.rules and purpose in (Purpose.DEMAND, Purpose.LEGAL_NOTICE):
        assert verdict.decision is not Decision.ALLOW or now.date() >= ends
    for answer in verdict.claims:
        assert answer.demandable.minor >= 0
        assert answer.decision is Decision.ALLOW or answer.reasons
        assert answer.decision in (Decision.ALLOW, Decision.DEFER) or answer.demandable.minor == 0
        assert all(reason.source for reason in answer.reasons + answer.passed)
        assert answer.until is None or answer.until > now


# The Line Islands and Niue are far from everywhere: with them no minute suits all places.
FAR = [*ZONES, ZoneInfo("Pacific/Kiritimati"), ZoneInfo("Pacific/Niue")]


@settings(max_examples=300, deadline=None)
@given(
    places,
    channels,
    st.lists(st.sampled_from(FAR), max_size=3, unique=True),
    instants,
    flags_of_all_kinds,
    st.sampled_from([Decision.BLOCK, Decision.REVIEW]),
)
def test_the_strictest_reason_wins_and_an_unknown_hour_is_what_the_pack_says_it_is(
    place: Place, channel: Channel, zones: list[ZoneInfo], now: datetime, flags: Flags, decision: Decision
) -> None:
    profile, region = place
    unknown = Rule(decision, Origin("Un pays qui en décide autrement", Basis.POLICY))
    rows = {ReasonCode.TIMEZONE_UNKNOWN: Dated.of("rules", [Period(date(2020, 1, 1), None, unknown)])}
    profile = replace(profile, rules={**profile.rules, **rows})
    owed = [claim(next(iter(profile.segments)), due_on=date(2026, 1, 2))]

    verdict = gate(owed, profile, zones, region, channel, Purpose.DEMAND, now, [], flags)

    assert verdict.decision is strictest(one.decision for one in verdict.reasons)
    said = [one.decision for one in verdict.reasons if one.code is ReasonCode.TIMEZONE_UNKNOWN]
    assert said in ([], [decision])


@settings(max_examples=400, deadline=None)
@given(
    places,
    st.sampled_from(Purpose),
    channels,
    instants,
    st.one_of(st.none(), st.integers(-60, 72 * 60)),
    flags_of_all_kinds,
)
def test_only_answers_leave_without_naming_a_claim(
    place: Place, purpose: Purpose, channel: Channel, now: datetime, asked_ago: int | None, flags: Flags
) -> None:
    profile, region = place
    asked_at = None if asked_ago is None else now - asked_ago * MINUTE
    flags = replace(flags, answers_inbound_at=asked_at, callback_at=asked_at)
    answers_nobody = asked_ago is None or not 0 <= asked_ago <= 48 * 60
    judged = partial(gate, [], profile, [ZONES[0]], region, channel, purpose, now, [], flags)

    if purpose in (Purpose.RIGHTS, Purpose.OPTOUT_CONFIRM) or (purpose is Purpose.REPLY and not answers_nobody):
        assert all(reason.source for reason in judged().reasons)
        return
    with pytest.raises(ValueError, match="names the claims it speaks of"):
        judged()


@settings(max_examples=200, deadline=None)
@given(claims_of_all_kinds, claims_of_all_kinds, channels, instants)
def test_a_claim_is_judged_alike_alone_and_beside_another(
    one: ClaimFacts, other: ClaimFacts, channel: Channel, now: datetime
) -> None:
    named = [one, other]

    together = gate(named, B2C, [ZONES[0]], "FR", channel, Purpose.DEMAND, now, [], Flags())
    alone = gate([one], B2C, [ZONES[0]], "FR", channel, Purpose.DEMAND, now, [], Flags())

    assert together.claims[0] == alone.claims[0]
