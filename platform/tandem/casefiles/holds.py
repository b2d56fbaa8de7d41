"""Holds: independent, owned, typed. Releasing one releases only itself; work resumes when none is left."""

from datetime import datetime
from uuid import UUID

from tandem.casefiles.models import CaseFile, Hold, HoldKind
from tandem.kit import clock
from tandem.organizations.actor import Actor


async def place_hold(
    actor: Actor,
    case_file: CaseFile,
    kind: HoldKind,
    reason: str,
    *,
    directive_id: UUID | None = None,
    attempt_id: UUID | None = None,
    until: datetime | None = None,
    claim_id: UUID | None = None,
    amount: int | None = None,
) -> Hold:
    """Stop the demands of a case file, inside the open transaction of the fact that asks for it.

    `claim_id`: of this claim alone; `amount`: of this part of it, in minor units, while the rest may be asked for.
    `attempt_id` is the call in which it was agreed. Raises ValueError for an amount of no claim, or of nothing.
    """
    if amount is not None and (claim_id is None or amount <= 0):
        raise ValueError("a hold on a part names its claim and a positive amount")
    return await Hold.create(
        agency_id=case_file.agency_id,
        creditor_id=case_file.creditor_id,
        case_file=case_file,
        claim_id=claim_id,
        amount=amount,
        kind=kind,
        reason=reason,
        owner_id=actor.organization_id,
        since=clock.now(),
        until=until,
        by_name=actor.person_name,
        directive_id=directive_id,
        attempt_id=attempt_id,
    )


def stopped_sql(case_file_id: str, now: str) -> str:
    """SQL: whether what holds a case file leaves nothing of it to ask for."""
    held = f"h.case_file_id = {case_file_id} AND h.released_at IS NULL AND (h.until IS NULL OR h.until > {now})"
    parts = f"SELECT sum(coalesce(h.amount, c.outstanding)) FROM holds h WHERE {held} AND h.claim_id = c.id"
    return (
        f"(EXISTS (SELECT FROM holds h WHERE {held})"
        f" AND (EXISTS (SELECT FROM holds h WHERE {held} AND h.claim_id IS NULL)"
        f" OR NOT EXISTS (SELECT FROM claims c WHERE c.case_file_id = {case_file_id}"
        f" AND c.outstanding > coalesce(({parts}), 0))))"
    )


async def release_holds_of_directive(directive_id: UUID) -> None:
    """End the holds that a directive made, and no other."""
    await Hold.filter(directive_id=directive_id, released_at=None).update(released_at=clock.now())
