"""The contact gate: a pure function from facts already read to a verdict per claim and for the contact."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from tandem.contacts.gate.claim_rules import Finding, Instant, judge, reason_of, strictest
from tandem.contacts.gate.facts import ClaimFacts, Flags, PastContact
from tandem.contacts.gate.pack import Profile
from tandem.contacts.gate.reasons import SEVERITY, STOPPED_PURPOSES, TIMED, ReasonCode
from tandem.contacts.gate.timing import Timing
from tandem.contacts.gate.verdict import ClaimVerdict, Reason, Verdict, in_rule_order
from tandem.contacts.gate.vocabulary import Channel, Decision, Purpose
from tandem.kit.money import Money


@dataclass(frozen=True, slots=True)
class Together:
    """What stops the contact whatever it names; `opens` is the first minute at which hours and limits pass."""

    decision: Decision
    reasons: list[Reason]
    timing: Timing | None
    opens: datetime | None


def gate(
    claims: Sequence[ClaimFacts],
    profile: Profile,
    zones: Sequence[ZoneInfo],
    region: str,
    channel: Channel,
    purpose: Purpose,
    now: datetime,
    history: Sequence[PastContact],
    flags: Flags,
) -> Verdict:
    """May this contact leave at `now` (aware), about which claims, and if not, why and until when?

    `zones`: every zone the debtor may be in; none means unknown. `region`: a region of the pack.
    A demand names the claims it asks for; other purposes name those they speak of, possibly none.
    Asked when an attempt is planned, and again in the transaction that reserves its sending: only the second counts.
    Raises RuleMissing when the pack has no row for a date, ValueError for facts that contradict each other.
    """
    _check(claims, channel, purpose, now, flags)
    # In UTC throughout: Python compares times of one zone by the clock on the wall, which repeats an hour in autumn.
    now = now.astimezone(UTC)
    judged_as = _purpose_in_effect(purpose, profile, now, flags)
    instant = _instant(profile, zones, now)
    findings = [judge(claim, profile, judged_as, instant, flags) for claim in claims]
    shared = _contact_reasons(profile, zones, channel, judged_as, instant, flags)
    timing: Timing | None = None
    opens: datetime | None = None
    if judged_as in TIMED and not flags.opening_letter and (zones or channel is Channel.LETTER):
        timing = Timing.of(profile, channel, region, zones, history, now)
        shared += timing.obstacles(now)
        if strictest(reason.decision for reason in shared) is Decision.DEFER:
            opens = timing.earliest(now)
            if opens is None:
                # The places contradict each other: no minute suits them all, so a person must find the true one.
                shared.append(reason_of(ReasonCode.TIMEZONE_UNKNOWN, profile, instant, Decision.REVIEW))
    together = Together(strictest(reason.decision for reason in shared), shared, timing, opens)
    answers = tuple(_claim_verdict(claim, finding, together) for claim, finding in zip(claims, findings, strict=True))
    return _verdict(answers, together, profile)


def _check(claims: Sequence[ClaimFacts], channel: Channel, purpose: Purpose, now: datetime, flags: Flags) -> None:
    if now.tzinfo is None:
        raise ValueError("now must be an aware instant")
    if purpose is Purpose.DEMAND and not claims:
        raise ValueError("a demand names the claims it asks for")
    if flags.opening_letter and (channel is not Channel.LETTER or purpose is not Purpose.DEMAND):
        raise ValueError("the opening letter is a demand by letter")


def _purpose_in_effect(purpose: Purpose, profile: Profile, now: datetime, flags: Flags) -> Purpose:
    """A reply long after the message, or a call back at another hour than the one asked for, is judged as a demand."""
    if purpose not in (Purpose.REPLY, Purpose.CALLBACK):
        return purpose
    answers = profile.answers.on(now.astimezone(profile.legal_zone).date())
    asked = flags.answers_inbound_at if purpose is Purpose.REPLY else flags.callback_at
    if asked is None:
        return Purpose.DEMAND
    since = now - asked.astimezone(UTC)
    if purpose is Purpose.REPLY:
        in_time = timedelta(0) <= since <= timedelta(hours=answers.reply_hours)
    else:
        in_time = abs(since) <= timedelta(minutes=answers.callback_minutes)
    return purpose if in_time else Purpose.DEMAND


def _instant(profile: Profile, zones: Sequence[ZoneInfo], now: datetime) -> Instant:
    legal_day = now.astimezone(profile.legal_zone).date()
    latest: date = max((now.astimezone(zone).date() for zone in zones), default=legal_day)
    return Instant(now, legal_day, max(latest, legal_day))


def _contact_reasons(
    profile: Profile,
    zones: Sequence[ZoneInfo],
    channel: Channel,
    purpose: Purpose,
    now: Instant,
    flags: Flags,
) -> list[Reason]:
    """Rules 1, 10, 11, 16 and 17: what stops the whole contact."""
    reasons = []
    stopped_on = {
        ReasonCode.CASE_CLOSED: flags.closed_on,
        ReasonCode.OPTED_OUT: flags.opted_out_on,
        ReasonCode.ADDRESS_INVALID: flags.address_invalid_on,
    }
    for code, since in stopped_on.items():
        if since is not None and purpose in STOPPED_PURPOSES[code]:
            reasons.append(reason_of(code, profile, now, since=since.isoformat()))
    if flags.template_missing and ReasonCode.LANGUAGE not in flags.released:
        reasons.append(reason_of(ReasonCode.LANGUAGE, profile, now, Decision.REVIEW))
    if not zones and channel is not Channel.LETTER and purpose in STOPPED_PURPOSES[ReasonCode.TIMEZONE_UNKNOWN]:
        reasons.append(reason_of(ReasonCode.TIMEZONE_UNKNOWN, profile, now, Decision.REVIEW))
    return reasons


def _claim_verdict(claim: ClaimFacts, finding: Finding, together: Together) -> ClaimVerdict:
    decision = strictest((finding.decision, together.decision))
    until = None
    if decision is Decision.DEFER:
        # When a hold ends, hours and limits must pass too; the opening letter has neither.
        starts, timing = finding.free_from, together.timing
        until = (
            together.opens
            if starts is None
            else (timing.earliest(starts) if timing else None) or starts.astimezone(UTC)
        )
    left = finding.left if decision in (Decision.ALLOW, Decision.DEFER) else 0
    return ClaimVerdict(
        claim_id=claim.id,
        decision=decision,
        until=until,
        demandable=Money(left, claim.outstanding.currency),
        reasons=in_rule_order(finding.reasons + together.reasons),
        passed=in_rule_order(finding.passed),
    )


def _verdict(answers: tuple[ClaimVerdict, ...], together: Together, profile: Profile) -> Verdict:
    """What is left of the contact once claims that may not be named are taken out: its best claim's answer."""
    decision, until, reasons = together.decision, together.opens, together.reasons
    if answers:
        decision = min((answer.decision for answer in answers), key=SEVERITY.__getitem__)
        alike = [answer for answer in answers if answer.decision is decision]
        until = min((answer.until for answer in alike if answer.until), default=None)
        reasons = [reason for answer in alike for reason in answer.reasons]
    return Verdict(
        decision=decision,
        until=until if decision is Decision.DEFER else None,
        reasons=() if decision is Decision.ALLOW else in_rule_order(reasons),
        claims=answers,
        profile=profile.name,
        pack_version=profile.pack_version,
    )
