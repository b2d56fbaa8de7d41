"""Wishes not to be reached that hold for addresses which come to a case file: by this address, and by this person."""

import hashlib
import hmac
from collections.abc import Collection
from uuid import UUID

from tandem.kit import clock, database
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
    """Put opt-outs of erased persons in force again in clear, for addresses that came back, and have addresses refused
    whose owner asked to be reached nowhere; in the open transaction, after the addresses are written. The topic
    `contacts.tell_provider` has the provider of e-mails refuse them too.
    """
    if addresses:
        now = clock.now()
        await database.rows(
            "SELECT door_recall_opt_outs($1, $2, $3, $4)",
            agency_id,
            list(addresses),
            [hashed(agency_id, address) for address in addresses],
            now,
        )
        await database.rows("SELECT door_refuse_altogether($1, $2, $3)", agency_id, list(addresses), now)
