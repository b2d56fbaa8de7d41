"""How far the reader has read a timeline."""

from datetime import datetime

import strawberry

from tandem.timeline import Chain
from tandem.timeline.readings import Reading
from tandem_graphql.fields import value_type


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
