"""The contact gate: a pure function from facts already read to a verdict per claim and for the contact."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tandem.contacts.gate.asked import Asked, decision_of, reason_of, unless_released
from tandem.contacts.gate.claim_rules import Finding, judge, rules_for
from tandem.contacts.gate.contact_rules import breathing_space, contact_reasons
from tandem.contacts.gate.facts import ClaimFacts, Flags, PastContact
from tandem.contacts.gate.pack import Origin, Profile
from tandem.contacts.gate.reasons import NAMES_NOTHING, SEVERITY, STOPPED_PURPOSES, TIMED, ReasonCode
from tandem.contacts.gate.timing import Timing
from tandem.contacts.gate.verdict import ClaimVerdict, Reason, Verdict, in_rule_order
from tandem.contacts.gate.vocabulary import Channel, Decision, Purpose
from tandem.kit.money import Money


@dataclass(slots=True)
class Together:
    """What stops the contact whatever it names, and the limits on what it names.

    `reasons` are in rule order. `opens` is the first minute that hours and limits let pass, `free` the first instant.
    """

    decision: Decision
    reasons: tuple[Reason, ...]
    timing: Timing | None
    opens: datetime | None
    free: datetime


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
    It names the claims that it speaks of: only what `NAMES_NOTHING` may name none, a reply as long as it counts as one.
    Asked when an attempt is planned, and again in the transaction that reserves its sending: only the second counts.
    Raises RuleMissing when the pack has no row for a date, ValueError for facts that contradict each other.
    """
    _check(channel, purpose, now, flags)
    # In UTC throughout: Python compares times of one zone by the clock on the wall, which repeats an hour in autumn.
    now = now.astimezone(UTC)
    in_effect = _purpose_in_effect(purpose, profile, now, flags)
    if not claims and in_effect not in NAMES_NOTHING:
        # Else every rule about claims would pass unasked: a dispute, a death, a mandate that ended.
        raise ValueError(f"what is judged as a {in_effect} names the claims it speaks of")
    asked = _asked(claims, profile, zones, region, channel, in_effect, now, flags)
    rules = rules_for(profile, channel, in_effect, flags.opening_letter)
    findings = [judge(claim, asked, rules) for claim in claims]
    shared = contact_reasons(asked)
    whole = _together(asked, shared, history)
    if profile.counted_per == "debt" and any(past.claims for past in history):
        # Limits of this kind are the debt's own: what was said of another debt does not count.
        apart = [_together(asked, shared, _about(claim, history)) for claim in claims]
    else:
        apart = [whole] * len(claims)
    answers = tuple(map(_claim_verdict, claims, findings, apart))
    return _verdict(answers, whole, profile)


def _about(claim: ClaimFacts, history: Sequence[PastContact]) -> list[PastContact]:
    return [past for past in history if not past.claims or claim.id in past.claims]


def _together(asked: Asked, shared: Sequence[Reason], history: Sequence[PastContact]) -> Together:
    """Add rules 17 to 20 to what stops the contact anyway."""
    reasons, now = list(shared), asked.at
    if asked.purpose not in TIMED:
        return Together(decision_of(reasons), in_rule_order(reasons), None, None, now)
    letter, clocks = asked.channel is Channel.LETTER, asked.clocks
    if asked.flags.opening_letter:
        # Neither hours nor limits hold it up, but a moratorium is no time to demand anything.
        rest = breathing_space(asked) if asked.flags.breathing_space_until else None
        reasons += [rest[0]] if rest else []
        free = rest[1] if rest else now
        return Together(decision_of(reasons), in_rule_order(reasons), None, rest[1] if rest else None, free)
    if not clocks and not letter and asked.purpose in STOPPED_PURPOSES[ReasonCode.TIMEZONE_UNKNOWN]:
        unknown = unless_released(reason_of(ReasonCode.TIMEZONE_UNKNOWN, asked), asked)
        reasons += unknown
        if not unknown:
            # Who released it vouches that the debtor lives by the country's own time.
            clocks = _by_law(asked)
    free = now
    if asked.flags.breathing_space_until is not None and (rest := breathing_space(asked)):
        reasons.append(rest[0])
        free = rest[1]
    if not clocks and not letter:
        return Together(decision_of(reasons), in_rule_order(reasons), None, None, free)
    timing = Timing.of(
        asked.profile,
        asked.channel,
        asked.region,
        clocks or _by_law(asked),
        history,
        _preferred(asked) if asked.flags.preferred_hours else None,
        asked.flags.consents,
        asked.flags.place,
    )
    reasons += timing.obstacles()
    opens = None
    decision = decision_of(reasons)
    if decision is Decision.DEFER:
        opens = timing.earliest(free)
        if opens is None and timing.preferred is not None:
            # Hours that the person named stop nothing for good: where no minute suits them, the law's hold.
            without = replace(asked, flags=replace(asked.flags, preferred_hours=None))
            return _together(without, shared, history)
        if opens is None:
            # The places contradict each other: no minute suits them all, so the true one is as unknown as without any.
            unknown = unless_released(reason_of(ReasonCode.TIMEZONE_UNKNOWN, asked), asked)
            if not unknown and len(clocks) > 1:
                return _together(replace(asked, clocks=_by_law(asked)), shared, history)
            reasons += unknown or [reason_of(ReasonCode.TIMEZONE_UNKNOWN, asked)]
            decision = decision_of(reasons)
    return Together(decision, in_rule_order(reasons), timing, opens, free)


def _by_law(asked: Asked) -> tuple[tuple[ZoneInfo, datetime]]:
    """The country's own time."""
    zone = asked.profile.legal_zone
    return ((zone, asked.at.astimezone(zone)),)


def _preferred(asked: Asked) -> tuple[tuple[int, int], Origin] | None:
    """The hours that the person named, where the pack has them respected."""
    rows = asked.profile.rules.get(ReasonCode.PREFERRED_HOURS)
    hours = asked.flags.preferred_hours
    return (hours, rows.on(asked.legal_day).origin) if hours and rows else None


def _check(channel: Channel, purpose: Purpose, now: datetime, flags: Flags) -> None:
    if now.tzinfo is None:
        raise ValueError("now must be an aware instant")
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
    if purpose is Purpose.REPLY:
        in_time = timedelta(0) <= now - asked.astimezone(UTC) <= timedelta(hours=answers.reply_hours)
    else:
        first, last = answers.around(asked)
        in_time = first <= now <= last
    return purpose if in_time else Purpose.DEMAND


def _asked(
    claims: Sequence[ClaimFacts],
    profile: Profile,
    zones: Sequence[ZoneInfo],
    region: str,
    channel: Channel,
    purpose: Purpose,
    now: datetime,
    flags: Flags,
) -> Asked:
    latest = legal_day = now.astimezone(profile.legal_zone).date()
    clocks = tuple([(zone, now.astimezone(zone)) for zone in zones])
    for _, local in clocks:
        if (day := local.date()) > latest:
            latest = day
    return Asked(profile, region, channel, purpose, flags, now, legal_day, latest, clocks, claims)


def _claim_verdict(claim: ClaimFacts, finding: Finding, together: Together) -> ClaimVerdict:
    decision = finding.decision
    if together.decision is not decision and SEVERITY[together.decision] > SEVERITY[decision]:
        decision = together.decision
    until = None
    if decision is Decision.DEFER:
        # When a hold ends, hours and limits must pass too; the opening letter has neither.
        timing, opens = together.timing, together.opens
        if finding.free_from is not None:
            starts = max(finding.free_from.astimezone(UTC), together.free)
            opens = (timing.earliest(starts) if timing else None) or starts
        until = opens
    left = finding.left if decision is Decision.ALLOW or decision is Decision.DEFER else 0
    return ClaimVerdict(
        claim.id,
        decision,
        until,
        claim.outstanding if left == claim.outstanding.minor else Money(left, claim.outstanding.currency),
        in_rule_order([*finding.reasons, *together.reasons]) if finding.reasons else together.reasons,
        in_rule_order(finding.passed) if finding.passed else (),
    )


def _verdict(answers: tuple[ClaimVerdict, ...], together: Together, profile: Profile) -> Verdict:
    """What is left of the contact once claims that may not be named are taken out: its best claim's answer."""
    decision, until, reasons = together.decision, together.opens, together.reasons
    if len(answers) == 1:
        decision, until, reasons = answers[0].decision, answers[0].until, answers[0].reasons
    elif answers:
        decision = min([answer.decision for answer in answers], key=SEVERITY.__getitem__)
        alike = [answer for answer in answers if answer.decision is decision]
        if decision is Decision.DEFER:
            until = min([answer.until for answer in alike if answer.until], default=None)
        reasons = alike[0].reasons
        if len({id(answer.reasons) for answer in alike}) > 1:
            # Not those of the whole contact alone.
            reasons = in_rule_order([reason for answer in alike for reason in answer.reasons])
    return Verdict(
        decision,
        until if decision is Decision.DEFER else None,
        () if decision is Decision.ALLOW else reasons,
        answers,
        profile.name,
        profile.pack_version,
    )
