"""What can be done with money: a verb a file."""

from tandem.ledger.commands.record_payment import declare_payment, record_payment
from tandem.ledger.commands.reverse_payment import reverse_payment

__all__ = ["declare_payment", "record_payment", "reverse_payment"]
