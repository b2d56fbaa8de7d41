"""Receipts, legal notices and answers about rights refused by e-mail, and nothing else: these go by post.

It stands in the ledger alone: the latest word about it holds, and whoever may be reached again by e-mail takes it back.
"""

from datetime import datetime
from uuid import UUID

from tandem.casefiles.wishes import recall_wishes
from tandem.contacts.consents import INFORMATION_REFUSED, EntryKind, enter, said_within
from tandem.contacts.models import Channel
from tandem.kit import clock, database
from tandem.organizations.actor import System
from tandem.outbox import emit

_REFUSED = INFORMATION_REFUSED.format(agency="$1", address="$2")


async def refuse(
    scope: System, agency_id: UUID, address: str, *, source: str, evidence: str, at: datetime | None
) -> bool:
    """Enter that an address refuses it; False when that was entered before. What waits is judged again.

    Needs the open transaction.
    """
    if not await _enter(scope, agency_id, address, EntryKind.INFORMATION_OPT_OUT, source, evidence, at):
        return False
    await emit(scope, "contacts.regate", {"channel": Channel.EMAIL.value, "address": address})
    return True


async def want_again(
    scope: System, agency_id: UUID, address: str, *, source: str, evidence: str, at: datetime | None
) -> None:
    """Enter that it is wanted again."""
    await _enter(scope, agency_id, address, EntryKind.INFORMATION_OPT_IN, source, evidence, at)


async def is_refused(agency_id: UUID, address: str) -> bool:
    """Whether it is now."""
    row = await database.row(_REFUSED, agency_id, address)
    return row is not None and row["since"] is not None


async def _enter(
    scope: System, agency_id: UUID, address: str, kind: EntryKind, source: str, evidence: str, at: datetime | None
) -> bool:
    await recall_wishes(agency_id, [address])
    said_at = at or clock.now()
    if await said_within(agency_id, Channel.EMAIL, address, kind, source, said_at, said_at):
        return False
    await enter(scope, agency_id, Channel.EMAIL, address, kind, source=source, evidence=evidence, happened_at=said_at)
    return True
