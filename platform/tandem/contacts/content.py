"""The words that leave: a template filled with what the gate left to be asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from tandem.contacts.errors import TemplateNotFound
from tandem.contacts.facts import CaseFacts, OwedClaim
from tandem.contacts.gate import Decision, Verdict
from tandem.contacts.models import Channel, Purpose
from tandem.contacts.templates import Rendered, Template, render, shipped_templates
from tandem.kit import texts
from tandem.kit.money import Money
from tandem.kit.written import written_day, written_phone

OPENING_LETTER = "opening_letter"
CALL = "call"
# Typography that would halve what fits into a text message (GSM 7-bit knows none of it).
_PLAIN = str.maketrans(
    {"\u202f": " ", "\u00a0": " ", "’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "..."}
)
# In a preview only: what is not known before the opening letter was posted.
_NOT_YET = "…"


@dataclass(frozen=True, slots=True)
class Demanded:
    """A claim and how much of it the contact asks for."""

    claim: OwedClaim
    amount: Money


@dataclass(frozen=True, slots=True)
class TemplateChoice:
    """Something a collector can choose to send. `title` is in the reader's language."""

    id: str
    channel: Channel
    purpose: Purpose
    language: str
    title: str


def demanded(facts: CaseFacts, verdict: Verdict) -> list[Demanded]:
    """The claims that share the verdict's own answer, each with what may be asked for; all of them when refused."""
    by_id = {claim.id: claim for claim in facts.claims}
    refused = verdict.decision in (Decision.BLOCK, Decision.REVIEW)
    return [
        Demanded(by_id[answer.claim_id], by_id[answer.claim_id].outstanding if refused else answer.demandable)
        for answer in verdict.claims
        if refused or answer.decision is verdict.decision
    ]


def as_recorded(asked: Sequence[Demanded]) -> list[list[object]]:
    """The claims as the attempt keeps them: [[claim id, minor units], …]."""
    return [[str(item.claim.id), item.amount.minor] for item in asked]


def total_of(asked: Sequence[Demanded], currency: str) -> Money:
    """The sum asked for."""
    return sum((item.amount for item in asked), Money(0, currency))


def template_for(facts: CaseFacts, channel: Channel, template_id: str) -> Template:
    """A shipped template that this channel and this agency's sender can carry. Raises TemplateNotFound."""
    template = shipped_templates().get(template_id)
    if template is None or template not in _usable(facts, channel):
        raise TemplateNotFound(field="templateId")
    return template


def choices(facts: CaseFacts, channel: Channel, locale: str) -> list[TemplateChoice]:
    """What can be sent by a channel in the debtor's language: of letters the opening letter, once."""
    if channel is Channel.LETTER:
        if facts.letter_pending or all(claim.letter_posted_on for claim in facts.claims if claim.outstanding.minor > 0):
            return []
        return [TemplateChoice(OPENING_LETTER, channel, Purpose.DEMAND, facts.language, title(OPENING_LETTER, locale))]
    return [
        TemplateChoice(
            template.id, channel, Purpose(template.purpose.value), template.language, title(template.id, locale)
        )
        for template in _usable(facts, channel)
        if template.language == facts.language and template.purpose.value != Purpose.OPTOUT_CONFIRM
    ]


def title(template_id: str, locale: str) -> str:
    """What a template, the opening letter or a call is called, in the reader's language."""
    template = shipped_templates().get(template_id)
    if template is None:
        return texts.render(f"template.{template_id}", locale)
    return template.titles[texts.language_of(locale)]


def written(
    template: Template, facts: CaseFacts, party_id: UUID, asked: Sequence[Demanded], *, preview: bool = False
) -> Rendered:
    """The message. Raises ValuesMismatch when a value that the template names is missing, except in a preview."""
    language = template.language
    agency = facts.agency
    phone = written_phone(agency.phone or "", language)
    values = {
        "agency_name": agency.name,
        "agency_phone": phone,
        "amount_due": total_of(asked, facts.currency).formatted(language),
        "case_reference": facts.reference,
        "claims_list": claims_list(asked, language),
        "creditor_name": facts.creditor.name,
        "debtor_name": facts.parties[party_id],
        "first_letter_ref": facts.letter_reference or "",
        "first_letter_date": long_date(facts, language),
        "opt_out_phone": phone,
        "payment_account": facts.mandate.payee_account,
    }
    if preview:
        values = {name: value or _NOT_YET for name, value in values.items()}
    words = render(template, values)
    return replace(words, text=words.text.translate(_PLAIN)) if template.channel.value == Channel.SMS.value else words


def claims_list(asked: Sequence[Demanded], language: str) -> str:
    """A line a claim: its document, its due day and what is asked for."""
    return "\n".join(
        texts.render(
            "letter.claim_line",
            language,
            document=item.claim.document_number,
            due_on=written_day(item.claim.due_on, language),
            amount=item.amount.formatted(language),
        )
        for item in asked
    )


def long_date(facts: CaseFacts, language: str) -> str:
    """The day the opening letter was posted, as a reader writes it; empty before."""
    return written_day(facts.letter_posted_on, language) if facts.letter_posted_on else ""


def _usable(facts: CaseFacts, channel: Channel) -> list[Template]:
    """A name as sender receives no answer, so its texts name another way out than STOP."""
    sender = facts.senders.get(Channel.SMS, "")
    one_way = channel is Channel.SMS and bool(sender) and not sender.startswith("+")
    return [
        template
        for template in shipped_templates().values()
        if template.channel.value == channel and (template.one_way_sender == one_way or channel is not Channel.SMS)
    ]
