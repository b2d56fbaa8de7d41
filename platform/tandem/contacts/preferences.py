"""By which channel and at what hours a person would rather be reached: told by them, kept row after row."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tandem.casefiles.regating import look_at_contacts_again
from tandem.contacts.events import PreferenceTold
from tandem.contacts.models import Channel
from tandem.contacts.opt_outs import open_case_files_of
from tandem.kit import clock, database
from tandem.kit.ids import new_id
from tandem.organizations.actor import Actor, System
from tandem.timeline import Chain, record


@dataclass(frozen=True, slots=True)
class Preference:
    """`hours` are minutes of the local day, [from, to); None, like `channel` None: it does not matter."""

    address: str
    channel: Channel | None
    hours: tuple[int, int] | None
    source: str
    recorded_at: datetime


async def prefer(
    acting: Actor | System,
    agency_id: UUID,
    address: str,
    channel: Channel | None,
    hours: tuple[int, int] | None,
    *,
    source: str,
) -> None:
    """Put a preference in the place of the one before, for this address, inside the open transaction.

    It holds for every creditor of the agency, so it is told on the agency's own chains, as an opt-out is. What waits on
    these case files is judged again: other hours may suit now.
    """
    now = clock.now()
    await database.execute(
        "UPDATE contact_preferences SET ended_at = $3 WHERE agency_id = $1 AND address = $2 AND ended_at IS NULL",
        agency_id,
        address,
        now,
    )
    if channel is not None or hours is not None:
        await database.execute(
            "INSERT INTO contact_preferences (id, agency_id, address, channel, from_minute, to_minute, source, "
            "recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            new_id(),
            agency_id,
            address,
            channel.value if channel else None,
            *(hours or (None, None)),
            source,
            now,
        )
    start, end = hours or (None, None)
    told = PreferenceTold(channel, from_minute=start, to_minute=end, address=address)
    async with database.whole_organization():
        for case_file in await open_case_files_of(agency_id, address):
            await look_at_contacts_again(case_file)
            await record(acting, case_file, told, chain=Chain.AGENCY)


async def preferences_of(agency_id: UUID, case_file_id: UUID) -> list[Preference]:
    """What holds for the addresses of a case file already reached, the newest first, inside the open transaction."""
    rows = await database.rows(
        "SELECT address, channel, from_minute, to_minute, source, recorded_at FROM contact_preferences "
        "WHERE agency_id = $1 AND ended_at IS NULL AND address IN (SELECT value FROM contact_points "
        "WHERE agency_id = $1 AND case_file_id = $2) ORDER BY recorded_at DESC",
        agency_id,
        case_file_id,
    )
    return [
        Preference(
            row["address"],
            Channel(row["channel"]) if row["channel"] else None,
            None if row["from_minute"] is None else (row["from_minute"], row["to_minute"]),
            row["source"],
            row["recorded_at"],
        )
        for row in rows
    ]
