"""A consent that a person gave, or took back, entered into the ledger with what proves it."""

from datetime import date, datetime, time
from uuid import UUID

from tandem.casefiles import access as casefiles
from tandem.casefiles.models import ContactPoint
from tandem.casefiles.regating import look_at_contacts_again
from tandem.contacts.commands.plan_contact import SUITABLE
from tandem.contacts.consents import LONGEST, ConsentPurpose, EntryKind, enter
from tandem.contacts.errors import ContactPointUnsuitable
from tandem.contacts.models import Channel
from tandem.contacts.places import LEGAL_ZONE
from tandem.kit import clock
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem_policies.permission import Permission


async def record_consent(
    actor: Actor,
    case_file_id: UUID,
    contact_point_id: UUID,
    *,
    channel: Channel,
    purpose: ConsentPurpose,
    on: date,
    evidence: str,
    withdrawn: bool = False,
) -> ContactPoint:
    """Enter that on that day, where the person is, they consented to `purpose` by this channel, or took it back
    (`withdrawn`).

    `evidence` says where it stands: the words, the paper, the recording. It sends nothing by itself; calls that wait
    for a limit are asked at the gate again.
    Raises CaseFileNotFound, ContactPointNotFound, ContactPointUnsuitable, InvalidInput.
    """
    async with transaction(actor):
        reached = await casefiles.case_file_for_update(actor, case_file_id)
        authorize(actor, reached, Permission.OPT_OUT_WRITE)
        point = await casefiles.contact_point_for(reached.row, contact_point_id)
        if point.kind is not SUITABLE[channel]:
            raise ContactPointUnsuitable(field="channel")
        if on > clock.today():
            raise InvalidInput("on", on.isoformat(), "day_not_future")
        words = evidence.strip()
        if not 0 < len(words) <= LONGEST:
            raise InvalidInput("evidence", words[:50], "text")
        await enter(
            actor,
            reached.row.agency_id,
            channel,
            point.value,
            EntryKind.WITHDRAWAL if withdrawn else EntryKind.CONSENT,
            source="told",
            evidence=words,
            purpose=purpose,
            # Noon here is the same day almost everywhere; nothing was said at an hour that is yet to come.
            happened_at=min(datetime.combine(on, time(12), LEGAL_ZONE), clock.now()),
        )
        if purpose is ConsentPurpose.EXTRA_CALLS:
            await look_at_contacts_again(reached.row)
    return point
