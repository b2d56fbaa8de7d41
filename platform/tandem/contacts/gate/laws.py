"""Which packs judge: the country the person is in, the law of the claims, and the duties of whoever collects."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from tandem.contacts.gate.asked import strictest
from tandem.contacts.gate.pack import Pack, Profile
from tandem.contacts.gate.reasons import OF_THE_COLLECTOR, SEVERITY
from tandem.contacts.gate.verdict import ClaimVerdict, Verdict, in_rule_order
from tandem.contacts.gate.vocabulary import Decision, Segment
from tandem.kit.money import Money

# Each round moves on to what one law asks for; laws that agree on no minute in so many rounds agree on none.
_ROUNDS = 100
# Between the versions of the packs that judged, each named once.
_JOIN = " + "


def under(profile: Profile, consumers: Pack, others: Pack, home: Pack) -> Profile:
    """The profile of the country of whoever is contacted, with what other countries add to it.

    A claim grows old for everybody who is asked to pay it as it does for the debtor (C. civ. 2298): a consumer's by the
    law of the debtor's country, `consumers` (Rome I, art. 6), any other by that of the creditor's, `others` (art. 4).
    Duties of the collector come from the agency's country, `home`, wherever the person is.
    """
    own = {key: rows for key, rows in consumers.profiles[0].limitations.items() if key[0] is Segment.CONSUMER}
    theirs = {key: rows for key, rows in others.profiles[0].limitations.items() if key[0] is not Segment.CONSUMER}
    duties = {code: rows for code, rows in home.profiles[0].rules.items() if code in OF_THE_COLLECTOR}
    versions = dict.fromkeys([profile.pack_version, consumers.label, others.label, home.label])
    return replace(
        profile,
        limitations=own | theirs,
        rules={**profile.rules, **duties},
        pack_version=_JOIN.join(versions),
    )


def judged_by_all(asks: Sequence[Callable[[datetime], Verdict]], at: datetime) -> Verdict:
    """The answer when a person may be under several laws at once: each must allow it, at the same minute.

    Laws that put it off and share no minute leave it to a person.
    """
    first = _joined([ask(at) for ask in asks])
    if len(asks) == 1 or first.decision is not Decision.DEFER:
        return first
    until = first.until
    for _ in range(_ROUNDS):
        if until is None:
            break
        then = _joined([ask(until) for ask in asks])
        if then.decision is not Decision.DEFER:
            return first._replace(until=until)
        until = then.until
    return first._replace(decision=Decision.REVIEW, until=None)


def _joined(verdicts: Sequence[Verdict]) -> Verdict:
    """The strictest of the answers, claim by claim, with the reasons of all."""
    if len(verdicts) == 1:
        return verdicts[0]
    claims = tuple(_joined_claim(answers) for answers in zip(*(verdict.claims for verdict in verdicts), strict=True))
    decision = strictest(verdict.decision for verdict in verdicts)
    untils = [verdict.until for verdict in verdicts if verdict.until]
    until = max(untils, default=None)
    reasons = [reason for verdict in verdicts for reason in verdict.reasons]
    if claims:
        decision = min((claim.decision for claim in claims), key=SEVERITY.__getitem__)
        alike = [claim for claim in claims if claim.decision is decision]
        until = min((claim.until for claim in alike if claim.until), default=None)
        reasons = [reason for claim in alike for reason in claim.reasons]
    return Verdict(
        decision=decision,
        until=until if decision is Decision.DEFER else None,
        reasons=() if decision is Decision.ALLOW else in_rule_order(reasons),
        claims=claims,
        profile=" + ".join(dict.fromkeys(verdict.profile for verdict in verdicts)),
        pack_version=_JOIN.join(
            dict.fromkeys(name for verdict in verdicts for name in verdict.pack_version.split(_JOIN))
        ),
    )


def _joined_claim(answers: Sequence[ClaimVerdict]) -> ClaimVerdict:
    decision = strictest(answer.decision for answer in answers)
    untils = [answer.until for answer in answers if answer.until]
    first = answers[0].demandable
    return ClaimVerdict(
        claim_id=answers[0].claim_id,
        decision=decision,
        until=max(untils, default=None) if decision is Decision.DEFER else None,
        demandable=Money(min(answer.demandable.minor for answer in answers), first.currency),
        reasons=in_rule_order([reason for answer in answers for reason in answer.reasons]),
        passed=in_rule_order([reason for answer in answers for reason in answer.passed]),
    )
