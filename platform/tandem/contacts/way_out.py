"""The way out that a message carries: one short link to a page without account, for answers that nobody can text.

See docs/subsystems/contacts.md, "The way out". The code in a link follows from the attempt and the installation's key;
the database holds its hash alone, and what is kept of a message has stars in its place (`contacts.withheld`).
"""

import hashlib
import hmac
import re
from datetime import timedelta
from uuid import UUID

from tandem.contacts.channels import channels
from tandem.contacts.models import ContactAttempt
from tandem.kit import clock, database, keys
from tandem.kit.ids import new_id

# Below the public address: short, because an SMS carries it.
WAY_OUT_PATH = "/o"
# An opt-out is worth as much a year later; the number may be somebody else's by then.
LIFE = timedelta(days=365)
_PURPOSE = "contacts/way-out/1"
# Letters that nobody takes for another when reading them off a letter or a small screen: 12 of them are 59 bits.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_LENGTH = 12
# In the place of a code, wherever words are kept or shown: of a telephone's basic alphabet, and just as long.
STARS = "*" * _LENGTH
_CODE = re.compile(f"[{_ALPHABET}]{{{_LENGTH}}}")


def link_for(attempt_id: UUID) -> str:
    """The address of the page for whoever got this attempt, as it stands in what leaves and nowhere else.

    A GET shows the page and changes nothing. A POST with `List-Unsubscribe=One-Click` (RFC 8058) opts the attempt's
    address out of its channel at once. The link works once `keep` was called for the attempt, as dispatch does in the
    transaction that reserves the send.
    """
    return f"{channels().public_url}{WAY_OUT_PATH}/{code_of(attempt_id)}"


def link_as_kept() -> str:
    """The same address as the words have it that are kept, shown and sealed; `contacts.withheld` puts the code in."""
    return f"{channels().public_url}{WAY_OUT_PATH}/{STARS}"


async def keep(attempt: ContactAttempt) -> None:
    """Have the attempt's link open its page, from the open transaction on; once, however often it is called."""
    now = clock.now()
    await database.execute(
        "INSERT INTO ways_out (id, code_hash, agency_id, creditor_id, case_file_id, attempt_id, contact_point_id, "
        "channel, language, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) "
        "ON CONFLICT (code_hash) DO NOTHING",
        new_id(),
        hash_of(code_of(attempt.id)),
        attempt.agency_id,
        attempt.creditor_id,
        attempt.case_file_id,
        attempt.id,
        attempt.contact_point_id,
        attempt.channel.value,
        attempt.language,
        now,
        now + LIFE,
    )


def code_of(attempt_id: UUID) -> str:
    """The letters of an attempt's link: the same whenever they are asked for, and told by nothing without the key."""
    number = int.from_bytes(hmac.digest(keys.derived(_PURPOSE), attempt_id.bytes, "sha256"))
    letters = []
    for _ in range(_LENGTH):
        number, place = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[place])
    return "".join(letters)


def is_code(text: str) -> bool:
    """Whether this could be the end of a link."""
    return _CODE.fullmatch(text) is not None


def hash_of(code: str) -> str:
    """What is kept of a code, in hex."""
    return hashlib.sha256(code.encode()).hexdigest()
