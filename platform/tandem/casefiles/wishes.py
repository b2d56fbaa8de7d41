"""The wish of an erased person not to be reached, kept as a keyed hash until the same address comes back."""

import hashlib
import hmac
from collections.abc import Collection
from uuid import UUID

from tandem.kit import database
from tandem.timeline import sealing

_PURPOSE = b"tandem/casefiles/opted-out-address/1"
# A hash in the column of addresses: no number, e-mail or postal address begins like this.
_PREFIX = "hash-"


def hashed(agency_id: UUID, address: str) -> str:
    """The keyed hash of an address at one agency.

    Numbers are few enough to try them all; without the installation's key nobody can, and two agencies' hashes of
    one number differ.
    """
    key = sealing.derived_key(_PURPOSE)
    return _PREFIX + hmac.new(key, agency_id.bytes + address.encode(), hashlib.sha256).hexdigest()


async def recall_wishes(agency_id: UUID, addresses: Collection[str]) -> None:
    """Put opt-outs of erased persons in force again in clear, for addresses that came back; in the open transaction."""
    if addresses:
        await database.rows(
            "SELECT door_recall_opt_outs($1, $2, $3)",
            agency_id,
            list(addresses),
            [hashed(agency_id, address) for address in addresses],
        )
