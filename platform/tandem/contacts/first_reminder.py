"""What the free first reminder of Belgian law says: what is left due, the penalty clause, until when nothing is added.

CDE, art. XIX.2: the amount left due and that of the clause, the creditor with its number, the product and the due day,
and the days within which nothing more is asked for.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from tandem.contacts.facts import CaseFacts
from tandem.contacts.gate import RuleMissing, pack_for
from tandem.kit import clock, texts
from tandem.kit.money import Money
from tandem.kit.written import written_day

if TYPE_CHECKING:
    from tandem.contacts.content import Demanded


def values_of_reminder(facts: CaseFacts, party_id: UUID, asked: "Sequence[Demanded]", language: str) -> dict[str, str]:
    """What the variables of a first reminder say; empty what is not known, so that it does not leave without it."""
    told = all(item.claim.description for item in asked)
    return {
        "creditor_number": facts.creditor.company_number or "",
        "reminder_list": "\n".join(_line(item, language) for item in asked) if told else "",
        "reminder_until": _until(facts.parties[party_id].country, language),
    }


def _line(item: "Demanded", language: str) -> str:
    """A claim with what is left due and, apart, the clause that is asked for only once the days are over.

    What was paid is set first against interest, then against the clause (C. civ. belge, art. 5.210).
    """
    claim, currency = item.claim, item.amount.currency
    paid = claim.principal + claim.interest + claim.accessories - claim.outstanding.minor
    # What is asked for may be less than what is owed: a part may be in dispute, and is none of what was paid.
    clause = min(claim.accessories, max(0, claim.interest + claim.accessories - paid), item.amount.minor)
    return texts.render(
        "reminder.claim_line",
        language,
        document=claim.document_number,
        product=claim.description,
        due_on=written_day(claim.due_on, language),
        left=Money(item.amount.minor - clause, currency).formatted(language),
        clause=Money(clause, currency).formatted(language),
    )


def _until(country: str, language: str) -> str:
    today = clock.today()
    try:
        profiles = pack_for(country, today).profiles
        waits = [one.reminder_wait_on(today).days for one in profiles if one.reminder_waits is not None]
    except RuleMissing:
        return ""
    # Sent electronically, the first of them is the day after.
    return written_day(today + timedelta(days=max(waits)), language) if waits else ""
