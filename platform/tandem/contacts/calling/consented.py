"""Whether a machine may call somebody, and a call be recorded: the ledger of consents is read when each is done."""

from uuid import UUID

from tandem.contacts.consents import SAID_LAST, ConsentPurpose, EntryKind
from tandem.contacts.places import LEGAL_ZONE
from tandem.contacts.states import reason
from tandem.kit import database

# Where a machine's call wants the written consent of whoever is called: the United States and Canada (TCPA,
# 47 CFR 64.1200). Where several states want that of both sides to a recording (Cal. Penal Code 632, M.G.L. c. 272
# s. 99 and others), and a mobile's prefix does not tell which state its holder is in: it is wanted everywhere there.
_WANTS_CONSENT = "+1"


async def machine_refusal(agency_id: UUID, number: str) -> dict[str, object] | None:
    """Why no machine calls this number, as a reason: no consent where the law wants one, or one that was taken back.

    Needs the open transaction. What was said last counts, at this number and to this agency.
    """
    return machine_refusal_of(await said_last(agency_id, number, ConsentPurpose.AUTOMATED_CALLS), number)


def machine_refusal_of(said: EntryKind | None, number: str) -> dict[str, object] | None:
    """The same, of what was said last at this number."""
    if said is EntryKind.WITHDRAWAL:
        return reason("MACHINE_CALLS_REFUSED")
    if said is None and number.startswith(_WANTS_CONSENT):
        return reason("MACHINE_CALLS_NEED_CONSENT")
    return None


async def may_be_recorded(agency_id: UUID, number: str) -> bool:
    """Whether a call to this number may be announced as recorded: not once the person objected, and where the law wants
    both sides to agree only if they did. Needs the open transaction.
    """
    said = await said_last(agency_id, number, ConsentPurpose.CALL_RECORDING)
    return said is EntryKind.CONSENT or (said is None and not number.startswith(_WANTS_CONSENT))


async def said_last(agency_id: UUID, number: str, purpose: ConsentPurpose) -> EntryKind | None:
    """Whether the last word at this number was a consent or its withdrawal; None where nothing was said.

    Of what somebody entered with its proof the day is known and no hour: on that day what was said in a call itself, by
    the key or to the collector, counts as the later.
    """
    said = await database.row(_SAID, agency_id, number, purpose.value, LEGAL_ZONE.key)
    return EntryKind(said["kind"]) if said else None


_SAID = SAID_LAST.format(agency="$1", address="$2", purpose="$3", zone="$4")
