"""The validation notice of American consumers' debts (12 CFR 1006.34): it goes with the opening letter.

See docs/subsystems/contacts.md, "The validation notice".
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from tandem.contacts.asking import sites_of
from tandem.contacts.errors import RuleAbsent
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.facts import CaseFacts, OwedClaim
from tandem.contacts.gate import RuleMissing, dispute_period
from tandem.contacts.models import ContactAttempt
from tandem.contacts.places import legal_day
from tandem.kit import clock
from tandem.kit.errors import InvalidInput
from tandem.kit.money import Money
from tandem_channels.letters import ItemizedDebt, ValidationNotice

# The printed period counts from this many days after the letter's own: who posts it by then cuts nobody's time short.
DAYS_TO_POST = 7


def notice_for(facts: CaseFacts, party_id: UUID, named: Sequence[OwedClaim], on: date) -> ValidationNotice | None:
    """The notice that a letter of that day encloses about these claims; None where no law asks for one.

    A debt is itemized from the day of the creditor's invoice, the last statement date of 12 CFR 1006.34(b)(3)(i).
    Raises RuleAbsent when the pack has no row for the day.
    """
    try:
        sites = sites_of(facts, named, party_id, clock.now())
        asking = [site for site in sites if site.profile.validation_notices is not None]
        if not asking:
            return None
        sent = on + timedelta(days=DAYS_TO_POST)
        ends = max(dispute_period(sent, site.profile, site.region)[1] for site in asking)
    except RuleMissing as missing:
        raise RuleAbsent(missing) from None
    return ValidationNotice(tuple(_debt(claim) for claim in named), ends)


async def require_in_time(attempt: ContactAttempt, printed_at: datetime, posted_on: date) -> None:
    """A notice that is posted late promises a period that is too short. Raises InvalidInput: it is printed anew."""
    if posted_on <= legal_day(printed_at) + timedelta(days=DAYS_TO_POST):
        return
    facts = (await facts_of([attempt.case_file_id]))[attempt.case_file_id]
    if "US" in facts.parties[attempt.party_id].countries:
        raise InvalidInput("postedOn", posted_on.isoformat(), "posting_day_of_notice")


def _debt(claim: OwedClaim) -> ItemizedDebt:
    def decimal(minor: int) -> Decimal:
        return Money(minor, claim.outstanding.currency).decimal

    placed = claim.principal + claim.interest + claim.accessories
    return ItemizedDebt(
        account=claim.document_number,
        itemized_on=claim.issued_on,
        amount=decimal(claim.principal),
        interest=decimal(claim.interest),
        fees=decimal(claim.accessories),
        paid=decimal(placed - claim.outstanding.minor),
        currency=claim.outstanding.currency,
    )
