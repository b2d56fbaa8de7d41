"""What can be done with money and claims: a verb a file."""

from tandem.ledger.commands.correct_claim_nature import correct_claim_nature
from tandem.ledger.commands.record_payment import declare_payment, record_payment
from tandem.ledger.commands.reverse_payment import reverse_payment

__all__ = ["correct_claim_nature", "declare_payment", "record_payment", "reverse_payment"]
