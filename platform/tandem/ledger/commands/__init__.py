"""What can be done with money and claims: a verb a file."""

from tandem.ledger.commands.correct_claim_nature import correct_claim_nature
from tandem.ledger.commands.end_mediation import end_mediation
from tandem.ledger.commands.record_interruption import record_interruption
from tandem.ledger.commands.record_payment import declare_payment, record_payment
from tandem.ledger.commands.reverse_payment import reverse_payment
from tandem.ledger.commands.withdraw_interruption import withdraw_interruption

__all__ = [
    "correct_claim_nature",
    "declare_payment",
    "end_mediation",
    "record_interruption",
    "record_payment",
    "reverse_payment",
    "withdraw_interruption",
]
