"""Whether a message may call a number: one answer for the robot's button, and for whoever plans such a call."""

from datetime import datetime

from tandem.contacts import content
from tandem.contacts.answers import Answer, Reason
from tandem.contacts.asking import Question, verdict_for
from tandem.contacts.calling.consented import machine_refusal_of
from tandem.contacts.calling.machine_words import fault_in, text_of
from tandem.contacts.errors import DestinationRefused, RuleAbsent, TemplateNotFound
from tandem.contacts.facts import Address, CaseFacts
from tandem.contacts.gate import Decision
from tandem.contacts.models import Channel, Purpose
from tandem.contacts.states import reason
from tandem.contacts.templates import Template
from tandem.contacts.templates.vocabulary import Form
from tandem.kit.ids import new_id

_MISSING = "CALL_MESSAGE_MISSING"


def message_for(facts: CaseFacts, address: Address) -> Template | Reason:
    """The text to call with, or why there is none: no text of the agency's in the person's language, no consent to a
    machine's call where the law wants one, one that was taken back.
    """
    language = facts.parties[address.party_id].language
    template = text_of(facts, address.party_id, Form.MESSAGE, language)
    return machine_refusal_of(address.machine_calls, address.value) or template or reason(_MISSING)


def require_message(facts: CaseFacts, address: Address) -> Template:
    """The text to call with. Raises TemplateNotFound, DestinationRefused."""
    found = message_for(facts, address)
    if isinstance(found, Template):
        return found
    if found["code"] == _MISSING:
        raise TemplateNotFound(field="templateId")
    raise DestinationRefused(dict(found))


def machine_answer(facts: CaseFacts, address: Address, at: datetime) -> Answer:
    """Whether a message may call this number at `at`; where the gate lets it, its words must be fit to be said too."""
    template = message_for(facts, address)
    if not isinstance(template, Template):
        return Answer.refused(template)
    try:
        verdict = verdict_for(facts, Question(Channel.VOICE, Purpose.DEMAND, address, at))
    except RuleAbsent as absent:
        return Answer.refused(absent.reason)
    if verdict.decision in (Decision.ALLOW, Decision.DEFER):
        asked = content.demanded(facts, verdict)
        # The call that would be planned: what its text names and is not known must not be said as dots.
        if why := fault_in(template, facts, address.party_id, asked, at.date(), new_id()):
            return Answer.refused(why)
    return Answer.of(verdict)
