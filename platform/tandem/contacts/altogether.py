"""A person who asked to be reached nowhere: every number and address that the agency has of them, and will have.

A person is the same name at a shared address, and the same debtor whatever the addresses, from one case file of the
agency to the next, whoever the creditor is (`tandem_same_person` in SQL, which `door_refuse_altogether` asks too).
Addresses that come later are refused where they are added (`casefiles.wishes.recall_wishes`).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tandem.casefiles.models import ContactPointKind
from tandem.contacts.models import Channel
from tandem.kit import clock, database
from tandem.kit.ids import new_id

# By which channels a number or address is reached; letters stay: the law has things said by post.
REACHED_BY = {
    ContactPointKind.PHONE: (Channel.SMS, Channel.VOICE),
    ContactPointKind.EMAIL: (Channel.EMAIL,),
    ContactPointKind.POSTAL: (),
}


@dataclass(frozen=True, slots=True)
class RefusedAltogether:
    """That a party of a case file is to be reached nowhere: how we know, and since when."""

    party_id: UUID
    source: str
    recorded_at: datetime


async def addresses_of_person(agency_id: UUID, party_id: UUID) -> list[tuple[Channel, str]]:
    """By which channels and where the agency reaches this person, on whichever case file. In the open transaction."""
    async with database.whole_organization():
        found = await database.rows(_PERSON, agency_id, party_id)
    return sorted({each for row in found for each in reached_by(ContactPointKind(row["kind"]), row["value"])})


async def note_altogether(agency_id: UUID, party_id: UUID, way_out_id: UUID, source: str) -> None:
    """Note that this person is to be reached nowhere, on each case file that they are on; in the open transaction.

    After the addresses that are known were refused: of those that come later this alone knows. What two links said is
    neither's to take back.
    """
    async with database.whole_organization():
        found = await database.rows(_PERSON, agency_id, party_id)
        for party in sorted({(row["creditor_id"], row["case_file_id"], row["party_id"]) for row in found}):
            await database.execute(_NOTE, agency_id, new_id(), *party, way_out_id, source, clock.now())


async def in_force(agency_id: UUID, case_file_id: UUID) -> list[RefusedAltogether]:
    """Who of a case file already reached is to be reached nowhere, in the open transaction."""
    found = await database.rows(
        "SELECT party_id, source, recorded_at FROM opt_outs_altogether "
        "WHERE agency_id = $1 AND case_file_id = $2 AND lifted_at IS NULL ORDER BY recorded_at, party_id",
        agency_id,
        case_file_id,
    )
    return [RefusedAltogether(**row) for row in found]


async def end(agency_id: UUID, party_id: UUID) -> bool:
    """What this person said of all addresses holds no more, on whichever case file, by whichever link; false: nothing
    held. Those that were refused stay so until each is lifted.
    """
    async with database.whole_organization():
        found = await database.rows(_PERSON, agency_id, party_id)
    parties = sorted({party_id} | {row["party_id"] for row in found})
    ended = await database.rows(_END, agency_id, parties, clock.now())
    return bool(ended)


async def reached_again(agency_id: UUID, way_out_id: UUID, at: datetime) -> None:
    """What this link said of all addresses holds no more; those that were refused stay so until each is lifted."""
    await database.execute(
        "UPDATE opt_outs_altogether SET lifted_at = $3 WHERE agency_id = $1 AND way_out_id = $2 AND lifted_at IS NULL",
        agency_id,
        way_out_id,
        at,
    )


def reached_by(kind: ContactPointKind, value: str) -> Collection[tuple[Channel, str]]:
    """What reaches one number or address."""
    return [(channel, value) for channel in REACHED_BY[kind]]


# A chain of cases: the first shares its number with the second, the second has the debtor of the third.
_PERSON = """
WITH RECURSIVE person AS (
    SELECT p.id AS party_id FROM parties p WHERE p.agency_id = $1 AND p.id = $2
    UNION
    SELECT same.party_id FROM person CROSS JOIN LATERAL tandem_same_person($1, person.party_id) same
)
SELECT cp.party_id, cp.creditor_id, cp.case_file_id, cp.kind, cp.value
FROM person JOIN contact_points cp ON cp.party_id = person.party_id AND cp.agency_id = $1
WHERE cp.value NOT LIKE 'erased-%' ORDER BY cp.id
"""
_END = """
UPDATE opt_outs_altogether SET lifted_at = $3 WHERE agency_id = $1 AND party_id = ANY ($2) AND lifted_at IS NULL
RETURNING id
"""
_NOTE = """
INSERT INTO opt_outs_altogether (agency_id, id, creditor_id, case_file_id, party_id, way_out_id, source, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (agency_id, party_id) WHERE lifted_at IS NULL
DO UPDATE SET recorded_at = EXCLUDED.recorded_at,
    way_out_id = CASE WHEN opt_outs_altogether.way_out_id = EXCLUDED.way_out_id THEN EXCLUDED.way_out_id END
"""
