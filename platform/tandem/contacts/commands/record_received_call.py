"""They called us: a conversation that the debtor began, as whoever talked with them enters it."""

from datetime import datetime, timedelta
from uuid import UUID

from tandem.casefiles import access as casefiles
from tandem.casefiles.models import CaseFile
from tandem.contacts.consents import LONGEST
from tandem.contacts.events import CallReceived
from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem.timeline import record
from tandem_policies.permission import Permission

# Longer ago than any limit looks back: it would change nothing.
_FARTHEST = timedelta(days=30)
# A click and its request take a moment, and clocks differ.
_SLACK = timedelta(minutes=5)


async def record_received_call(
    actor: Actor, case_file_id: UUID, party_id: UUID, *, at: datetime, note: str | None = None
) -> CaseFile:
    """Enter that this party called at `at` (aware, in the last 30 days) and was talked with; `note` says what about.

    It counts as a conversation for every creditor of the agency where the rules count those, whoever called (12 CFR
    1006.14(b)(2)(ii)), never as an attempt of ours, and opens no time in which a reply may leave. The same call entered
    again in the same words changes nothing. Raises CaseFileNotFound, NotPermitted, PartyNotFound, InvalidInput.
    """
    async with transaction(actor):
        reached = await casefiles.case_file_for_update(actor, case_file_id)
        authorize(actor, reached, Permission.CONTACT_ATTEMPT_SETTLE)
        party = await casefiles.party_for(reached.row, party_id)
        now = clock.now()
        if at.tzinfo is None or not now - _FARTHEST <= at <= now + _SLACK:
            raise InvalidInput("at", at.isoformat(), "past_instant")
        words = (note or "").strip()
        if len(words) > LONGEST:
            raise InvalidInput("note", words[:50], "text")
        if not await database.row(_SAME, reached.row.id, min(at, now), str(party.id), words or None):
            call = CallReceived(party.id, party=party.name, note=words or None)
            await record(actor, reached.row, call, occurred_at=min(at, now))
    return reached.row


_SAME = """
SELECT 1 FROM timeline_entries
WHERE case_file_id = $1 AND kind = 'call_received' AND occurred_at = $2 AND data ->> 'party_id' = $3
    AND data ->> 'note' IS NOT DISTINCT FROM $4::text
"""
