"""Whose a text or a call is that came to a number, and for whom besides a refusal counts."""

from dataclasses import dataclass
from uuid import UUID

from tandem.contacts.models import Channel
from tandem.kit import database


@dataclass(frozen=True, slots=True)
class Addressed:
    """`agency_id` None: nothing tells which agency is meant.

    `others` may be meant too: they wrote to that person from the same number, or had it once. They learn of no message,
    but whoever refuses is reached by none of them: who is meant by a STOP is not for the refused to guess.
    """

    agency_id: UUID | None
    others: tuple[UUID, ...] = ()


async def addressed(channel: Channel, number: str, person: str) -> Addressed:
    """Who is meant by what `person` sent, or called, to a number on the installation's account."""
    found = await database.rows(
        "SELECT agency_id, guessed FROM door_agencies_of_number($1, $2, $3)", channel.value, number, person
    )
    agencies = [row["agency_id"] for row in found]
    if not agencies or found[0]["guessed"]:
        return Addressed(None, tuple(agencies))
    return Addressed(agencies[0], tuple(agencies[1:]))
