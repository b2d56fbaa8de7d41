"""A person's wish not to be reached: in force for the agency and all its creditors, told on the agency's own chains."""

from uuid import UUID

from tandem.casefiles.models import CaseFile, Stage
from tandem.casefiles.wishes import recall_wishes
from tandem.contacts.events import OptOutLifted, OptOutRecorded
from tandem.contacts.models import Channel, OptOut
from tandem.kit import clock, database
from tandem.kit.ids import new_id
from tandem.organizations.actor import Actor, System
from tandem.outbox import emit
from tandem.timeline import Chain, record


async def opt_out(
    acting: Actor | System, agency_id: UUID, channel: Channel, address: str, *, source: str, provisional: bool = False
) -> bool:
    """Put an opt-out in force, or make a provisional one final. False when it was so before.

    Needs the open transaction. The topic `contacts.regate` stops what waits for that address.
    """
    await recall_wishes(agency_id, [address])
    known = await OptOut.get_or_none(agency_id=agency_id, channel=channel, address=address, lifted_at=None)
    if known is not None and (provisional or not known.provisional):
        return False
    await database.execute(
        "INSERT INTO opt_outs (id, agency_id, channel, address, source, provisional, recorded_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (agency_id, channel, address) WHERE lifted_at IS NULL "
        "DO UPDATE SET provisional = opt_outs.provisional AND EXCLUDED.provisional",
        new_id(),
        agency_id,
        channel.value,
        address,
        source,
        provisional,
        clock.now(),
    )
    await emit(acting, "contacts.regate", {"channel": channel.value, "address": address})
    async with database.whole_organization():
        for case_file in await open_case_files_of(agency_id, address):
            event = OptOutRecorded(channel, provisional, address=address)
            await record(acting, case_file, event, chain=Chain.AGENCY)
    return True


async def lift(acting: Actor | System, agency_id: UUID, channel: Channel, address: str) -> bool:
    """End the opt-out in force, if there is one. What it stopped stays stopped: a person plans anew."""
    await recall_wishes(agency_id, [address])
    lifted = await OptOut.filter(agency_id=agency_id, channel=channel, address=address, lifted_at=None).update(
        lifted_at=clock.now()
    )
    if not lifted:
        return False
    async with database.whole_organization():
        for case_file in await open_case_files_of(agency_id, address):
            await record(acting, case_file, OptOutLifted(channel, address=address), chain=Chain.AGENCY)
    return True


async def open_case_files_of(agency_id: UUID, address: str) -> list[CaseFile]:
    """The agency's open case files that have this address, in id order: the order in which chains are appended to."""
    found = await database.rows(
        "SELECT DISTINCT case_file_id FROM contact_points WHERE agency_id = $1 AND value = $2", agency_id, address
    )
    ids = [row["case_file_id"] for row in found]
    return await CaseFile.filter(id__in=ids).exclude(stage=Stage.CLOSED).order_by("id")
