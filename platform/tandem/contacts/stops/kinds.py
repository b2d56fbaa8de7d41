"""The facts that stop contact, and what each does at the gate."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from tandem.contacts.gate import Flags, Hold
from tandem.contacts.gate import HoldKind as GateHoldKind

BRITISH = "GB"


class StopKind(StrEnum):
    """What is known of a person."""

    INSOLVENCY = "insolvency"  # a collective procedure (C. com. L622-21)
    OVERINDEBTEDNESS = "overindebtedness"  # an admitted file (C. conso. L722-2)
    DECEASED = "deceased"
    LAWYER = "lawyer"
    ADVISER = "adviser"  # a debt adviser, an association
    GUARDIAN = "guardian"
    WRONG_PARTY = "wrong_party"  # is not who owes
    CEASE = "cease"  # asked in writing to be left alone
    WORKPLACE = "workplace"  # refuses this number or address, at work
    BREATHING_SPACE = "breathing_space"  # SI 2020/1311, for whoever lives in the United Kingdom


# What is said of one number or address: always of a workplace; of a wrong person where somebody else answers there.
AT_AN_ADDRESS = frozenset({StopKind.WORKPLACE, StopKind.WRONG_PARTY})
_HOLDS = {
    StopKind.INSOLVENCY: GateHoldKind.INSOLVENCY,
    StopKind.OVERINDEBTEDNESS: GateHoldKind.OVERINDEBTEDNESS,
    StopKind.DECEASED: GateHoldKind.DECEASED,
}
_REPRESENTED = frozenset({StopKind.LAWYER, StopKind.ADVISER, StopKind.GUARDIAN})


@dataclass(frozen=True, slots=True)
class Stop:
    """A fact in force as it concerns a party of a case file, wherever it was learned.

    `by` is who wrote it down, or the agency for what was learned on another creditor's case. `address` is that of a
    workplace, or where somebody else answers; `until_on` the first day after a breathing space. `elsewhere`: learned on
    another case file, which is `learned_on` for a reader who may open it; `contact_point_id`: where this one has that
    address.
    """

    fact_id: UUID
    party_id: UUID
    kind: StopKind
    since_on: date
    until_on: date | None
    address: str | None
    by: str
    elsewhere: bool = False
    learned_on: UUID | None = None
    contact_point_id: UUID | None = None


def holds_of(stops: tuple[Stop, ...], party_id: UUID, zone: ZoneInfo) -> tuple[Hold, ...]:
    """What stops every claim of this party, whichever; `zone` is where the law counts days."""
    return tuple(
        Hold(_HOLDS[stop.kind], datetime.combine(stop.since_on, time(), zone), stop.by)
        for stop in stops
        if stop.party_id == party_id and stop.kind in _HOLDS
    )


def flagged(flags: Flags, stops: tuple[Stop, ...], party_id: UUID, address: str) -> Flags:
    """The flags of an attempt with the facts that are known of its party, and of its address."""
    mine = [stop for stop in stops if stop.party_id == party_id]
    if not mine:
        return flags

    def since(*kinds: StopKind) -> date | None:
        return min((stop.since_on for stop in mine if stop.kind in kinds), default=None)

    wrong = [stop.since_on for stop in mine if stop.kind is StopKind.WRONG_PARTY and stop.address in (None, address)]
    refused = [stop.since_on for stop in mine if stop.kind is StopKind.WORKPLACE and stop.address == address]
    rests = [stop.until_on for stop in mine if stop.kind is StopKind.BREATHING_SPACE and stop.until_on]
    return replace(
        flags,
        represented_on=since(*_REPRESENTED),
        cease_on=since(StopKind.CEASE),
        wrong_party_on=min(wrong, default=None),
        workplace_forbidden_on=min(refused, default=None),
        breathing_space_until=max(rests, default=None),
    )
