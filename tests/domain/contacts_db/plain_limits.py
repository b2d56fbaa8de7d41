"""What may reach a person, counted naively from what reached them: nothing here is the gate's own."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from tandem.contacts.models import Channel

WEEKDAYS, SATURDAY, SUNDAY = range(5), (5,), (6,)
CALL_BACK = timedelta(minutes=30)  # on either side of the time that was agreed on


class End(StrEnum):
    """What is known of how a contact ended."""

    UNKNOWN = "unknown"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    TALKED = "talked"
    UNANSWERED = "unanswered"
    NOT_CONNECTED = "not connected"
    CANCELED = "canceled"


@dataclass(frozen=True)
class Limits:
    """The limits of one profile (notes on compliance, §5.1), hours as (weekdays, opens, closes); None: no limit."""

    voice: tuple[tuple[Collection[int], str, str], ...]
    written: tuple[tuple[Collection[int], str, str], ...]
    calls_7d: int
    calls_day: int | None
    contacts_7d: int | None
    attempts_7d: int | None
    pause: int  # days without a call from a conversation on, its own day being the first
    per: str = "person"
    uncounted: Collection[End] = ()  # calls that are none
    holidays: Collection[date] = ()  # from October to December 2026
    # To numbers that nobody has said to be at home, as none of these people has said.
    calls_30d: int | None = None


# No carrier there takes texts about debts: that a text counts as a call in Massachusetts is met by none.
_US_HOURS = (((*WEEKDAYS, *SATURDAY, *SUNDAY), "08:01", "21:00"),)
_IE_HOURS = (((*WEEKDAYS, *SATURDAY), "09:00", "21:00"),)
_FR_HOLIDAYS = (date(2026, 11, 1), date(2026, 11, 11), date(2026, 12, 25))
FR_B2C = Limits(
    voice=((WEEKDAYS, "09:00", "20:00"), (SATURDAY, "09:00", "13:00")),
    written=(((*WEEKDAYS, *SATURDAY), "08:00", "20:00"),),
    calls_7d=2,
    calls_day=1,
    contacts_7d=2,
    attempts_7d=3,
    pause=3,
    uncounted=(End.CANCELED,),
    holidays=_FR_HOLIDAYS,
)
FR_B2B = Limits(
    voice=((WEEKDAYS, "08:30", "18:30"),),
    written=((WEEKDAYS, "08:00", "19:00"),),
    calls_7d=5,
    calls_day=2,
    contacts_7d=4,
    attempts_7d=None,
    pause=1,
    per="debtor",
    uncounted=(End.CANCELED,),
    holidays=_FR_HOLIDAYS,
)
US = Limits(
    voice=_US_HOURS,
    written=_US_HOURS,
    calls_7d=7,
    calls_day=None,
    contacts_7d=None,
    attempts_7d=None,
    pause=7,
    per="debt",
    uncounted=(End.NOT_CONNECTED,),
)
US_MA = Limits(
    voice=_US_HOURS,
    written=_US_HOURS,
    calls_7d=2,
    calls_day=None,
    contacts_7d=None,
    attempts_7d=None,
    pause=7,
    per="debt",
    uncounted=(End.NOT_CONNECTED,),
    calls_30d=2,
)
BE = Limits(
    voice=(((*WEEKDAYS, *SATURDAY), "08:00", "20:00"),),
    written=(((*WEEKDAYS, *SATURDAY), "08:00", "20:00"),),
    calls_7d=3,
    calls_day=1,
    contacts_7d=2,
    attempts_7d=None,
    pause=3,
)
GB = Limits(
    voice=((WEEKDAYS, "08:00", "20:00"), (SATURDAY, "09:00", "17:00")),
    written=(((*WEEKDAYS, *SATURDAY), "08:00", "20:00"),),
    calls_7d=3,
    calls_day=1,
    contacts_7d=3,
    attempts_7d=None,
    pause=3,
    holidays=(date(2026, 12, 25), date(2026, 12, 28)),
)
IE = Limits(
    voice=_IE_HOURS,
    written=_IE_HOURS,
    calls_7d=3,
    calls_day=1,
    contacts_7d=3,
    attempts_7d=None,
    pause=3,
    holidays=(date(2026, 10, 26), date(2026, 12, 25), date(2026, 12, 26)),
)


@dataclass
class Reached:
    """Something that left for a person, or a call of theirs (`inbound`), with what is known of how it ended."""

    at: datetime
    channel: Channel
    person: str
    # The debtor of its case file, as one client knows them: on two case files of theirs the same.
    debtor_id: UUID
    claims: frozenset[UUID] = frozenset()
    end: End = End.UNKNOWN
    inbound: bool = False


def broken(limits: Limits, zones: Sequence[ZoneInfo], left: Reached, before: Sequence[Reached]) -> list[str]:
    """The limits that this breaks after what reached the person before."""
    found = []
    for zone in zones:
        if not _is_open(limits, left.channel, left.at.astimezone(zone)):
            found.append(f"outside hours in {zone.key}")
        for mine in _counted_together(limits, left, before):
            found += [f"{what} in {zone.key}" for what in _exceeded(limits, left, mine, zone)]
    return found


def _is_open(limits: Limits, channel: Channel, local: datetime) -> bool:
    if local.date() in limits.holidays:
        return False
    hours = limits.voice if channel is Channel.VOICE else limits.written
    return any(local.weekday() in days and opens <= f"{local:%H:%M}" < closes for days, opens, closes in hours)


def _counted_together(limits: Limits, left: Reached, before: Sequence[Reached]) -> list[list[Reached]]:
    mine = [one for one in before if one.person == left.person]
    if limits.per == "person":
        return [mine]
    mine = [one for one in mine if one.debtor_id == left.debtor_id]
    if limits.per == "debtor":
        return [mine]
    return [[one for one in mine if not one.claims or claim in one.claims] for claim in left.claims]


def _exceeded(limits: Limits, left: Reached, before: Sequence[Reached], zone: ZoneInfo) -> list[str]:
    today = left.at.astimezone(zone).date()
    days = [((today - one.at.astimezone(zone).date()).days, one) for one in before]
    ours = [(ago, one) for ago, one in days if not one.inbound and not _is_uncounted(limits, one)]
    calls = [ago for ago, one in ours if one.channel is Channel.VOICE]
    talks = [ago for ago, one in days if one.channel is Channel.VOICE and one.end in (End.TALKED, End.UNKNOWN)]
    read = [ago for ago, one in ours if one.channel is not Channel.VOICE and one.end in (End.DELIVERED, End.UNKNOWN)]
    call = left.channel is Channel.VOICE
    counted = {
        "calls in seven days": (call, _since(6, calls), limits.calls_7d),
        "calls in thirty days": (call, _since(29, calls), limits.calls_30d),
        "calls in a day": (call, _since(0, calls), limits.calls_day),
        "contacts in seven days": (True, _since(6, talks) + _since(6, read), limits.contacts_7d),
        "attempts in seven days": (True, _since(6, [ago for ago, _ in ours]), limits.attempts_7d),
        "a call too soon after a conversation": (call, _since(limits.pause - 1, talks), 1),
    }
    return [what for what, (asked, count, most) in counted.items() if asked and most is not None and count >= most]


def _since(most: int, ago: Sequence[int]) -> int:
    return sum(0 <= one <= most for one in ago)


def _is_uncounted(limits: Limits, one: Reached) -> bool:
    return one.end is End.FAILED or (one.channel is Channel.VOICE and one.end in limits.uncounted)
