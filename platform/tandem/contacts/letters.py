"""Letters: the opening one of article R124-4 and those of templates, their PDF, and the document that is kept."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from tandem.casefiles import storage
from tandem.casefiles.models import CaseFile, Document
from tandem.casefiles.publishing import PublicationState
from tandem.contacts.content import Demanded, claims_list
from tandem.contacts.errors import AddressUnfit, LetterIncomplete
from tandem.contacts.facts import CaseFacts, Side
from tandem.contacts.models import Channel, ContactAttempt
from tandem.contacts.opening_letters import recall
from tandem.contacts.person import Person, Unsaid
from tandem.contacts.places import postal_town
from tandem.contacts.templates import Rendered
from tandem.contacts.validation import notice_for
from tandem.kit import clock
from tandem.kit.ids import new_id
from tandem.kit.money import Money
from tandem.kit.written import written_phone
from tandem.timeline import Chain
from tandem_channels.letters import (
    AddressTooLong,
    Correspondent,
    FollowUpLetter,
    LetterClaim,
    LetterRefused,
    OpeningLetter,
    Payee,
    Privacy,
    Recalled,
    render_follow_up_letter,
    render_opening_letter,
    require_validation,
)
from tandem_channels.letters.follow_up import require_posted
from tandem_channels.letters.rendering import checked_page

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
        agency=correspondent(agency, language),
        creditor=correspondent(facts.creditor, language),
        debtor=addressee(facts.parties[party_id], address),
        claims=tuple(map(claim_in_parts, asked)),
        pay_by=on + timedelta(days=DAYS_TO_PAY),
        payee=Payee(facts.mandate.payee, facts.mandate.payee_account, None, facts.reference),
        privacy=Privacy(agency.email or agency.address.replace("\n", ", "), RETENTION_YEARS),
        notice=notice_for(facts, party_id, [item.claim for item in asked], on),
    )
    try:
        checked_page(letter)
        if letter.notice:
            require_validation(letter.notice)
    except LetterRefused as refused:
        raise _incomplete(refused) from None
    return letter


def follow_up_letter(
    facts: CaseFacts,
    party_id: UUID,
    address: str,
    words: Rendered,
    *,
    asked: Sequence[Demanded],
    reference: str,
    language: str,
    on: date,
) -> FollowUpLetter:
    """A letter of a template, as it is printed. Raises LetterIncomplete naming the first thing without which it cannot
    be posted.
    """
    letter = laid_out(
        words,
        Sheet(
            place=postal_town(facts.agency.address) or "",
            agency=correspondent(facts.agency, language),
            debtor=addressee(facts.parties[party_id], address),
            claims=tuple(map(claim_in_parts, asked)),
            listed=claims_list(asked, language),
            opening=recalled_above(facts, party_id, asked, language),
        ),
        reference=reference,
        language=language,
        on=on,
    )
    try:
        require_posted(letter)
    except LetterRefused as refused:
        raise _incomplete(refused) from None
    return letter


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on a later letter beside its words. `listed` is how those list the claims."""

    place: str
    agency: Correspondent
    debtor: Correspondent
    claims: tuple[LetterClaim, ...]
    listed: str
    opening: Recalled | None


def laid_out(words: Rendered, sheet: Sheet, *, reference: str, language: str, on: date) -> FollowUpLetter:
    """A later letter and its trial alike: where its words list the claims, they stand as a table of their parts."""
    before, listed, after = words.text.partition(sheet.listed) if sheet.listed else (words.text, "", "")
    opening = _paragraphs(before)
    return FollowUpLetter(
        locale=language,
        reference=reference,
        on=on,
        place=sheet.place,
        agency=sheet.agency,
        debtor=sheet.debtor,
        subject=words.subject or "",
        paragraphs=opening + _paragraphs(after),
        claims=sheet.claims if listed else (),
        claims_after=len(opening),
        opening=sheet.opening,
    )


async def later_reference(case_file_id: UUID, reference: str) -> str:
    """What the next letter of a case file after the opening one is called."""
    letters = ContactAttempt.filter(case_file_id=case_file_id, channel=Channel.LETTER, is_opening_letter=False)
    return f"{reference}-R{await letters.count() + 1}"


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(paragraph.strip("\n") for paragraph in text.split("\n\n") if paragraph.strip())


def recalled_above(facts: CaseFacts, party_id: UUID, asked: Sequence[Demanded], language: str) -> Recalled | None:
    """The opening letter as it stands above the words."""
    letter = recall(facts.opening_letters, party_id, [item.claim.id for item in asked], language)
    return Recalled(letter.reference, letter.on) if letter else None


def _incomplete(refused: LetterRefused) -> LetterIncomplete:
    if isinstance(refused, AddressTooLong):
        return AddressUnfit(refused.field, refused.line)
    return LetterIncomplete(refused.field, str(refused))


async def printed(letter: OpeningLetter | FollowUpLetter) -> bytes:
    """The PDF of a letter."""
    loop = asyncio.get_running_loop()
    if isinstance(letter, OpeningLetter):
        return await loop.run_in_executor(_threads, render_opening_letter, letter)
    return await loop.run_in_executor(_threads, render_follow_up_letter, letter)


async def produce(case_file: CaseFile, letter: OpeningLetter | FollowUpLetter) -> Document:
    """Render and store the PDF; the row is returned unsaved, for the transaction that says it is printed.

    Printing reaches nobody, so doing it twice after a crash only leaves a file that no row names.
    """
    pdf = await printed(letter)
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


def correspondent(side: Side, language: str) -> Correspondent:
    """An organization as letters show it, with how to reach it."""
    phone = written_phone(side.phone or "", language)
    contact = " · ".join(part for part in (phone, side.email) if part)
    return Correspondent(side.name, tuple(side.address.splitlines()), contact or None, side.country)


def addressee(party: Person, address: str) -> Correspondent:
    """Who a letter is sent to. Placed addresses may open with the name itself: it stands once in the window.

    A country that nobody has said is not printed below the address.
    """
    lines = tuple(address.splitlines())
    said = None if Unsaid.COUNTRY in party.unsaid else party.country
    return Correspondent(party.name, lines[1:] if lines[:1] == (party.name,) else lines, country=said)


def claim_in_parts(item: Demanded) -> LetterClaim:
    """The parts of what is asked for: what was paid is set first against interest (C. civ. 1343-1).

    What is held was paid by nobody: it is a part of the principal, whose interest is owed as before.
    """
    claim, asked = item.claim, item.amount
    paid = claim.principal + claim.interest + claim.accessories - claim.outstanding.minor
    owed = _less(paid, claim.interest, claim.accessories, claim.principal)
    interest, accessories, principal = owed
    principal, interest, accessories = _less(sum(owed) - asked.minor, principal, interest, accessories)
    return LetterClaim(
        document=claim.document_number,
        basis=claim.description or claim.document_number,
        due_on=claim.due_on,
        principal=Money(principal, asked.currency).decimal,
        interest=Money(interest, asked.currency).decimal,
        accessories=Money(accessories, asked.currency).decimal,
        currency=asked.currency,
    )


def _less(amount: int, *parts: int) -> list[int]:
    """What is left of the parts once the amount is taken off the first of them, then off the next."""
    left = []
    for part in parts:
        taken = min(part, amount)
        amount -= taken
        left.append(part - taken)
    return left
