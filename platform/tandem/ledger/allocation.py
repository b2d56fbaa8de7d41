"""To which claims a payment goes: the oldest due first, claims due on one day in proportion (C. civ. 1342-10)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID


@dataclass(frozen=True, slots=True)
class OpenClaim:
    """What allocation needs of a claim; `outstanding` in minor units, positive."""

    id: UUID
    due_on: date
    document_number: str
    outstanding: int


def allocate(amount: int, claims: Iterable[OpenClaim]) -> list[tuple[UUID, int]]:
    """Split `amount` (minor units) over the claims; the parts are positive and add up to it.

    Raises ValueError when it is not positive or more than all claims together.
    """
    queue = sorted(claims, key=lambda claim: (claim.due_on, claim.document_number, claim.id))
    if not 0 < amount <= sum(claim.outstanding for claim in queue):
        raise ValueError("a payment is positive and at most what is outstanding")
    parts: list[tuple[UUID, int]] = []
    left = amount
    for _, same_day in groupby(queue, key=lambda claim: claim.due_on):
        group = list(same_day)
        share = min(left, sum(claim.outstanding for claim in group))
        parts += _in_proportion(share, group)
        left -= share
    return [(claim_id, part) for claim_id, part in parts if part]


def _in_proportion(share: int, group: Sequence[OpenClaim]) -> list[tuple[UUID, int]]:
    """Whole minor units by the largest remainder, then by invoice number: 1.00 on three equal claims is 0.34 first."""
    total = sum(claim.outstanding for claim in group)
    floors = [share * claim.outstanding // total for claim in group]
    by_remainder = sorted(range(len(group)), key=lambda index: -(share * group[index].outstanding % total))
    for index in by_remainder[: share - sum(floors)]:
        floors[index] += 1
    return [(claim.id, part) for claim, part in zip(group, floors, strict=True)]
