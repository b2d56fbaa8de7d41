"""What an agency has entered of itself, so that no variable of its texts is empty, or tells a stranger too much."""

from uuid import UUID

from tandem.contacts.templates.rulebook import laws
from tandem.contacts.templates.wording import reveals
from tandem.kit import clock
from tandem.organizations.models import Organization


async def on_file_of(agency_id: UUID) -> frozenset[str]:
    """Those of `phone` and `email` that the agency has, as `Variable.on_file` names them.

    `discreet_name` is among them where its name says nothing of debts.
    """
    agency = await Organization.get(id=agency_id)
    told = {name for name in ("phone", "email") if getattr(agency, name)}
    if not any(reveals(agency.name, country=country, on=clock.today()) for country in laws()):
        told.add("discreet_name")
    return frozenset(told)
