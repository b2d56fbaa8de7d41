"""On which case file a fact of a person was learned, for the agency, and only where its reader may open that case."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from tandem.casefiles import access as casefiles
from tandem.casefiles.models import CaseFile
from tandem.contacts.stops.kinds import Stop, StopKind
from tandem.kit import database
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem_policies.vocabulary import Relation


async def learned_on(actor: Actor, case_file: CaseFile, stops: Sequence[Stop]) -> list[Stop]:
    """The same facts from elsewhere, each with its case file; without it where that is outside the reader's reach.

    In the reader's own open transaction: row-level security decides beside the reach. Nobody but the agency is told.
    """
    if not stops or side_of(actor) is not Relation.AGENCY:
        return list(stops)
    reach = casefiles.reach(actor)
    rows = await database.rows(f"{_LEARNED} WHERE {reach.sql} AND p.case_file_id = $2", *reach.args, case_file.id)
    known: defaultdict[tuple[UUID, StopKind, date, str | None], list[UUID]] = defaultdict(list)
    for row in rows:
        known[row["party_id"], StopKind(row["kind"]), row["since_on"], row["address"]].append(row["case_file_id"])

    def told(stop: Stop) -> Stop:
        places = known[stop.party_id, stop.kind, stop.since_on, stop.address]
        return replace(stop, learned_on=places.pop(0)) if places else stop

    return [told(stop) for stop in stops]


# As `door_stop_facts` knows a person: the same name at a shared address, or at the very address where somebody else
# answers; a workplace by the address alone.
_LEARNED = """
SELECT DISTINCT p.id AS party_id, f.kind, f.since_on, f.case_file_id, f.id,
       CASE WHEN f.contact_point_id IS NOT NULL THEN mine.value END AS address
FROM parties p
JOIN contact_points mine ON mine.party_id = p.id
JOIN contact_points theirs ON theirs.agency_id = mine.agency_id AND theirs.value = mine.value
    AND theirs.case_file_id <> p.case_file_id
JOIN parties other ON other.id = theirs.party_id
JOIN stop_facts f ON f.agency_id = mine.agency_id AND f.ended_on IS NULL AND CASE f.kind
    WHEN 'workplace' THEN f.contact_point_id = theirs.id
    ELSE f.party_id = other.id AND lower(trim(other.name)) = lower(trim(p.name))
        AND (f.kind <> 'wrong_party' OR f.contact_point_id = theirs.id) END
JOIN case_files cf ON cf.id = f.case_file_id
"""
