"""What must hold for any question: checked against hours and limits written down a second time, as plain tables."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tandem.contacts.gate import (
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
    gate,
)
from tandem.contacts.gate.public_holidays import is_holiday
from tests.domain.contacts.facts import B2B, B2C, claim, hold

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
WEEKDAYS, SATURDAY = (0, 1, 2, 3, 4), (5,)
HOURS: dict[tuple[str, str], list[tuple[tuple[int, ...], str, str]]] = {
    ("FR_B2C", "voice"): [(WEEKDAYS, "09:00", "20:00"), (SATURDAY, "09:00", "13:00")],
    ("FR_B2C", "written"): [(WEEKDAYS + SATURDAY, "08:00", "20:00")],
    ("FR_B2B", "voice"): [(WEEKDAYS, "08:30", "18:30")],
    ("FR_B2B", "written"): [(WEEKDAYS, "08:00", "19:00")],
}
# calls in 7 days, calls a day, contacts in 7 days, attempts in 7 days, days of pause after a conversation
LIMITS = {"FR_B2C": (2, 1, 2, 3, 3), "FR_B2B": (5, 2, 4, 10**9, 1)}


def is_open(profile: Profile, channel: Channel, local: datetime) -> bool:
    """The hours of the compliance notes (§5.1), read from the table above."""
    if is_holiday(profile.holiday_rule("FR", local.date()), local.date()):
        return False
    table = HOURS[profile.name, "voice" if channel is Channel.VOICE else "written"]
    return any(local.weekday() in days and start <= f"{local:%H:%M}" < end for days, start, end in table)


def is_within_limits(
    profile: Profile, channel: Channel, day: date, zone: ZoneInfo, history: Sequence[PastContact]
) -> bool:
    """The limits of the compliance notes (§5.1), counted naively."""
    calls_7d, calls_day, contacts_7d, attempts_7d, pause = LIMITS[profile.name]
    dated = [(past.at.astimezone(zone).date(), past) for past in history]
    week = [past for on, past in dated if day - timedelta(days=6) <= on <= day]
    ours = [past for past in week if not past.inbound and past.result is not ContactResult.FAILED]
    calls = [past for past in ours if past.channel is Channel.VOICE]
    talks = [past for past in week if past.channel is Channel.VOICE and past.result is ContactResult.TALKED]
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
    if channel is not Channel.VOICE:
        return True
    today = [past for past in calls if past.at.astimezone(zone).date() == day]
    resting = any(day - timedelta(days=pause) < past.at.astimezone(zone).date() for past in talks)
    return not resting and len(calls) < calls_7d and len(today) < calls_day


def may_leave(
    profile: Profile, channel: Channel, at: datetime, zones: Sequence[ZoneInfo], history: Sequence[PastContact]
) -> bool:
    """All hours and limits, in every zone."""
    locals_ = [(zone, at.astimezone(zone)) for zone in zones]
    return all(
        is_within_limits(profile, channel, local.date(), zone, history)
        and (channel is Channel.LETTER or is_open(profile, channel, local))
        for zone, local in locals_
    )


START = datetime(2026, 1, 6, tzinfo=UTC)
instants = st.integers(0, 60_000_000).map(lambda seconds: START + timedelta(seconds=seconds))
CLOCK_CHANGES = [date(2026, 3, 8), date(2026, 3, 28), date(2026, 4, 4), date(2026, 10, 24), date(2026, 10, 31)]
transitions = st.builds(
    lambda day, minutes: START + (day - START.date()) + minutes * MINUTE,
    st.sampled_from(CLOCK_CHANGES),
    st.integers(0, 2880),
)
zone_lists = st.lists(st.sampled_from(ZONES), min_size=1, max_size=2, unique=True)
profiles = st.sampled_from([B2C, B2B])
channels = st.sampled_from(Channel)
earlier = st.lists(
    st.tuples(
        st.integers(0, 12 * 24 * 60),
        st.sampled_from(Channel),
        st.sampled_from(ContactResult),
        st.booleans(),
    ),
    max_size=8,
)


def history_before(now: datetime, told: list[tuple[int, Channel, ContactResult, bool]]) -> list[PastContact]:
    return [PastContact(now - minutes * MINUTE, channel, result, inbound) for minutes, channel, result, inbound in told]


@settings(max_examples=300, deadline=None)
@given(profiles, channels, zone_lists, st.one_of(instants, transitions), earlier)
def test_allowed_exactly_when_hours_and_limits_pass_and_deferred_to_the_first_minute_they_do(
    profile: Profile,
    channel: Channel,
    zones: list[ZoneInfo],
    now: datetime,
    told: list[tuple[int, Channel, ContactResult, bool]],
) -> None:
    history = history_before(now, told)
    owed = [claim(next(iter(profile.segments)), due_on=date(2026, 1, 2))]

    verdict = gate(owed, profile, zones, "FR", channel, Purpose.DEMAND, now, history, Flags())

    assert (verdict.decision is Decision.ALLOW) == may_leave(profile, channel, now, zones, history)
    if verdict.decision is Decision.ALLOW:
        assert verdict.codes == ()
        return
    assert verdict.codes
    if verdict.until is None:
        assert ReasonCode.TIMEZONE_UNKNOWN in verdict.codes
        return
    at_until = gate(owed, profile, zones, "FR", channel, Purpose.DEMAND, verdict.until, history, Flags())
    assert at_until.decision is Decision.ALLOW
    at = now.replace(second=0, microsecond=0) + MINUTE
    assume(verdict.until - at < timedelta(days=9))
    while at < verdict.until:
        assert not may_leave(profile, channel, at, zones, history), at
        at += 7 * MINUTE if verdict.until - at > timedelta(hours=3) else MINUTE


@settings(max_examples=40, deadline=None)
@given(
    profiles,
    st.sampled_from(ZONES),
    st.lists(
        st.tuples(st.integers(1, 2000), channels, st.sampled_from([ContactResult.UNKNOWN, ContactResult.TALKED])),
        min_size=20,
        max_size=60,
    ),
)
def test_obeying_the_gate_never_exceeds_a_limit(
    profile: Profile, zone: ZoneInfo, tries: list[tuple[int, Channel, ContactResult]]
) -> None:
    calls_7d, calls_day, contacts_7d, attempts_7d, _ = LIMITS[profile.name]
    owed = [claim(next(iter(profile.segments)), due_on=date(2026, 1, 2))]
    now = datetime(2026, 2, 2, 9, tzinfo=UTC)
    sent: list[PastContact] = []
    for wait, channel, result in tries:
        now += wait * MINUTE
        if gate(owed, profile, [zone], "FR", channel, Purpose.DEMAND, now, sent, Flags()).decision is Decision.ALLOW:
            sent.append(PastContact(now, channel, result if channel is Channel.VOICE else ContactResult.UNKNOWN))

    dates = [(past.at.astimezone(zone).date(), past) for past in sent]
    for day, _ in dates:
        week = [(on, past) for on, past in dates if day - timedelta(days=6) <= on <= day]
        calls = [on for on, past in week if past.channel is Channel.VOICE]
        contacts = [
            past
            for _, past in week
            if past.channel in (Channel.SMS, Channel.EMAIL)
            or (past.channel is Channel.VOICE and past.result is ContactResult.TALKED)
        ]
        assert len(calls) <= calls_7d
        assert calls.count(day) <= calls_day
        assert len(contacts) <= contacts_7d
        assert len(week) <= attempts_7d


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
    template_missing=st.booleans(),
    released=st.sets(st.sampled_from(ReasonCode)).map(frozenset),
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(claims_of_all_kinds, min_size=1, max_size=3),
    st.sampled_from(Purpose),
    channels,
    instants,
    flags_of_all_kinds,
)
def test_every_refusal_has_a_reason_with_a_source_and_asks_for_nothing(
    owed: list[ClaimFacts], purpose: Purpose, channel: Channel, now: datetime, flags: Flags
) -> None:
    verdict = gate(owed, B2C, [ZONES[0]], "FR", channel, purpose, now, [], flags)

    assert (verdict.decision is Decision.ALLOW) == (verdict.reasons == ())
    assert (verdict.decision is Decision.ALLOW) == bool(verdict.allowed)
    assert (verdict.decision is Decision.DEFER) == (verdict.until is not None)
    for answer in verdict.claims:
        assert answer.demandable.minor >= 0
        assert answer.decision is Decision.ALLOW or answer.reasons
        assert answer.decision in (Decision.ALLOW, Decision.DEFER) or answer.demandable.minor == 0
        assert all(reason.source for reason in answer.reasons + answer.passed)
        assert answer.until is None or answer.until > now


@settings(max_examples=200, deadline=None)
@given(claims_of_all_kinds, claims_of_all_kinds, channels, instants)
def test_a_claim_is_judged_alike_alone_and_beside_another(
    one: ClaimFacts, other: ClaimFacts, channel: Channel, now: datetime
) -> None:
    named = [one, other]

    together = gate(named, B2C, [ZONES[0]], "FR", channel, Purpose.DEMAND, now, [], Flags())
    alone = gate([one], B2C, [ZONES[0]], "FR", channel, Purpose.DEMAND, now, [], Flags())

    assert together.claims[0] == alone.claims[0]
