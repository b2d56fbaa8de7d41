"""Why a contact was put off or stopped, as whoever is not the agency reads it.

Limits count over all creditors of the agency, and so do opt-outs, preferences and what is known of a person: who reads
them learns that the agency collects from this person for somebody else (compliance, §5.2). So limits become one
sentence, and what rests on wishes, on other case files or on the agency's own hours and closed days another. They are
the same for one's own case file too: else the neutral word would tell what it hides. Exact reasons are the agency's, on
the attempt and in `event_reasons`.
"""

from collections.abc import Mapping, Sequence

from tandem.contacts.gate import OF_AGENCY, ReasonCode

Reason = Mapping[str, object]

LIMIT_REACHED = "LIMIT_REACHED"
NOT_NOW = "NOT_NOW"
_LIMITS = frozenset(
    {
        ReasonCode.CONVERSATION_COOLDOWN.value,
        ReasonCode.CALL_CAP_7D.value,
        ReasonCode.ELSEWHERE_CAP_30D.value,
        ReasonCode.CALL_CAP_DAY.value,
        ReasonCode.CONTACT_CAP_7D.value,
        ReasonCode.ATTEMPT_CAP_7D.value,
    }
)
_WISHES = frozenset(
    {
        ReasonCode.OPTED_OUT.value,
        ReasonCode.PREFERRED_HOURS.value,
        "MACHINE_CALLS_REFUSED",
        "MACHINE_CALLS_NEED_CONSENT",
    }
)


def for_outsiders(reasons: Sequence[Reason]) -> list[dict[str, object]]:
    """The reasons as the chain of both parties has them, each once."""
    told: list[dict[str, object]] = []
    for reason in reasons:
        one = _outside(reason)
        if one not in told:
            told.append(one)
    return told


def withheld(reason: Reason) -> dict[str, object]:
    """A reason of ours that is the agency's alone: it tells what a person wished."""
    return {**reason, "withheld": True}


def is_withheld(reasons: Sequence[Reason]) -> bool:
    """Whether some of these reasons are not for everybody as they stand."""
    return for_outsiders(reasons) != [dict(reason) for reason in reasons]


def _outside(reason: Reason) -> dict[str, object]:
    if reason["code"] in _LIMITS:
        return _neutral(LIMIT_REACHED, reason)
    of_agency = str(reason.get("source") or "").startswith(OF_AGENCY)
    if of_agency or reason["code"] in _WISHES or reason.get("withheld"):
        return _neutral(NOT_NOW, reason)
    own = reason.get("outside")
    return dict(own) if isinstance(own, Mapping) else dict(reason)


def _neutral(code: str, reason: Reason) -> dict[str, object]:
    """Without source, date, name or number: each of them would tell which rule it was."""
    told: dict[str, object] = {"code": code, "source": None, "args": {}}
    return told | {"decision": reason["decision"]} if reason.get("decision") else told
