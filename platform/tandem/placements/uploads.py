"""Placement files on their way in."""

from tandem.casefiles.models import Upload
from tandem.casefiles.uploads import announce
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem_policies.permission import Permission


async def request_upload(actor: Actor, filename: str, size: int) -> Upload:
    """Announce a placement file of `size` bytes, 50 MB at most. Raises InvalidInput."""
    async with transaction(actor):
        authorize(actor, side_of(actor), Permission.PLACEMENT_CREATE)
        # A browser on Windows may send the whole path.
        name = filename.replace("\\", "/").rpartition("/")[2].strip()
        if not 1 <= len(name) <= 200 or not name.isprintable():
            raise InvalidInput("filename", filename, "filename")
        return await announce(actor, name, size)
