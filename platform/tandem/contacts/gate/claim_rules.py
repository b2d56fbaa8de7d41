"""The rules that judge one claim: its mandate, its notices, its age, and the holds on it or on a part of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tandem.casefiles.limitation import years_later
from tandem.contacts.gate.asked import Asked, decision_of, reason_from, reason_of, strictest, unless_released
from tandem.contacts.gate.contact_rules import first_instant
from tandem.contacts.gate.facts import DATED_HOLDS, ClaimFacts, Hold
from tandem.contacts.gate.prescription import last_day_of
from tandem.contacts.gate.reasons import CODE_OF_HOLD, STOPPED_PURPOSES, ReasonCode
from tandem.contacts.gate.verdict import Reason
from tandem.contacts.gate.vocabulary import Channel, Decision
from tandem.contacts.gate.waits import first_free_day

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


def judge(claim: ClaimFacts, asked: Asked) -> Finding:
    """Apply rules 1, 2, 4, 7 to 9, 14, 15 and 18 to a claim, in that order, with the reminder that Belgium wants.

    Raises RuleMissing.
    """
    reasons: list[Reason] = []
    if claim.outstanding.minor <= 0 and asked.purpose in STOPPED_PURPOSES[ReasonCode.CASE_CLOSED]:
        reasons += unless_released(reason_of(ReasonCode.CASE_CLOSED, asked), asked)
    if not claim.mandated:
        reasons += unless_released(reason_of(ReasonCode.NO_MANDATE, asked), asked)
    if asked.purpose in STOPPED_PURPOSES[ReasonCode.TIME_BARRED]:
        reasons += _time_bar(claim, asked)
    if not asked.flags.opening_letter and _opening_letter_missing(claim, asked):
        reasons += unless_released(reason_of(ReasonCode.FR_FIRST_LETTER_MISSING, asked), asked)
    if claim.reminder is None and _REMINDER in asked.profile.rules and _reminder_wanted(asked):
        reasons += unless_released(reason_of(_REMINDER, asked), asked)
    if claim.reminder is not None and _REMINDED in asked.profile.rules and asked.purpose in STOPPED_PURPOSES[_REMINDED]:
        sent = reason_of(_REMINDED, asked, sent_on=claim.reminder.sent_on.isoformat())
        reasons += unless_released(sent, asked)
    reasons += _validation_notice(claim, asked)
    held = Finding(Decision.ALLOW, [], [], claim.outstanding.minor)
    if claim.holds:
        held = _holds_on(claim, asked)
    if claim.reminder is not None:
        held = _after_reminder(claim, asked, held)
    if not reasons:
        return held
    held.decision = strictest((decision_of(reasons), held.decision))
    held.reasons = reasons + held.reasons
    return held


def _holds_on(claim: ClaimFacts, asked: Asked) -> Finding:
    in_force = [hold for hold in claim.holds if hold.in_force(asked.at)]
    stopping, passed, reasons = [], [], []
    for hold in in_force:
        code = CODE_OF_HOLD[hold.kind]
        if asked.purpose not in STOPPED_PURPOSES[code]:
            passed.append(_reason_of_hold(hold, asked, Decision.ALLOW))
        elif spoken := unless_released(_reason_of_hold(hold, asked), asked):
            stopping.append((hold, spoken[0].decision))
            reasons += spoken
    if not stopping:
        return Finding(Decision.ALLOW, [], passed, claim.outstanding.minor)
    left = _left(claim.outstanding.minor, [hold for hold, _ in stopping])
    if left > 0:
        return Finding(Decision.ALLOW, reasons, passed, left)
    dated = [hold for hold, _ in stopping if hold.kind in DATED_HOLDS]
    undated = [hold for hold, _ in stopping if hold.kind not in DATED_HOLDS]
    for ends in sorted(hold.until for hold in dated if hold.until):
        # An undated hold may have an end too, but its answer is BLOCK: who ends it asks again.
        left = _left(claim.outstanding.minor, undated + [hold for hold in dated if hold.in_force(ends)])
        if left > 0:
            return Finding(Decision.DEFER, reasons, passed, left, ends)
    return Finding(strictest(decision for _, decision in stopping), reasons, passed, 0)


def _left(outstanding: int, holds: Iterable[Hold]) -> int:
    """What no hold touches. Parts held for different reasons are taken as different parts: never ask too much."""
    for hold in holds:
        outstanding = 0 if hold.amount_minor is None else outstanding - hold.amount_minor
        if outstanding <= 0:
            return 0
    return outstanding


def _after_reminder(claim: ClaimFacts, asked: Asked, held: Finding) -> Finding:
    """Rule 18: the days after a first reminder, in countries that have them."""
    rows = asked.profile.reminder_waits
    if rows is None or claim.reminder is None or asked.purpose not in STOPPED_PURPOSES[ReasonCode.BE_14_DAY_WAIT]:
        return held
    day = first_free_day(claim.reminder, asked.profile, asked.region)
    free = first_instant(day, asked.profile.legal_zone)
    if asked.at >= free:
        return held
    arguments = {"sent_on": claim.reminder.sent_on.isoformat(), "until": day.isoformat()}
    waits = reason_from(
        ReasonCode.BE_14_DAY_WAIT,
        Decision.DEFER,
        asked.profile.reminder_wait_on(claim.reminder.sent_on).origin,
        arguments,
    )
    decision = strictest((held.decision, Decision.DEFER))
    return replace(held, decision=decision, reasons=[*held.reasons, waits], free_from=max(free, held.free_from or free))


def _time_bar(claim: ClaimFacts, asked: Asked) -> list[Reason]:
    last_day = last_day_of(claim, asked.profile, asked.region)
    if last_day is not None and asked.latest_day <= last_day:
        return []
    limitation = asked.profile.limitation_of(claim.segment, claim.nature, asked.region, claim.due_on)
    code, arguments = ReasonCode.TIME_BARRED, {"last_day": str(last_day)}
    if last_day is None:
        years = limitation.unknown_years
        if years is None or asked.latest_day <= years_later(claim.due_on, years):
            return []
        # By whichever law it may be barred: who looks finds the day, or lets it pass.
        code, arguments = ReasonCode.LIMITATION_UNKNOWN, {"since": claim.due_on.isoformat()}
    return unless_released(reason_from(code, limitation.barred, limitation.origin, arguments), asked)


def _opening_letter_missing(claim: ClaimFacts, asked: Asked) -> bool:
    code = ReasonCode.FR_FIRST_LETTER_MISSING
    if code not in asked.profile.rules or asked.purpose not in STOPPED_PURPOSES[code]:
        return False
    posted = claim.opening_letter_posted_on
    return posted is None or posted > asked.legal_day


def _reminder_wanted(asked: Asked) -> bool:
    """Where the law wants a free reminder before anything is demanded, for this contact; the opening letter is one."""
    return not asked.flags.opening_letter and asked.purpose in STOPPED_PURPOSES[_REMINDER]


def _validation_notice(claim: ClaimFacts, asked: Asked) -> list[Reason]:
    """Rule 15: some days after the first contact nothing but letters leaves until the notice has been sent."""
    rows, first, sent = asked.profile.validation_notices, claim.first_contact_on, claim.validation_notice_on
    if rows is None or first is None or asked.channel is Channel.LETTER:
        return []
    if sent is not None and sent <= asked.legal_day:
        return []
    notice = rows.on(asked.legal_day)
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
