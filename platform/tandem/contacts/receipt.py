"""What a receipt says: what the agency received for each claim until today, and what is left (CPCE R124-6)."""

from tandem.contacts.facts import CaseFacts
from tandem.kit import texts
from tandem.kit.money import Money
from tandem.kit.written import written_day


def values_of_receipt(facts: CaseFacts, language: str) -> dict[str, str]:
    """The variables of receipts. Empty before anything was received: a receipt for nothing never leaves.

    A receipt proves a payment against the creditor, so money that the creditor only told of is named apart, as told.
    """
    received = [claim for claim in facts.claims if claim.received.minor > 0]
    if not received:
        return {"amount_left": "", "amount_received": "", "received_list": ""}
    left = sum(claim.outstanding.minor for claim in facts.claims)
    lines = [
        texts.render(
            "letter.received_line",
            language,
            document=claim.document_number,
            due_on=written_day(claim.due_on, language),
            amount=claim.received.formatted(language),
            left=claim.outstanding.formatted(language),
        )
        for claim in received
    ]
    if declared := sum(claim.declared.minor for claim in facts.claims):
        amount = Money(declared, facts.currency).formatted(language)
        lines.append(texts.render("letter.declared_line", language, creditor=facts.creditor.name, amount=amount))
    return {
        "amount_left": Money(left, facts.currency).formatted(language),
        "amount_received": Money(sum(claim.received.minor for claim in received), facts.currency).formatted(language),
        "received_list": "\n".join(lines),
    }
