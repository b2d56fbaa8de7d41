"""Reads of money: payments with the claims that they went to; and what interrupts limitation."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from tandem.casefiles import access
from tandem.casefiles.parts import Parts, parts_by_case_file
from tandem.kit import database
from tandem.kit.database import reading
from tandem.kit.hydration import columns_of, hydrated
from tandem.ledger.models import Allocation, ClaimInterruption, Payment
from tandem.organizations.actor import Actor

INTERRUPTIONS = Parts("claim_interruptions", "{row}.happened_on DESC, {row}.id DESC")
PAYMENTS = Parts("payments", "{row}.received_on DESC, {row}.id DESC")
# The parts of the payment whose key the SQL gives, as `a`, with the claim that each went to as `c`.
ALLOCATIONS = "allocations a JOIN claims c ON c.id = a.claim_id WHERE a.payment_id = {payment}"
ALLOCATED = "c.due_on, c.document_number"


@dataclass(frozen=True, slots=True)
class AllocatedPayment:
    """A payment and its parts, the oldest due claim first."""

    payment: Payment
    allocations: list[Allocation] = field(default_factory=list)


async def payments_by_case_file(actor: Actor, case_file_ids: Iterable[UUID]) -> dict[UUID, list[AllocatedPayment]]:
    """The payments of case files in the actor's reach, the last received first."""
    found: dict[UUID, list[AllocatedPayment]] = {case_file_id: [] for case_file_id in case_file_ids}
    reach = access.reach(actor)
    async with reading(actor):
        rows = await database.rows(
            f"SELECT {columns_of(Payment, 'p')}, {columns_of(Allocation, 'a', 'part__')} FROM case_files cf "
            "JOIN payments p ON p.case_file_id = cf.id JOIN allocations a ON a.payment_id = p.id "
            f"JOIN claims c ON c.id = a.claim_id WHERE {reach.sql} AND cf.id = ANY ($2::uuid[]) "
            f"ORDER BY {PAYMENTS.ordered('p')}, {ALLOCATED}",
            *reach.args,
            list(found),
        )
    for row in rows:
        payments = found[row["case_file_id"]]
        if not payments or payments[-1].payment.id != row["id"]:
            payments.append(AllocatedPayment(hydrated(Payment, row)))
        payments[-1].allocations.append(hydrated(Allocation, row, "part__"))
    return found


async def interruptions_by_case_file(
    actor: Actor, case_file_ids: Iterable[UUID]
) -> dict[UUID, list[ClaimInterruption]]:
    """What was recorded to interrupt the limitation of claims in the actor's reach, the last that happened first."""
    return await parts_by_case_file(actor, ClaimInterruption, INTERRUPTIONS, case_file_ids)
