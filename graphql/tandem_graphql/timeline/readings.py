"""How far the reader has read a timeline."""

from datetime import datetime

import strawberry

from tandem.timeline import Chain
from tandem.timeline.readings import Reading
from tandem_graphql.fields import value_type
from tandem_graphql.lookahead.pieces import Pieces, concat, or_null
from tandem_graphql.lookahead.planning import At, Read, leaf_of, listed, value_object
from tandem_graphql.lookahead.selecting import Selected


@value_type()
class TimelineHeight:
    """A place in one chain of a timeline."""

    chain: Chain
    sequence: int


@value_type()
class TimelineReading:
    """How far the reader has read: each chain that they see up to a sequence."""

    heights: list[TimelineHeight]
    read_at: datetime = strawberry.field(description="When the reader last read something new.")

    @classmethod
    def of(cls, reading: Reading) -> "TimelineReading":
        """From the domain; chains of which nothing was read are left out."""
        return cls(heights=heights_of(reading.heights), read_at=reading.read_at)


def heights_of(heights: dict[str, int]) -> list[TimelineHeight]:
    """Chains that have something, in a fixed order."""
    return [
        TimelineHeight(chain=chain, sequence=heights[chain.value]) for chain in Chain if heights.get(chain.value, 0)
    ]


def read_heights(at: At, selected: Selected) -> Pieces:
    """The newest sequence of each chain, for the one statement of a page."""
    row = at.plan.new_row()
    source = f"timeline_heads {row} WHERE {row}.case_file_id = {at.column('id')} AND {row}.sequence > 0"
    return _heights(at, selected, row, source)


def read_reading(at: At, selected: Selected) -> Pieces:
    """How far the reader has read, for the one statement of a page."""
    row = at.plan.new_row()
    chains = ", ".join(f"('{chain.value}', {row}.{chain.value})" for chain in Chain)

    def heights(at: At, one: Selected) -> Pieces:
        height = at.plan.new_row()
        source = f"(VALUES {chains}) {height} (chain, sequence) WHERE {height}.sequence > 0"
        return _heights(at, one, height, source)

    parts: dict[str, Read] = {"heights": heights, "read_at": lambda _at, one: leaf_of(one, f"{row}.read_at")}
    found = (
        f"SELECT {concat(value_object(at, selected, parts))} FROM timeline_readings {row} "
        f"WHERE {row}.case_file_id = {at.column('id')} AND {row}.membership_id = {at.plan.membership}"
    )
    return [or_null(found)]


def _heights(at: At, selected: Selected, row: str, source: str) -> Pieces:
    parts: dict[str, Read] = {
        "chain": lambda _at, one: leaf_of(one, f"{row}.chain"),
        "sequence": lambda _at, one: leaf_of(one, f"{row}.sequence"),
    }
    # As their words sort: agency, creditor, parties.
    return listed(value_object(at, selected, parts), source, f"{row}.chain")
