"""What waits to be placed, and what was: the agency's list of messages that did not find their case file."""

from collections.abc import Iterable
from enum import StrEnum
from uuid import UUID

from tandem.casefiles import access as casefiles
from tandem.contacts.errors import InboundMessageNotFound
from tandem.contacts.models import InboundMessage, InboundState
from tandem.kit import database
from tandem.kit.database import reading
from tandem.kit.pagination import Cursors, Page, page_of, page_size
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize, may
from tandem_policies.permission import Permission

_SUGGESTED = 5  # case files that are offered for one message


class TriageList(StrEnum):
    """Which messages: those that wait, or those that somebody handled."""

    WAITING = "waiting"
    HANDLED = "handled"


_WHERE = {
    TriageList.WAITING: "m.agency_id = $1 AND m.state = 'waiting'",
    TriageList.HANDLED: "m.agency_id = $1 AND m.state IN ('attached', 'set_aside')",
}
# The longest waiting first; of the handled ones the latest.
_ORDER = {TriageList.WAITING: ("m.id > $2", "ASC"), TriageList.HANDLED: ("m.id < $2", "DESC")}
_START = {TriageList.WAITING: UUID(int=0), TriageList.HANDLED: UUID(int=2**128 - 1)}


async def inbound_for(actor: Actor, which: TriageList, first: int, after: str | None) -> Page[InboundMessage]:
    """A page of the list with its number. Raises NotPermitted."""
    authorize(actor, side_of(actor), Permission.INBOUND_MESSAGE_READ)
    cursors, size = Cursors(f"inbound:{which}", actor.organization_id), page_size(first)
    key = cursors.read(after, UUID)
    where, (behind, direction) = _WHERE[which], _ORDER[which]
    async with reading(actor):
        counted = await database.row(
            f"SELECT count(*) AS total FROM inbound_messages m WHERE {where}", actor.organization_id
        )
        rows = await database.rows(
            f"SELECT m.id FROM inbound_messages m WHERE {where} AND {behind} ORDER BY m.id {direction} LIMIT $3",
            actor.organization_id,
            key[0] if key else _START[which],
            size + 1,
        )
        found = {one.id: one for one in await InboundMessage.filter(id__in=[row["id"] for row in rows])}
    ordered = [found[row["id"]] for row in rows]
    return page_of(ordered, first, lambda message: cursors.of(message.id), counted["total"] if counted else 0)


async def inbound_by_id(actor: Actor, message_ids: Iterable[UUID]) -> dict[UUID, InboundMessage]:
    """Those of the messages that the actor's agency reads; nothing for whoever may not."""
    if not may(actor, side_of(actor), Permission.INBOUND_MESSAGE_READ):
        return {}
    async with reading(actor):
        found = await InboundMessage.filter(id__in=list(message_ids), agency_id=actor.organization_id)
    return {one.id: one for one in found}


async def waiting_count(actor: Actor) -> int:
    """How many messages wait. Raises NotPermitted."""
    authorize(actor, side_of(actor), Permission.INBOUND_MESSAGE_READ)
    async with reading(actor):
        counted = await database.row(
            f"SELECT count(*) AS total FROM inbound_messages m WHERE {_WHERE[TriageList.WAITING]}",
            actor.organization_id,
        )
    return counted["total"] if counted else 0


async def suggestions_by_message(actor: Actor, message_ids: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """Case files in the actor's reach that a message may belong to: of what it answers, of the e-mails that it goes on
    with, then of its sender.
    """
    ids = list(message_ids)
    reach = casefiles.reach(actor)
    async with reading(actor):
        rows = await database.rows(_suggestions(reach.sql, len(reach.args) + 1), *reach.args, ids)
    found: dict[UUID, list[UUID]] = {message_id: [] for message_id in ids}
    for row in rows:
        found[row["message_id"]].append(row["id"])
    return found


def _suggestions(reach: str, ids: int) -> str:
    """For each message two looks by index, whatever the agency's size: senders are kept as addresses are, in one
    spelling, so that they are compared as they stand.
    """
    return f"""
SELECT m.id AS message_id, found.id FROM inbound_messages m CROSS JOIN LATERAL (
    SELECT cf.id FROM (
        SELECT a.case_file_id, 0 AS guess FROM contact_attempts a WHERE a.id = m.attempt_id
        UNION ALL
        SELECT m.near_id, 1 WHERE m.near_id IS NOT NULL
        UNION ALL
        SELECT p.case_file_id, 2 FROM contact_points p
        WHERE p.agency_id = m.agency_id AND p.value = m.sender AND m.sender <> ''
    ) near JOIN case_files cf ON cf.id = near.case_file_id
    WHERE {reach} AND cf.erased_at IS NULL
    GROUP BY cf.id ORDER BY min(near.guess), cf.stage = 'closed', cf.id DESC LIMIT {_SUGGESTED}
) found WHERE m.id = ANY (${ids}::uuid[])
"""


async def message_for_update(actor: Actor, message_id: UUID) -> InboundMessage:
    """One message of the actor's agency, locked. Raises InboundMessageNotFound."""
    await database.rows("SELECT id FROM inbound_messages WHERE id = $1 FOR UPDATE", message_id)
    message = await InboundMessage.get_or_none(id=message_id, agency_id=actor.organization_id)
    if message is None or message.state is InboundState.FILED:
        raise InboundMessageNotFound(field="messageId")
    return message
