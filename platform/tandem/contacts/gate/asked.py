"""The question as every rule sees it, and the reason that a rule of the pack gives for its answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tandem.contacts.gate.dated import RuleMissing
from tandem.contacts.gate.facts import ClaimFacts, Flags
from tandem.contacts.gate.pack import Origin, Profile
from tandem.contacts.gate.reasons import SEVERITY, ReasonCode
from tandem.contacts.gate.verdict import Reason
from tandem.contacts.gate.vocabulary import Channel, Decision, Purpose


@dataclass(slots=True)
class Asked:
    """`purpose` is the one in effect. `at` is now, `clocks` each zone that the debtor may be in with the time there,
    `legal_day` the date where the law counts, `latest_day` the latest of all places. `claims`: those that it names.
    """

    profile: Profile
    region: str
    channel: Channel
    purpose: Purpose
    flags: Flags
    at: datetime
    legal_day: date
    latest_day: date
    clocks: tuple[tuple[ZoneInfo, datetime], ...]
    claims: Sequence[ClaimFacts]


def reason_of(code: ReasonCode, asked: Asked, decision: Decision | None = None, **arguments: str) -> Reason:
    """A reason whose source, and unless given its decision, is a row of the pack's `rules`. Raises RuleMissing."""
    rows = asked.profile.rules.get(code)
    if rows is None:
        raise RuleMissing(f"{code} in {asked.profile.pack_version}", asked.legal_day)
    rule = rows.on(asked.legal_day)
    return reason_from(code, decision or rule.decision, rule.origin, arguments)


def reason_from(code: ReasonCode, decision: Decision, origin: Origin, arguments: dict[str, str]) -> Reason:
    """A reason whose source is a row of a table of its own."""
    return Reason(code, decision, origin.source, origin.basis, tuple(arguments.items()))


def unless_released(reason: Reason, asked: Asked) -> list[Reason]:
    """The reason, or nothing when a person released it: only what the pack gives to a person to review can be."""
    released = reason.decision is Decision.REVIEW and reason.code in asked.flags.released
    return [] if released else [reason]


def strictest(decisions: Iterable[Decision]) -> Decision:
    """The decision that wins when several rules speak; ALLOW when none does."""
    return max(decisions, key=SEVERITY.__getitem__, default=Decision.ALLOW)


def decision_of(reasons: Sequence[Reason]) -> Decision:
    """The strictest decision of some reasons; ALLOW without one."""
    if not reasons:
        return Decision.ALLOW
    return reasons[0].decision if len(reasons) == 1 else strictest([reason.decision for reason in reasons])
