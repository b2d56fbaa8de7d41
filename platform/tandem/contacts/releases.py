"""What a person may let pass: only what the gate left to a person, as they saw it, and for one attempt alone."""

from collections.abc import Mapping
from typing import TypeAlias

from tandem.contacts.gate import Decision, Reason, ReasonCode, Verdict
from tandem.contacts.models import AttemptState, ContactAttempt

# By code, what its reasons rest on.
Marks: TypeAlias = Mapping[ReasonCode, frozenset[str]]


def codes_for_a_person(attempt: ContactAttempt) -> frozenset[ReasonCode]:
    """The codes that the gate left to a person when it judged the attempt last; a BLOCK or a DEFER is none of them."""
    return frozenset(
        ReasonCode(str(reason["code"])) for reason in attempt.reasons if reason.get("decision") == Decision.REVIEW.value
    )


def is_releasable(attempt: ContactAttempt) -> bool:
    """It surely never left, and waits for the decision of a person that the rules leave to one."""
    waits = attempt.state is AttemptState.NEEDS_PERSON and attempt.sending_at is None
    return waits and bool(codes_for_a_person(attempt))


def marks_of(verdict: Verdict, rests_on: Mapping[ReasonCode, str]) -> Marks:
    """What a verdict leaves to a person, each reason by all that it rests on.

    That is the claim it is about, its arguments, and what `rests_on` tells of its code, which the sentence does not.
    """
    told: list[tuple[object, Reason]] = [
        (claim.claim_id, reason)
        for claim in verdict.claims
        if claim.decision is Decision.REVIEW
        for reason in claim.reasons
    ]
    marks: dict[ReasonCode, set[str]] = {}
    for about, reason in told or [(None, reason) for reason in verdict.reasons]:
        if reason.decision is Decision.REVIEW:
            arguments = " ".join(f"{name}={value}" for name, value in reason.arguments)
            mark = " ".join(filter(None, (str(about or ""), arguments, rests_on.get(reason.code, ""))))
            marks.setdefault(reason.code, set()).add(mark)
    return {code: frozenset(found) for code, found in marks.items()}


def as_recorded(marks: Marks) -> dict[str, list[str]]:
    """Marks as the attempt keeps them with what was let pass."""
    return {code.value: sorted(found) for code, found in marks.items()}


def let_pass(attempt: ContactAttempt) -> Marks:
    """What a person saw of each code that they let pass for this attempt: nothing else of that code passes."""
    seen: dict[ReasonCode, frozenset[str]] = {}
    for release in attempt.released or []:
        marks = release.get("seen")
        for code, found in marks.items() if isinstance(marks, dict) else ():
            seen[ReasonCode(code)] = seen.get(ReasonCode(code), frozenset()) | frozenset(found)
    return seen


def is_new(attempt: ContactAttempt, reason: Reason) -> bool:
    """Whether a reason is left to a person that the attempt did not show them."""
    shown = [(told.get("code"), told.get("args")) for told in attempt.reasons]
    return reason.decision is Decision.REVIEW and (reason.code.value, dict(reason.arguments)) not in shown
