"""What the gate's answer rests on that was learned on another case file: the parties of this one do not read it.

A fact of a person holds on every case of theirs at the agency, and an address found dead for every creditor. The answer
is asked again with what this case file knows by itself: a rule that speaks then too is told with those facts.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from tandem.contacts.facts import CaseFacts
from tandem.contacts.gate import Reason, ReasonCode, Verdict

# Rules that may rest on another case file. Limits, opt-outs and preferences are the agency's as such (`outside`).
_MAY_BE = frozenset(
    {
        ReasonCode.WRONG_PARTY,
        ReasonCode.DECEASED,
        ReasonCode.INSOLVENCY,
        ReasonCode.OVERINDEBTEDNESS,
        ReasonCode.REPRESENTED,
        ReasonCode.CEASE_REQUEST,
        ReasonCode.ADDRESS_INVALID,
        ReasonCode.WORKPLACE,
        ReasonCode.WORK_ADDRESS,
        ReasonCode.GB_BREATHING_SPACE,
    }
)


def marked(facts: CaseFacts, verdict: Verdict, judge: Callable[[CaseFacts], Verdict]) -> Verdict:
    """The same answer, whose reasons say which of them rest on another case file; `judge` asks with other facts."""
    if not any(reason.code in _MAY_BE for reason in _all_of(verdict)):
        return verdict
    own = _known_here(facts)
    if own is facts:
        return verdict
    here = [reason for reason in _all_of(judge(own)) if reason.code in _MAY_BE]

    def told(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
        return tuple(_marked(reason, here) if reason.code in _MAY_BE else reason for reason in reasons)

    claims = tuple(claim._replace(reasons=told(claim.reasons), passed=told(claim.passed)) for claim in verdict.claims)
    return verdict._replace(reasons=told(verdict.reasons), claims=claims)


def _marked(reason: Reason, here: list[Reason]) -> Reason:
    if reason in here:
        return reason
    same = next((own for own in here if own.code is reason.code), None)
    return reason._replace(withheld=same is None, outside=same)


def _known_here(facts: CaseFacts) -> CaseFacts:
    stops = tuple(stop for stop in facts.stops if not stop.elsewhere)
    addresses = tuple(
        replace(
            address,
            invalid_on=address.invalid_here_on,
            texts_end_on=address.texts_end_here_on,
            place=address.place_here,
        )
        for address in facts.addresses
    )
    if stops == facts.stops and addresses == facts.addresses:
        return facts
    return replace(facts, stops=stops, addresses=addresses)


def _all_of(verdict: Verdict) -> list[Reason]:
    return [*verdict.reasons, *(reason for claim in verdict.claims for reason in (*claim.reasons, *claim.passed))]
