"""The words that leave: a template filled with what the gate left to be asked for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from tandem.casefiles.models import Stage
from tandem.contacts import way_out
from tandem.contacts.accounts.choosing import SenderOf
from tandem.contacts.errors import TemplateNotFound
from tandem.contacts.facts import CaseFacts, OwedClaim
from tandem.contacts.first_reminder import values_of_reminder
from tandem.contacts.gate import Decision, Verdict
from tandem.contacts.gate import Purpose as GatePurpose
from tandem.contacts.language import languages_for, written_languages
from tandem.contacts.models import Channel, Purpose
from tandem.contacts.opening_letters import recall
from tandem.contacts.receipt import values_of_receipt
from tandem.contacts.templates import READY_REPLIES, WORDS, Rendered, Template, Tone, may_leave, render, tones
from tandem.contacts.templates.recalling import OWED_ANYWAY, RECALLS
from tandem.contacts.templates.rulebook import whole_laws
from tandem.contacts.templates.shipped import shipped_templates
from tandem.kit import clock, texts
from tandem.kit.money import Money
from tandem.kit.written import written_day, written_phone

OPENING_LETTER = "opening_letter"
CALL = "call"
# Asks for a call that a message opens, in the agency's text whose tone fits best.
CALL_MESSAGE = "call_message"
# A text that names it is for sending files: it leaves with none but those.
ATTACHED_FILES = "attached_files"
# Sent by nobody: the answer to a text that asks who writes.
HELP = "sms_help"
# Typography that would halve what fits into a text message (GSM 7-bit knows none of it).
_PLAIN = str.maketrans(
    {"\u202f": " ", "\u00a0": " ", "’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "..."}
)
_ASKING_FIRST: dict[str, int] = {Purpose.FIRST_REMINDER.value: 0, Purpose.DEMAND.value: 1}
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
    tone: Tone
    # The first of a channel is the one to take when nothing speaks for another.
    recommended: bool
    # Its text names attached files, and leaves with none but those.
    sends_files: bool = False


def demanded(facts: CaseFacts, verdict: Verdict) -> list[Demanded]:
    """The claims that share the verdict's own answer, each with what may be asked for; all of them when refused."""
    by_id = {claim.id: claim for claim in facts.claims}
    refused = verdict.decision in (Decision.BLOCK, Decision.REVIEW)
    return [
        Demanded(by_id[answer.claim_id], by_id[answer.claim_id].outstanding if refused else answer.demandable)
        for answer in verdict.claims
        if refused or answer.decision is verdict.decision
    ]


def _is_timely(facts: CaseFacts, template: Template, party_id: UUID | None) -> bool:
    """A receipt once the agency received something; after the case file was closed nothing else. The first reminder
    until it was sent, or the opening letter was posted.
    """
    if template.purpose.value == Purpose.RECEIPT:
        return any(claim.received.minor > 0 for claim in facts.claims)
    if template.purpose.value == Purpose.FIRST_REMINDER and not opening_due(facts, party_id):
        return False
    return facts.stage is not Stage.CLOSED


def as_recorded(asked: Sequence[Demanded]) -> list[list[object]]:
    """The claims as the attempt keeps them: [[claim id, minor units], …]."""
    return [[str(item.claim.id), item.amount.minor] for item in asked]


def total_of(asked: Sequence[Demanded], currency: str) -> Money:
    """The sum asked for."""
    return sum((item.amount for item in asked), Money(0, currency))


def template_for(
    facts: CaseFacts, channel: Channel, party_id: UUID, template_id: str, address: str | None = None
) -> Template:
    """An approved template that may be sent to this party by this channel, from the agency's sender for this address.
    Raises TemplateNotFound.
    """
    for template in usable(facts, channel, party_id, address):
        if template.id == template_id:
            return template
    raise TemplateNotFound(field="templateId")


def choices(
    facts: CaseFacts,
    channel: Channel,
    locale: str,
    party_id: UUID | None = None,
    *,
    answering: bool = False,
    address: str | None = None,
) -> list[TemplateChoice]:
    """What can be sent by a channel in a party's language and that of the law, the recommended one first: of letters
    the opening letter, once to a party, and those of templates after it. Without any in them, those in other languages,
    which a person decides on. `answering`: the frames of an answer, which leave as one only.

    `party_id` None: what can be sent to the debtor, and the opening letter as long as somebody lacks it.
    """
    reader = party_id or next(iter(facts.parties))
    opening, languages = [], languages_for(facts, reader)
    if channel is Channel.LETTER and not answering and opening_due(facts, party_id):
        called = title(OPENING_LETTER, locale)
        language = written_languages(facts, reader)[0]
        opening = [
            TemplateChoice(
                OPENING_LETTER, channel, Purpose.DEMAND, language, called, tone=Tone.NEUTRAL, recommended=True
            )
        ]
    offered = [
        template
        for template in usable(facts, channel, reader, address)
        if (WORDS in template.variables) is answering
        and template.purpose.value != Purpose.OPTOUT_CONFIRM
        and not is_help(template.id)
        and _is_timely(facts, template, party_id)
    ]
    own = [one for one in in_order(facts, offered) if one.language in languages]
    own.sort(key=lambda one: languages.index(one.language))
    return opening + [
        TemplateChoice(
            template.id,
            channel,
            Purpose(template.purpose.value),
            template.language,
            template.titles[texts.language_of(locale)],
            tone=template.tone,
            recommended=place == 0 and not opening,
            sends_files=ATTACHED_FILES in template.variables,
        )
        for place, template in enumerate(own or in_order(facts, offered))
    ]


def is_help(template_id: str) -> bool:
    """Whether it is the answer to a text that asks who writes."""
    return template_id.rpartition(".")[0] == HELP


def opening_due(facts: CaseFacts, party_id: UUID | None = None) -> bool:
    """Whether a claim still needs an opening letter to this party (None: to some party), and none is on its way."""
    parties = facts.parties if party_id is None else (party_id,)
    owed = [claim for claim in facts.claims if claim.outstanding.minor > 0]
    return any(not facts.is_opened(claim, one) for one in parties if one not in facts.letters_pending for claim in owed)


def in_order(facts: CaseFacts, templates: Sequence[Template]) -> list[Template]:
    """The first reminder, demands in the tone that fits first, then the other tones, then what is no demand."""
    wanted = tones(facts.letter_posted_on, clock.today())
    return sorted(
        templates,
        key=lambda one: (_ASKING_FIRST.get(one.purpose.value, 2), wanted.index(one.tone), one.titles["fr"], one.id),
    )


def title(name: str, locale: str) -> str:
    """What the opening letter or a call is called, in the reader's language."""
    return texts.render(f"template.{name}", locale)


def law_of(facts: CaseFacts, party_id: UUID) -> str:
    """The country under whose law texts to a party are written: its own where there are such texts, else France.

    What else the party's country forbids to be said is asked of each of them.
    """
    country = facts.parties[party_id].country
    return country if country in whole_laws() else "FR"


def written(
    template: Template,
    facts: CaseFacts,
    party_id: UUID,
    asked: Sequence[Demanded],
    attempt_id: UUID | None = None,
    files: Sequence[str] = (),
    words: str | None = None,
) -> Rendered:
    """The message of an attempt as it is kept: its link has stars for a code, and is as long as when it leaves. None: a
    preview. `words`: what a collector answers, in the template's frame.

    Raises ValuesMismatch when a value that the template names is missing, except in a preview.
    """
    values = values_of(facts, party_id, asked, template.language, attempt_id, files, words, template.purpose)
    filled = render(template, values)
    by_sms = template.channel.value == Channel.SMS.value
    return replace(filled, text=filled.text.translate(_PLAIN)) if by_sms else filled


def values_of(
    facts: CaseFacts,
    party_id: UUID,
    asked: Sequence[Demanded],
    language: str,
    attempt_id: UUID | None = None,
    files: Sequence[str] = (),
    words: str | None = None,
    purpose: GatePurpose | None = None,
    collector: str | None = None,
) -> dict[str, str]:
    """What every variable says about a case file, written for readers of that language. Without an attempt, what is
    not known yet is three dots, but in a text of a `purpose` that leaves without it. `collector`: who asked for a call.
    """
    agency = facts.agency
    phone = written_phone(agency.phone or "", language)
    letter = recall(facts.opening_letters, party_id, [item.claim.id for item in asked], language)
    values = {
        "agency_address": ", ".join(agency.address.splitlines()),
        "agency_email": agency.email or "",
        "agency_name": agency.name,
        "agency_phone": phone,
        ATTACHED_FILES: "\n".join(files),
        "amount_due": total_of(asked, facts.currency).formatted(language),
        "case_reference": facts.reference,
        "claims_list": claims_list(asked, language),
        "collector_name": collector or "",
        "creditor_name": facts.creditor.name,
        "debtor_name": facts.parties[party_id].name,
        "first_letter_ref": letter.reference if letter else "",
        "first_letter_date": written_day(letter.on, language) if letter else "",
        "opt_out_link": way_out.link_as_kept(),
        "opt_out_phone": phone,
        "payee": facts.mandate.payee,
        "payment_account": facts.mandate.payee_account,
        "today": written_day(clock.today(), language),
        WORDS: words or "",
        **values_of_receipt(facts, language),
        **values_of_reminder(facts, party_id, asked, language),
    }
    if attempt_id is not None:
        return values
    left_out = RECALLS if purpose in OWED_ANYWAY else ()
    return {name: value if name in left_out else value or _NOT_YET for name, value in values.items()}


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


def usable(facts: CaseFacts, channel: Channel, party_id: UUID, address: str | None = None) -> list[Template]:
    """What an agency may send by a channel to where a party is.

    A name as sender receives no answer, so its texts name another way out than STOP: the sender is the one for this
    address, by the country of the number, or of the party where none is known yet. No letter of a template comes
    before the opening one was posted, but what is owed anyway.
    """
    is_first = channel is Channel.LETTER and facts.letter_posted_on is None and not facts.opening_letters
    country = facts.parties[party_id].country
    sender = facts.sender_of(Channel.SMS, party_id, address)
    one_way = sender is not None and not sender.two_way
    law = law_of(facts, party_id)
    return [
        template
        for template in _leaving(facts, channel, country)
        if (template.purpose in OWED_ANYWAY or not is_first)
        and template.form not in READY_REPLIES
        and template.country == (country if template.purpose.value == Purpose.FIRST_REMINDER else law)
        and (template.one_way_sender == one_way or channel is not Channel.SMS)
    ]


def may_be_answered(template: Template, sender: SenderOf) -> bool:
    """Whether a text can leave from this sender: from one that hears no answer only what asks for none."""
    silent = template.one_way_sender or template.purpose.value == Purpose.OPTOUT_CONFIRM
    return sender.two_way or silent or template.channel.value != Channel.SMS


def _leaving(facts: CaseFacts, channel: Channel, country: str) -> Iterator[Template]:
    ours = (leaving(one, country) for one in facts.templates.values() if one.channel.value == channel)
    return (one for one in ours if one is not None)


def leaving(own: Template, country: str) -> Template | None:
    """The agency's text while no rule of the day forbids it in a country, else the shipped one that it replaced."""
    known = (own, shipped_templates().get(own.id))
    return next((one for one in known if one and may_leave(one.wording, clock.today(), country)), None)
