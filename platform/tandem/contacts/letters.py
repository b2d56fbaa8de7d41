"""The opening letter of article R124-4: its data from the case file, its PDF, and the document that is kept."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from uuid import UUID

from tandem.casefiles import storage
from tandem.casefiles.models import CaseFile, Document
from tandem.casefiles.publishing import PublicationState
from tandem.contacts.content import Demanded
from tandem.contacts.errors import LetterIncomplete
from tandem.contacts.facts import CaseFacts, Side
from tandem.contacts.places import postal_town
from tandem.kit import clock
from tandem.kit.ids import new_id
from tandem.kit.money import Money
from tandem.kit.written import written_phone
from tandem.timeline import Chain
from tandem_channels.letters import (
    Correspondent,
    LetterClaim,
    LetterRefused,
    OpeningLetter,
    Payee,
    Privacy,
    render_opening_letter,
)
from tandem_channels.letters.opening import require_mentions

# What the debtor is given to pay: no text fixes it, a fortnight is the custom of amicable letters.
DAYS_TO_PAY = 15
# How long the file is kept after it was closed: the general limitation period (C. civ. 2224).
RETENTION_YEARS = 5
# A page takes about 30 ms of one core: two at a time leave the worker its breath.
_threads = ThreadPoolExecutor(2, thread_name_prefix="letters")


def opening_letter(
    facts: CaseFacts,
    party_id: UUID,
    address: str,
    asked: Sequence[Demanded],
    *,
    reference: str,
    language: str,
    on: date,
) -> OpeningLetter:
    """The letter with its five mentions. Raises LetterIncomplete naming the first that is missing."""
    agency = facts.agency
    letter = OpeningLetter(
        locale=language,
        reference=reference,
        on=on,
        place=postal_town(agency.address) or "",
        agency=_correspondent(agency, language),
        creditor=_correspondent(facts.creditor, language),
        debtor=_addressee(facts.parties[party_id], address),
        claims=tuple(_claim(item) for item in asked),
        pay_by=on + timedelta(days=DAYS_TO_PAY),
        payee=Payee(facts.mandate.payee, facts.mandate.payee_account, None, facts.reference),
        privacy=Privacy(agency.email or agency.address.replace("\n", ", "), RETENTION_YEARS),
    )
    try:
        require_mentions(letter)
    except LetterRefused as refused:
        raise LetterIncomplete(refused.field, str(refused)) from None
    return letter


async def produce(case_file: CaseFile, letter: OpeningLetter) -> Document:
    """Render and store the PDF; the row is returned unsaved, for the transaction that says it is printed.

    Printing reaches nobody, so doing it twice after a crash only leaves a file that no row names.
    """
    pdf = await asyncio.get_running_loop().run_in_executor(_threads, render_opening_letter, letter)
    document_id = new_id()
    stored = await storage.put(f"documents/{case_file.id}/{document_id}.pdf", pdf)
    return Document(
        id=document_id,
        agency_id=case_file.agency_id,
        creditor_id=case_file.creditor_id,
        case_file_id=case_file.id,
        chain=Chain.PARTIES.value,
        state=PublicationState.RECORDED,
        name=f"{letter.reference}.pdf",
        content_type="application/pdf",
        size=stored.size,
        sha256=stored.sha256,
        storage_key=stored.key,
        created_at=clock.now(),
    )


def _correspondent(side: Side, language: str) -> Correspondent:
    phone = written_phone(side.phone or "", language)
    contact = " · ".join(part for part in (phone, side.email) if part)
    return Correspondent(side.name, tuple(side.address.splitlines()), contact or None)


def _addressee(name: str, address: str) -> Correspondent:
    """Placed addresses may open with the name itself: it stands once in the window."""
    lines = tuple(address.splitlines())
    return Correspondent(name, lines[1:] if lines[:1] == (name,) else lines)


def _claim(item: Demanded) -> LetterClaim:
    """The parts of what is asked for: what was paid is set first against interest (C. civ. 1343-1)."""
    claim, left = item.claim, item.claim.principal + item.claim.interest + item.claim.accessories - item.amount.minor
    parts = []
    for part in (claim.interest, claim.accessories, claim.principal):
        taken = min(part, left)
        left -= taken
        parts.append(Money(part - taken, item.amount.currency).decimal)
    interest, accessories, principal = parts
    return LetterClaim(
        document=claim.document_number,
        basis=claim.description or claim.document_number,
        due_on=claim.due_on,
        principal=principal,
        interest=interest,
        accessories=accessories,
        currency=item.amount.currency,
    )
