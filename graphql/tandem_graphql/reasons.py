"""Why something is refused, deferred or waits: a code with its sentence in the reader's language."""

from collections.abc import Mapping, Sequence

import strawberry

from tandem.contacts.gate import Decision
from tandem.contacts.outside import for_outsiders
from tandem.contacts.spoken import source_of, spoken
from tandem_graphql.fields import value_type
from tandem_graphql.sight import Sight
from tandem_policies.vocabulary import Relation


@value_type()
class Reason:
    """Why something is refused or deferred, in the reader's language."""

    code: str
    message: str
    source: str | None = strawberry.field(
        description="What the rule rests on: an article or a document; in words the agency's settings, the case file, "
        "a wish. Null: it refuses nothing, or the rule is not told."
    )
    decision: Decision | None = strawberry.field(description="What the rule answers; null for an obstacle of ours.")

    @classmethod
    def of(cls, reason: Mapping[str, object], locale: str) -> "Reason":
        """From what the gate, the log of an attempt or the timeline keep: code, arguments and source."""
        decision = reason.get("decision")
        return cls(
            code=str(reason["code"]),
            message=spoken(reason, locale),
            source=source_of(reason, locale),
            decision=Decision(str(decision)) if decision else None,
        )


def reasons_told(reasons: Sequence[Mapping[str, object]] | None, sight: Sight, locale: str) -> list[Reason]:
    """Why, for this reader: the agency reads all of it, everybody else what `contacts.outside` leaves."""
    told = list(reasons or ())
    shown = told if sight.relation is Relation.AGENCY else for_outsiders(told)
    return [Reason.of(reason, locale) for reason in shown]
