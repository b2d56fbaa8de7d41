"""Which of an agency's approved texts a machine says in a call, with the case file's values."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from tandem.contacts import content
from tandem.contacts.facts import CaseFacts
from tandem.contacts.models import Channel, ContactAttempt
from tandem.contacts.states import reason
from tandem.contacts.templates import Template, ValuesMismatch, may_leave, template_as_planned
from tandem.contacts.templates.by_machine import spoken
from tandem.contacts.templates.vocabulary import Form
from tandem.contacts.templates.wording import reveals
from tandem.contacts.unfilled import why_not_filled
from tandem.kit import clock
from tandem.kit.money import Money


def text_of(facts: CaseFacts, party_id: UUID, form: Form, language: str) -> Template | None:
    """The text in this language whose tone fits best so long after the opening letter; None: the agency has none."""
    offered = content.usable(facts, Channel.VOICE, party_id)
    known = [one for one in offered if (one.form, one.language) == (form, language)]
    return next(iter(content.in_order(facts, known)), None)


async def message_of(attempt: ContactAttempt, facts: CaseFacts) -> Template | None:
    """The very text that a call was planned with; None once the agency withdrew it."""
    if attempt.template_id == content.CALL_MESSAGE:  # planned before agencies worded it
        return text_of(facts, attempt.party_id, Form.MESSAGE, attempt.language)
    version = attempt.template_version
    return await template_as_planned(attempt.agency_id, attempt.template_id, version, facts.templates)


async def sayable(
    attempt: ContactAttempt, facts: CaseFacts, asked: Sequence[content.Demanded], day: date
) -> Template | dict[str, object]:
    """The text of a call that a message opens, or the reason why a person must see to it before anybody is called."""
    template = await message_of(attempt, facts)
    if template is None:
        return reason("TEMPLATE_WITHDRAWN")
    return fault_in(template, facts, attempt.party_id, asked, day, attempt.id) or template


def fault_in(
    template: Template,
    facts: CaseFacts,
    party_id: UUID,
    asked: Sequence[content.Demanded],
    day: date,
    attempt_id: UUID,
) -> dict[str, object] | None:
    """Why a text may not be said to a party about these claims: the rules on words, or a value that is missing."""
    if not may_leave(template.wording, day, facts.parties[party_id].country):
        return reason("TEMPLATE_REFUSED")
    try:
        said(template, facts, party_id, asked, attempt_id)
    except ValuesMismatch as mismatch:
        return why_not_filled(mismatch)
    return None


def said(
    template: Template,
    facts: CaseFacts,
    party_id: UUID,
    asked: Sequence[content.Demanded],
    attempt_id: UUID,
    collector: str | None = None,
) -> list[str]:
    """What a machine says, a text a paragraph; `collector`: who asked for the call. Raises ValuesMismatch for a value
    that is missing or may not be said.
    """
    values = content.values_of(facts, party_id, asked, template.language, attempt_id, collector=collector)
    return spoken(template.wording, values, name=template.id)


def asked_in(attempt: ContactAttempt, facts: CaseFacts) -> list[content.Demanded]:
    """What an attempt asks for, as it was reserved."""
    amounts = {UUID(str(claim_id)): int(str(minor)) for claim_id, minor in attempt.claims}
    return [
        content.Demanded(claim, Money(amounts[claim.id], facts.currency))
        for claim in facts.claims
        if claim.id in amounts
    ]


def voicemail_of(facts: CaseFacts, party_id: UUID, language: str) -> Template | None:
    """What to leave on a machine where the person is; None: leave nothing, and hang up.

    An agency that has no number to be called back on leaves nothing, nor one whose name, where it is said, tells a
    stranger that it collects debts (12 CFR 1006.2(j)).
    """
    found = text_of(facts, party_id, Form.VOICEMAIL, language)
    if found is None or not facts.agency.phone:
        return None
    if "agency_name" in found.variables and reveals(facts.agency.name, country=found.country, on=clock.today()):
        return None
    return found
