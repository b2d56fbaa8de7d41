"""Which claims count as opened: those that a letter to the debtor names which was posted and did not come back for its
address. A letter to somebody else opens them to that party alone, which the gate alone judges (CPCE R124-4).
"""

from datetime import date
from uuid import UUID

from tandem.casefiles.models import CaseFile, Claim, Party, PartyRole
from tandem.contacts.models import ContactAttempt
from tandem.contacts.returns.reasons import WRONG_ADDRESS


def is_void(attempt: ContactAttempt) -> bool:
    """Whether a letter reached nobody because of its address."""
    return attempt.return_reason in WRONG_ADDRESS


async def opens_to_debtor(letter: ContactAttempt) -> bool:
    """Whether it is an opening letter to the debtor, whose day the claims that it names and the case file tell."""
    return letter.is_opening_letter and await Party.exists(id=letter.party_id, role=PartyRole.DEBTOR)


async def restate_opening(case_file: CaseFile, letter: ContactAttempt) -> None:
    """Have the claims that an opening letter names, and the case file, say what its return or the end of it changed.

    A claim was opened on the first day on which a letter that counts and names it was posted to the debtor.
    """
    if not await opens_to_debtor(letter):
        return
    debtors = await Party.filter(case_file_id=case_file.id, role=PartyRole.DEBTOR)
    posted = await ContactAttempt.filter(
        case_file_id=case_file.id,
        party_id__in=[one.id for one in debtors],
        is_opening_letter=True,
        posted_on__isnull=False,
    ).order_by("posted_on", "created_at", "id")
    counting = [one for one in posted if not is_void(one)]
    opened: dict[UUID, date] = {}
    for one in counting:
        for claim_id in _named_by(one):
            opened.setdefault(claim_id, _day(one))
    for claim_id in _named_by(letter):
        await Claim.filter(id=claim_id, case_file_id=case_file.id).update(letter_posted_on=opened.get(claim_id))
    newest = counting[-1] if counting else None
    if newest is not None:
        case_file.letter_reference, case_file.letter_posted_on = newest.letter_reference, newest.posted_on
    elif case_file.letter_reference == letter.letter_reference:
        case_file.letter_reference = case_file.letter_posted_on = None
    await case_file.save(update_fields=["letter_reference", "letter_posted_on"])


def _named_by(letter: ContactAttempt) -> list[UUID]:
    return [UUID(str(claim_id)) for claim_id, _ in letter.claims]


def _day(letter: ContactAttempt) -> date:
    if letter.posted_on is None:
        raise RuntimeError(f"letter {letter.id} was read as posted, and has no day")
    return letter.posted_on
