"""How far a timeline is proved outside the database."""

from datetime import datetime

import strawberry

from tandem.timeline.anchors.coverage import COVERAGE, Coverage
from tandem_graphql.fields import value_type
from tandem_graphql.lookahead.pieces import Pieces, concat, or_null
from tandem_graphql.lookahead.planning import At, Read, leaf_of, value_object
from tandem_graphql.lookahead.selecting import Selected


@value_type()
class TimelineAnchor:
    """The newest anchor of what the reader sees of a timeline: until then, nothing can be changed unnoticed."""

    number: int
    made_at: datetime
    events_since: int = strawberry.field(description="Events that wait for the next anchor; 0: all are proved.")
    time_stamped_at: datetime | None = strawberry.field(
        description="The time by an authority outside of Tandem; null until it has answered, or when there is none."
    )
    authority: str | None
    qualified: bool | None = strawberry.field(
        description="Whether the authority is known as qualified in the sense of eIDAS; null without a time-stamp."
    )

    @classmethod
    def of(cls, coverage: Coverage) -> "TimelineAnchor":
        """From the domain."""
        return cls(
            number=coverage.number,
            made_at=coverage.made_at,
            events_since=coverage.events_since,
            time_stamped_at=coverage.stamped_at,
            authority=coverage.authority,
            qualified=coverage.qualified,
        )


# Where the domain calls a field by another name.
_NAMES = {"time_stamped_at": "stamped_at"}


def read_anchor(at: At, selected: Selected) -> Pieces:
    """The same for the case file of this row, in the one statement of a page."""
    row = at.plan.new_row()
    names = TimelineAnchor.__dataclass_fields__
    parts = {name: _column(f"{row}.{_NAMES.get(name, name)}") for name in names}
    source = COVERAGE.format(which=f"= {at.column('id')}")
    return [or_null(f"SELECT {concat(value_object(at, selected, parts))} FROM ({source}) {row}")]


def _column(sql: str) -> Read:
    return lambda _at, one: leaf_of(one, sql)
