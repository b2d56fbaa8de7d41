"""Every write about reaching a person, a verb a file."""

from tandem.contacts.commands.cancel_contact import cancel_contact
from tandem.contacts.commands.correct_call_outcome import correct_call_outcome
from tandem.contacts.commands.correct_letter_posting import correct_letter_posting
from tandem.contacts.commands.lift_opt_out import lift_opt_out
from tandem.contacts.commands.plan_contact import plan_contact
from tandem.contacts.commands.record_call_outcome import record_call_outcome
from tandem.contacts.commands.record_letter_posting import record_letter_posting
from tandem.contacts.commands.record_opt_out import record_opt_out
from tandem.contacts.commands.settle_contact import SettledOutcome, settle_contact

__all__ = [
    "SettledOutcome",
    "cancel_contact",
    "correct_call_outcome",
    "correct_letter_posting",
    "lift_opt_out",
    "plan_contact",
    "record_call_outcome",
    "record_letter_posting",
    "record_opt_out",
    "settle_contact",
]
