"""The rules that judge one claim: its mandate, its opening letter, its age, and the holds on it or on a part of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from tandem.contacts.gate.facts import DATED_HOLDS, ClaimFacts, Flags, Hold
from tandem.contacts.gate.pack import Origin, Profile
from tandem.contacts.gate.prescription import last_day_of
from tandem.contacts.gate.reasons import CODE_OF_HOLD, SEVERITY, STOPPED_PURPOSES, ReasonCode
from tandem.contacts.gate.verdict import Reason
from tandem.contacts.gate.vocabulary import Decision, Purpose


@dataclass(frozen=True, slots=True)
class Finding:
    """What the claim's own rules say.

    `left` minor units may be asked for, now or, when deferred, from `free_from` on. A hold on a part is a reason that
    the rest survives, so `decision` is not simply the strictest of the reasons.
    """

    decision: Decision
    reasons: list[Reason]
    passed: list[Reason]
    left: int
    free_from: datetime | None = None


@dataclass(frozen=True, slots=True)
class Instant:
    """Now, and the local dates it falls on: the legal one, and the latest one of all places the debtor may be at."""

    at: datetime
    legal_day: date
    latest_day: date


def judge(claim: ClaimFacts, profile: Profile, purpose: Purpose, now: Instant, flags: Flags) -> Finding:
    """Apply rules 1, 2, 4, 7, 8, 9, 14 and 18 to a claim, in that order. Raises RuleMissing."""
    reasons: list[Reason] = []
    if claim.outstanding.minor <= 0 and purpose in STOPPED_PURPOSES[ReasonCode.CASE_CLOSED]:
        reasons.append(reason_of(ReasonCode.CASE_CLOSED, profile, now))
    if not claim.mandated:
        reasons.append(reason_of(ReasonCode.NO_MANDATE, profile, now))
    if purpose in STOPPED_PURPOSES[ReasonCode.TIME_BARRED]:
        reasons.extend(_time_bar(claim, profile, now, flags))
    if not flags.opening_letter and _opening_letter_missing(claim, profile, now):
        reasons.append(reason_of(ReasonCode.FR_FIRST_LETTER_MISSING, profile, now))
    decision = strictest(reason.decision for reason in reasons)
    if not claim.holds:
        return Finding(decision, reasons, [], claim.outstanding.minor)
    held = _holds_on(claim, profile, purpose, now)
    stricter = strictest((decision, held.decision))
    return Finding(stricter, reasons + held.reasons, held.passed, held.left, held.free_from)


def _holds_on(claim: ClaimFacts, profile: Profile, purpose: Purpose, now: Instant) -> Finding:
    in_force = [hold for hold in claim.holds if hold.in_force(now.at)]
    stopping = [hold for hold in in_force if purpose in STOPPED_PURPOSES[CODE_OF_HOLD[hold.kind]]]
    passed = [_reason_of_hold(hold, Decision.ALLOW, profile, now) for hold in in_force if hold not in stopping]
    if not stopping:
        return Finding(Decision.ALLOW, [], passed, claim.outstanding.minor)
    dated = [hold for hold in stopping if hold.kind in DATED_HOLDS]
    undated = [hold for hold in stopping if hold.kind not in DATED_HOLDS]
    reasons = [_reason_of_hold(hold, Decision.BLOCK, profile, now) for hold in undated]
    reasons += [_reason_of_hold(hold, Decision.DEFER, profile, now) for hold in dated]
    left = _left(claim.outstanding.minor, stopping)
    if left > 0:
        return Finding(Decision.ALLOW, reasons, passed, left)
    for ends in sorted(hold.until for hold in dated if hold.until):
        # An undated hold may have an end too, but its answer is BLOCK: who ends it asks again.
        left = _left(claim.outstanding.minor, undated + [hold for hold in dated if hold.in_force(ends)])
        if left > 0:
            return Finding(Decision.DEFER, reasons, passed, left, ends)
    return Finding(Decision.BLOCK, reasons, passed, 0)


def _left(outstanding: int, holds: Iterable[Hold]) -> int:
    """What no hold touches. Parts held for different reasons are taken as different parts: never ask too much."""
    for hold in holds:
        outstanding = 0 if hold.amount_minor is None else outstanding - hold.amount_minor
        if outstanding <= 0:
            return 0
    return outstanding


def _time_bar(claim: ClaimFacts, profile: Profile, now: Instant, flags: Flags) -> list[Reason]:
    last_day = last_day_of(claim, profile)
    if now.latest_day <= last_day:
        return []
    limitation = profile.limitation_of(claim.segment, claim.nature, claim.due_on)
    if limitation.barred is Decision.REVIEW and ReasonCode.TIME_BARRED in flags.released:
        return []
    arguments = {"last_day": last_day.isoformat()}
    return [_reason(ReasonCode.TIME_BARRED, limitation.barred, limitation.origin, arguments)]


def _opening_letter_missing(claim: ClaimFacts, profile: Profile, now: Instant) -> bool:
    if ReasonCode.FR_FIRST_LETTER_MISSING not in profile.rules:
        return False
    posted = claim.opening_letter_posted_on
    return posted is None or posted > now.legal_day


def _reason_of_hold(hold: Hold, decision: Decision, profile: Profile, now: Instant) -> Reason:
    arguments = {"since": hold.since.astimezone(profile.legal_zone).date().isoformat(), "by": hold.by}
    if hold.until:
        arguments["until"] = hold.until.astimezone(profile.legal_zone).date().isoformat()
    return reason_of(CODE_OF_HOLD[hold.kind], profile, now, decision, **arguments)


def reason_of(
    code: ReasonCode, profile: Profile, now: Instant, decision: Decision = Decision.BLOCK, **arguments: str
) -> Reason:
    """A reason whose source is a row of the pack's `rules`. Raises RuleMissing."""
    return _reason(code, decision, profile.rules[code].on(now.legal_day), arguments)


def _reason(code: ReasonCode, decision: Decision, origin: Origin, arguments: dict[str, str]) -> Reason:
    return Reason(code, decision, origin.source, origin.basis, tuple(arguments.items()))


def strictest(decisions: Iterable[Decision]) -> Decision:
    """The decision that wins when several rules speak; ALLOW when none does."""
    return max(decisions, key=SEVERITY.__getitem__, default=Decision.ALLOW)
