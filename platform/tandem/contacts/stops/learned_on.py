"""On which case file a fact of a person was learned, for the agency, and only where its reader may open that case."""

from collections.abc import Sequence
from dataclasses import replace

from tandem.casefiles import access as casefiles
from tandem.contacts.stops.kinds import Stop
from tandem.kit import database
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem_policies.vocabulary import Relation


async def learned_on(actor: Actor, stops: Sequence[Stop]) -> list[Stop]:
    """The same facts from elsewhere, each with its case file; without it where that is outside the reader's reach.

    In the reader's own open transaction: row-level security decides beside the reach. Nobody but the agency is told.
    """
    if not stops or side_of(actor) is not Relation.AGENCY:
        return list(stops)
    reach = casefiles.reach(actor)
    rows = await database.rows(
        "SELECT f.id, f.case_file_id FROM stop_facts f JOIN case_files cf ON cf.id = f.case_file_id "
        f"WHERE {reach.sql} AND f.id = ANY ($2::uuid[])",
        *reach.args,
        [stop.fact_id for stop in stops],
    )
    places = {row["id"]: row["case_file_id"] for row in rows}
    return [replace(stop, learned_on=places.get(stop.fact_id)) for stop in stops]
