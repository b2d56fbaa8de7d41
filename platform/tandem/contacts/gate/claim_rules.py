"""The rules that judge one claim: its mandate, its notices, its age, and the holds on it or on a part of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from tandem.casefiles.limitation import years_later
from tandem.contacts.gate.asked import Asked, decision_of, reason_from, reason_of, strictest, unless_released
from tandem.contacts.gate.contact_rules import first_instant
from tandem.contacts.gate.facts import DATED_HOLDS, ClaimFacts, Hold, Reminder
from tandem.contacts.gate.pack import Profile
from tandem.contacts.gate.prescription import last_day_of, limitation_of
from tandem.contacts.gate.reasons import CODE_OF_HOLD, STOPPED_PURPOSES, ReasonCode
from tandem.contacts.gate.verdict import Reason
from tandem.contacts.gate.vocabulary import Channel, Decision, Purpose
from tandem.contacts.gate.waits import first_free_day

_OPENING = ReasonCode.FR_FIRST_LETTER_MISSING
_REMINDER, _REMINDED = ReasonCode.BE_FIRST_REMINDER_MISSING, ReasonCode.BE_FIRST_REMINDER_SENT


@dataclass(slots=True)
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


class ClaimRules(NamedTuple):
    """Which of the rules about a claim hold for a contact of some purpose, whatever the day."""

    owed: bool
    time_bar: bool
    opening_letter: bool
    reminder: bool
    reminded: bool
    waits: bool
    notice: bool


@lru_cache(maxsize=4096)
def rules_for(profile: Profile, channel: Channel, purpose: Purpose, opening_letter: bool) -> ClaimRules:
    """The rules that a contact must pass with every claim that it names; the opening letter waits for no other."""

    def stopped_by(code: ReasonCode) -> bool:
        return purpose in STOPPED_PURPOSES[code]

    return ClaimRules(
        owed=stopped_by(ReasonCode.CASE_CLOSED),
        time_bar=stopped_by(ReasonCode.TIME_BARRED),
        opening_letter=not opening_letter and _OPENING in profile.rules and stopped_by(_OPENING),
        reminder=not opening_letter and _REMINDER in profile.rules and stopped_by(_REMINDER),
        reminded=_REMINDED in profile.rules and stopped_by(_REMINDED),
        waits=profile.reminder_waits is not None and stopped_by(ReasonCode.BE_14_DAY_WAIT),
        notice=profile.validation_notices is not None and channel is not Channel.LETTER,
    )


def judge(claim: ClaimFacts, asked: Asked, rules: ClaimRules) -> Finding:
    """Apply rules 1, 2, 4, 7 to 9, 14, 15 and 18 to a claim, in that order, with the reminder that Belgium wants.

    Raises RuleMissing.
    """
    reasons: list[Reason] = []
    if rules.owed and claim.outstanding.minor <= 0:
        reasons += unless_released(reason_of(ReasonCode.CASE_CLOSED, asked), asked)
    if not claim.mandated:
        reasons += unless_released(reason_of(ReasonCode.NO_MANDATE, asked), asked)
    if rules.time_bar:
        last_day = last_day_of(claim, asked.profile, asked.region)
        if last_day is None or asked.latest_day > last_day:
            reasons += _time_bar(claim, last_day, asked)
    if rules.opening_letter:
        posted = claim.opening_letter_posted_on
        if posted is None or posted > asked.legal_day:
            reasons += unless_released(reason_of(_OPENING, asked), asked)
    if rules.reminder and claim.reminder is None:
        reasons += unless_released(reason_of(_REMINDER, asked), asked)
    if rules.reminded and claim.reminder is not None:
        sent = reason_of(_REMINDED, asked, sent_on=claim.reminder.sent_on.isoformat())
        reasons += unless_released(sent, asked)
    if rules.notice and claim.first_contact_on is not None:
        reasons += _validation_notice(claim, claim.first_contact_on, asked)
    held = _holds_on(claim, asked) if claim.holds else Finding(Decision.ALLOW, [], [], claim.outstanding.minor)
    if rules.waits and claim.reminder is not None:
        held = _after_reminder(claim.reminder, asked, held)
    if not reasons:
        return held
    held.decision = strictest((decision_of(reasons), held.decision))
    held.reasons = reasons + held.reasons
    return held


def _holds_on(claim: ClaimFacts, asked: Asked) -> Finding:
    stopping: list[Hold] = []
    passed: list[Reason] = []
    reasons: list[Reason] = []
    for hold in claim.holds:
        if not hold.in_force(asked.at):
            continue
        if asked.purpose not in STOPPED_PURPOSES[CODE_OF_HOLD[hold.kind]]:
            passed.append(_reason_of_hold(hold, asked, Decision.ALLOW))
        elif spoken := unless_released(_reason_of_hold(hold, asked), asked):
            stopping.append(hold)
            reasons += spoken
    left = _left(claim.outstanding.minor, stopping)
    if left > 0 or not stopping:
        return Finding(Decision.ALLOW, reasons, passed, left)
    dated = [hold for hold in stopping if hold.kind in DATED_HOLDS]
    undated = [hold for hold in stopping if hold.kind not in DATED_HOLDS] if dated else stopping
    for ends in sorted([hold.until for hold in dated if hold.until]):
        # An undated hold may have an end too, but its answer is BLOCK: who ends it asks again.
        left = _left(claim.outstanding.minor, undated + [hold for hold in dated if hold.in_force(ends)])
        if left > 0:
            return Finding(Decision.DEFER, reasons, passed, left, ends)
    return Finding(decision_of(reasons), reasons, passed, 0)


def _left(outstanding: int, holds: Iterable[Hold]) -> int:
    """What no hold touches. Parts held for different reasons are taken as different parts: never ask too much."""
    for hold in holds:
        outstanding = 0 if hold.amount_minor is None else outstanding - hold.amount_minor
        if outstanding <= 0:
            return 0
    return outstanding


def _after_reminder(reminder: Reminder, asked: Asked, held: Finding) -> Finding:
    """Rule 18: the days after a first reminder, in countries that have them."""
    day = first_free_day(reminder, asked.profile, asked.region)
    free = first_instant(day, asked.profile.legal_zone)
    if asked.at >= free:
        return held
    arguments = {"sent_on": reminder.sent_on.isoformat(), "until": day.isoformat()}
    waits = reason_from(
        ReasonCode.BE_14_DAY_WAIT,
        Decision.DEFER,
        asked.profile.reminder_wait_on(reminder.sent_on).origin,
        arguments,
    )
    decision = strictest((held.decision, Decision.DEFER))
    return replace(held, decision=decision, reasons=[*held.reasons, waits], free_from=max(free, held.free_from or free))


def _time_bar(claim: ClaimFacts, last_day: date | None, asked: Asked) -> list[Reason]:
    """Rule 9, of a claim whose last day is over or not known."""
    limitation, _ = limitation_of(claim, asked.profile, asked.region)
    code, arguments = ReasonCode.TIME_BARRED, {"last_day": str(last_day)}
    if last_day is None:
        years = limitation.unknown_years
        if years is None or asked.latest_day <= years_later(claim.due_on, years):
            return []
        # By whichever law it may be barred: who looks finds the day, or lets it pass.
        code, arguments = ReasonCode.LIMITATION_UNKNOWN, {"since": claim.due_on.isoformat()}
    return unless_released(reason_from(code, limitation.barred, limitation.origin, arguments), asked)


def _validation_notice(claim: ClaimFacts, first: date, asked: Asked) -> list[Reason]:
    """Rule 15: some days after the first contact nothing but letters leaves until the notice has been sent."""
    sent = claim.validation_notice_on
    if sent is not None and sent <= asked.legal_day:
        return []
    notice = asked.profile.validation_notice_on(asked.legal_day)
    due = first + timedelta(days=notice.due_days)
    if asked.latest_day <= due:
        return []
    arguments = {"since": first.isoformat(), "last_day": due.isoformat()}
    return [reason_from(ReasonCode.US_VALIDATION_NOTICE_OVERDUE, Decision.BLOCK, notice.origin, arguments)]


def _reason_of_hold(hold: Hold, asked: Asked, decision: Decision | None = None) -> Reason:
    zone = asked.profile.legal_zone
    arguments = {"since": hold.since.astimezone(zone).date().isoformat(), "by": hold.by}
    if hold.until:
        arguments["until"] = hold.until.astimezone(zone).date().isoformat()
    return reason_of(CODE_OF_HOLD[hold.kind], asked, decision, **arguments)
