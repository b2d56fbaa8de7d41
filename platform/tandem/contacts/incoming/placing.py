"""Whose an e-mail is: by the word in the address that it answers, by what it answers, by who sent it, else nobody's."""

from dataclasses import dataclass
from uuid import UUID

from tandem.contacts.incoming.reply_address import hashes_in
from tandem.contacts.models import InboundWhy
from tandem.kit import database
from tandem_channels.inbound_email import InboundEmail


@dataclass(frozen=True, slots=True)
class Owner:
    """The agency that an e-mail came to, and the attempt that it answers, where its word tells."""

    agency_id: UUID
    attempt_id: UUID | None = None


async def owner_of(email: InboundEmail | None, account_of: UUID | None) -> Owner | None:
    """Whose e-mail it is; None when nothing of it names an agency. `account_of`: whose account it came through.

    A word of another agency's attempt says nothing to the owner of the account.
    """
    if email is not None:
        hashes = hashes_in([*email.recipients, *(f"{one}" for one in email.answers)])
        found = await database.row("SELECT attempt_id, agency_id FROM door_attempt_answered($1)", hashes)
        if found and account_of in (None, found["agency_id"]):
            return Owner(found["agency_id"], found["attempt_id"])
    if account_of is not None:
        return Owner(account_of)
    for address in email.recipients if email else ():
        found = await database.row("SELECT door_agency_of_sender('email', $1) AS agency_id", address)
        if found and found["agency_id"]:
            return Owner(found["agency_id"])
    # The only agency of an installation is whom its mail is for, whatever it is addressed to.
    agencies = await database.rows("SELECT door_organizations('agency') AS id")
    return Owner(agencies[0]["id"]) if len(agencies) == 1 else None


async def case_file_of_sender(agency_id: UUID, email: InboundEmail) -> UUID | InboundWhy:
    """The one open case file of whoever sent it, or why there is none. In the open transaction of the agency.

    A sender whose domain does not vouch for them may be anybody, and who ever owed to two creditors may mean either: a
    person looks first.
    """
    found = await database.rows(
        "SELECT DISTINCT cf.id FROM contact_points p JOIN case_files cf ON cf.id = p.case_file_id "
        "WHERE p.agency_id = $1 AND p.value = $2 AND cf.stage <> 'closed' AND cf.erased_at IS NULL LIMIT 2",
        agency_id,
        email.sender,
    )
    if not found:
        return InboundWhy.UNKNOWN_SENDER
    if len(found) > 1 or len(await creditors_of(agency_id, email.sender)) > 1:
        return InboundWhy.SEVERAL_CASE_FILES
    if not email.is_proven:
        return InboundWhy.UNPROVEN_SENDER
    case_file_id: UUID = found[0]["id"]
    return case_file_id


async def case_file_of_exchange(agency_id: UUID, email: InboundEmail) -> UUID | None:
    """A case file on which there is an e-mail that this one answers; the newest where there are several.

    What a sender's program calls an e-mail is no secret, so whoever names it may be a stranger: it is a suggestion to
    the person who places the message, never more.
    """
    found = await database.row(
        "SELECT case_file_id FROM inbound_messages WHERE agency_id = $1 AND message_id = ANY ($2::text[]) "
        "AND case_file_id IS NOT NULL ORDER BY id DESC LIMIT 1",
        agency_id,
        [one for one in email.answers if is_printable(one)],
    )
    return found["case_file_id"] if found else None


def message_id_of(email: InboundEmail) -> str | None:
    """What its sender's program called it; None where nobody could name it in a header."""
    return email.message_id if email.message_id and is_printable(email.message_id) else None


def is_printable(message_id: str) -> bool:
    """Whether it is of the signs that a header may hold (RFC 5322, 3.6.4)."""
    return message_id.isascii() and message_id.isprintable()


async def creditors_of(agency_id: UUID, address: str) -> set[UUID]:
    """Whose case files have, or had before they were closed, this number or address."""
    found = await database.rows(
        "SELECT DISTINCT creditor_id FROM contact_points WHERE agency_id = $1 AND value = $2", agency_id, address
    )
    return {row["creditor_id"] for row in found}
