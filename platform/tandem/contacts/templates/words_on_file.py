"""What an agency has entered of itself, so that no variable of its texts is empty."""

from uuid import UUID

from tandem.organizations.models import Organization


async def on_file_of(agency_id: UUID) -> frozenset[str]:
    """Those of `phone` and `email` that the agency has, as `Variable.on_file` names them."""
    agency = await Organization.get(id=agency_id)
    return frozenset(name for name in ("phone", "email") if getattr(agency, name))
