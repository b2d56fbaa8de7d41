"""The row of each hand-over to a postal provider: planned with the printed letter, moved by compare-and-set."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tandem.contacts.accounts.serving import channels_of
from tandem.contacts.models import ContactAttempt
from tandem.contacts.post.stations import AT_PRINTER
from tandem.kit import clock, database
from tandem.organizations.actor import System
from tandem.outbox import emit

TOPIC = "contacts.hand_over"


class HandoverState(StrEnum):
    """As those of other channels: `sending` is committed before the provider is asked."""

    PLANNED = "planned"
    SENDING = "sending"
    UNCONFIRMED = "unconfirmed"
    ACCEPTED = "accepted"
    FAILED = "failed"
    CANCELLED = "cancelled"


_S = HandoverState
UNANSWERED = (_S.SENDING, _S.UNCONFIRMED)
_NEXT = {
    _S.PLANNED: {_S.SENDING, _S.FAILED, _S.CANCELLED},
    # Back to planned only when the provider surely did not take it.
    _S.SENDING: {_S.PLANNED, _S.UNCONFIRMED, _S.ACCEPTED, _S.FAILED},
    # Cancelled: a person found out that it was not sent.
    _S.UNCONFIRMED: {_S.PLANNED, _S.ACCEPTED, _S.FAILED, _S.CANCELLED},
    _S.ACCEPTED: {_S.FAILED},
    _S.FAILED: set(),
    _S.CANCELLED: set(),
}


@dataclass(frozen=True, slots=True)
class Handover:
    """`tries` counts how often the provider was asked, to take it or whether it has it."""

    state: HandoverState
    tries: int
    planned_at: datetime


async def plan(scope: System, attempt: ContactAttempt) -> None:
    """Have a letter that is printed in this transaction handed to the agency's postal provider, if it has one."""
    postal = (await channels_of(attempt.agency_id)).postal
    if postal is None:
        return
    await database.execute(
        "INSERT INTO letter_handovers (agency_id, attempt_id, creditor_id, case_file_id, provider, state, planned_at) "
        "VALUES ($1, $2, $3, $4, $5, 'planned', $6) ON CONFLICT DO NOTHING",
        attempt.agency_id,
        attempt.id,
        attempt.creditor_id,
        attempt.case_file_id,
        postal.provider.value,
        clock.now(),
    )
    attempt.provider_status = AT_PRINTER
    await attempt.save(update_fields=["provider_status"])
    await emit(scope, TOPIC, {"attempt_id": str(attempt.id)})


async def for_update(attempt_id: UUID) -> Handover | None:
    """The hand-over of a letter, locked until the commit."""
    row = await database.row(
        "SELECT state, tries, planned_at FROM letter_handovers WHERE attempt_id = $1 FOR UPDATE", attempt_id
    )
    return Handover(HandoverState(row["state"]), row["tries"], row["planned_at"]) if row else None


async def move(scope: System, attempt_id: UUID, state: HandoverState, *, code: str | None = None) -> bool:
    """Along the table above; False when it forbids that."""
    before = [one.value for one, after in _NEXT.items() if state in after]
    now = clock.now()
    moved = await database.execute(
        "UPDATE letter_handovers SET state = $3::varchar, code = coalesce($4, code), "
        "sending_at = CASE WHEN $3::varchar = 'sending' THEN $5 ELSE sending_at END, "
        "tries = tries + CASE WHEN $3::varchar = 'sending' THEN 1 ELSE 0 END, "
        "settled_at = CASE WHEN $3::varchar IN ('accepted', 'failed', 'cancelled') THEN $5 ELSE NULL END "
        "WHERE agency_id = $1 AND attempt_id = $2 AND state = ANY ($6::text[])",
        scope.organization_id,
        attempt_id,
        state.value,
        code,
        now,
        before,
    )
    return bool(moved)


async def put_off(scope: System, attempt_id: UUID, until: datetime) -> None:
    """Whoever asks the provider about it next does so from then on."""
    await database.execute(
        "UPDATE letter_handovers SET ask_at = $3, tries = tries + 1 WHERE agency_id = $1 AND attempt_id = $2",
        scope.organization_id,
        attempt_id,
        until,
    )


async def end(scope: System, attempt: ContactAttempt, state: HandoverState, *, code: str | None = None) -> None:
    """Nothing of the provider's any more: the letter waits for the agency's own printer, if it waits for anything."""
    if await move(scope, attempt.id, state, code=code):
        attempt.provider_status = None
        await attempt.save(update_fields=["provider_status"])
