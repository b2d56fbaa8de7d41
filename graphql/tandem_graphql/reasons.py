"""Why something is refused, deferred or waits: a code with its sentence in the reader's language."""

from collections.abc import Mapping
from typing import Any

from tandem.contacts.gate import Reason as GateReason
from tandem.contacts.gate import sentence
from tandem_graphql.fields import value_type


@value_type()
class Reason:
    """Why something is refused or deferred, in the reader's language."""

    code: str
    message: str
    source: str | None

    @classmethod
    def of(cls, reason: GateReason, locale: str) -> "Reason":
        """From the gate's answer."""
        return cls.recorded(reason.record(), locale)

    @classmethod
    def recorded(cls, record: Mapping[str, Any], locale: str) -> "Reason":
        """From the log of an attempt or the timeline, which keep code and arguments."""
        code = record["code"]
        return cls(code=code, message=sentence(code, record.get("args") or {}, locale), source=record.get("source"))
