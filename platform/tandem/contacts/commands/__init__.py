"""Every write about reaching a person, a verb a file."""

from tandem.contacts.commands.answer_message import answer_message
from tandem.contacts.commands.attach_inbound_message import attach_inbound_message
from tandem.contacts.commands.call_by_hand import call_by_hand
from tandem.contacts.commands.cancel_contact import cancel_contact
from tandem.contacts.commands.correct_call_outcome import correct_call_outcome
from tandem.contacts.commands.correct_letter_posting import correct_letter_posting
from tandem.contacts.commands.lift_every_opt_out import lift_every_opt_out
from tandem.contacts.commands.lift_opt_out import lift_opt_out
from tandem.contacts.commands.plan_contact import plan_contact
from tandem.contacts.commands.record_call_outcome import record_call_outcome
from tandem.contacts.commands.record_consent import record_consent
from tandem.contacts.commands.record_letter_posting import record_letter_posting
from tandem.contacts.commands.record_opt_out import record_opt_out
from tandem.contacts.commands.record_received_call import record_received_call
from tandem.contacts.commands.release_contact import release_contact
from tandem.contacts.commands.reopen_address import reopen_address
from tandem.contacts.commands.set_aside_inbound_message import set_aside_inbound_message
from tandem.contacts.commands.settle_contact import SettledOutcome, settle_contact

__all__ = [
    "SettledOutcome",
    "answer_message",
    "attach_inbound_message",
    "call_by_hand",
    "cancel_contact",
    "correct_call_outcome",
    "correct_letter_posting",
    "lift_every_opt_out",
    "lift_opt_out",
    "plan_contact",
    "record_call_outcome",
    "record_consent",
    "record_letter_posting",
    "record_opt_out",
    "record_received_call",
    "release_contact",
    "reopen_address",
    "set_aside_inbound_message",
    "settle_contact",
]
