"""An audit event as one line for people, in the reader's language: what was done; who did it stands beside it.

The text is `audit.<kind>` in the locale files of organizations. Where an event has a detail that may be missing or that
is a yes or a no, the kind is in `_WORDED` and its texts are `audit.<kind>.none`, `.some`, `.yes`, `.no`.
"""

from collections.abc import Mapping
from datetime import date

from tandem.kit import texts
from tandem.kit.written import written_day
from tandem.organizations.audit.kinds import AuditKind

Value = str | int | bool | None

# The detail that chooses between the texts of a kind.
_WORDED: Mapping[AuditKind, str] = {
    AuditKind.BANK_GRANT_OPENED: "expires_on",
    AuditKind.BANK_GRANT_CHANGED: "expires_on",
    AuditKind.EVIDENCE_REQUESTED: "own_side",
    AuditKind.GROUP_JOINED: "above",
}
# Details whose values are codes, and where the words of those are. A composed role has its own name instead of a code.
_WORDS: Mapping[str, str] = {
    "role": "role",
    "level": "level",
    "ground": "ground",
    "retention_class": "retention",
    "fact": "stop_fact",
}
_BEFORE_AND_AFTER: Mapping[AuditKind, str] = {
    AuditKind.CASE_SCOPE_CHOSEN: "scope",
    AuditKind.MEMBERSHIP_ROLE_CHANGED: "role",
}


def sentence(kind: str, subject_label: str, details: Mapping[str, Value], locale: str) -> str:
    """What was done. Raises KeyError for a kind without a text."""
    language = texts.language_of(locale)
    known = AuditKind(kind)
    values = {name: _written(known, name, value, language) for name, value in details.items()}
    return texts.render(key_of(known, details), language, subject=subject_label, **values)


def key_of(kind: AuditKind, details: Mapping[str, Value]) -> str:
    """The key of the text for an event of this kind with these details."""
    name = _WORDED.get(kind)
    return f"audit.{kind}" if name is None else f"audit.{kind}.{_chosen(details.get(name))}"


def teller(actor_kind: str, person_name: str, locale: str) -> str:
    """Who acted: the name that the person had, or what acted in nobody's name."""
    return person_name if actor_kind == "person" else texts.render(f"audit.by.{actor_kind}", locale)


def _chosen(value: Value) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "some"


def _written(kind: AuditKind, name: str, value: Value, language: str) -> str:
    if name in ("expires_on", "starts_on") and isinstance(value, str):
        return written_day(date.fromisoformat(value), language)
    if name == "form":
        return str(value).upper()
    if value in (None, ""):
        return texts.render("audit.nothing", language)
    group = _BEFORE_AND_AFTER.get(kind) if name in ("before", "after") else _WORDS.get(name)
    return texts.catalogue(language).get(f"audit.{group}.{value}", str(value))
