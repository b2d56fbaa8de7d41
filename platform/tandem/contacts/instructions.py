"""The client's directives as the gate is asked with them: how, and whom, one may contact on a case file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tandem.contacts.gate import Flags
from tandem.directives.models import DirectiveKind

# Those in force on the case file `cf`, as one JSON list. A hold is read with the other holds.
INSTRUCTIONS = """(SELECT coalesce(json_agg(json_build_object(
        'kind', di.kind, 'since', di.issued_at, 'party_id', di.party_id)), '[]')
     FROM directives di WHERE di.case_file_id = cf.id AND di.state = 'issued' AND di.kind <> 'hold')"""


@dataclass(frozen=True, slots=True)
class Instruction:
    """A directive in force; `party_id` is who alone may be contacted."""

    kind: DirectiveKind
    since: datetime
    party_id: UUID | None


def instructions_from(told: Iterable[Mapping[str, Any]]) -> list[Instruction]:
    """The rows of `INSTRUCTIONS`."""
    return [
        Instruction(
            DirectiveKind(one["kind"]),
            datetime.fromisoformat(one["since"]),
            UUID(one["party_id"]) if one["party_id"] else None,
        )
        for one in told
    ]


def instructed(flags: Flags, instructions: Iterable[Instruction], party_id: UUID) -> Flags:
    """The flags of an attempt at this party with what the client asked for."""

    def since(kind: DirectiveKind) -> date | None:
        days = [
            one.since.date()
            for one in instructions
            if one.kind is kind and (one.party_id is None or one.party_id != party_id)
        ]
        return min(days, default=None)

    return replace(
        flags,
        no_phone_on=since(DirectiveKind.NO_PHONE),
        email_only_on=since(DirectiveKind.EMAIL_ONLY),
        other_person_on=since(DirectiveKind.OTHER_PERSON),
    )
