"""Why something is refused, deferred or waits: a code with its sentence in the reader's language."""

from collections.abc import Mapping

import strawberry

from tandem.contacts.answers import reason_sentence
from tandem_graphql.fields import value_type


@value_type()
class Reason:
    """Why something is refused or deferred, in the reader's language."""

    code: str
    message: str
    source: str | None = strawberry.field(description="The rule's source: an article, a policy.")

    @classmethod
    def of(cls, reason: Mapping[str, object], locale: str) -> "Reason":
        """From what the gate, the log of an attempt or the timeline keep: code, arguments and source."""
        source = reason.get("source")
        return cls(
            code=str(reason["code"]), message=reason_sentence(reason, locale), source=str(source) if source else None
        )
