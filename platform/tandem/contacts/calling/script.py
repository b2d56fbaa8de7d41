"""What a collector says, from the agency's approved script: first who is on the line, and only then the matter.

In a script, a paragraph in square brackets is for the collector and is not said. Nothing after the first of them is
shown before the person is sure (ASF accord 2004: check identity, disclose nothing to third parties).

What a call is begun with is kept with it, exactly, and is what stands on the screen from then on (`script_copy`).
"""

from dataclasses import dataclass
from uuid import UUID

from tandem.contacts import content, copies
from tandem.contacts.asking import question_of, verdict_for
from tandem.contacts.calling.script_copy import filled, script_of
from tandem.contacts.errors import RuleAbsent
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.facts import CaseFacts
from tandem.contacts.models import Channel, ContactAttempt
from tandem.contacts.queries import attempts_by_id
from tandem.kit import clock, texts
from tandem.kit.database import reading
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem_policies.permission import Permission


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`said` to the person, or else for the collector's eyes."""

    said: bool
    text: str


@dataclass(frozen=True, slots=True)
class CallScript:
    """`identity` is said before anything of the case file is."""

    title: str
    language: str
    identity: tuple[Paragraph, ...]
    matter: tuple[Paragraph, ...]


async def script_for(actor: Actor, attempt_id: UUID) -> CallScript | None:
    """The script of a call with its case file's values, in the person's language; None where the agency has none.

    Raises NotPermitted.
    """
    authorize(actor, side_of(actor), Permission.CONTACT_ATTEMPT_PLAN)
    async with reading(actor):
        attempt = (await attempts_by_id(actor, [attempt_id])).get(attempt_id)
        if attempt is None or attempt.channel is not Channel.VOICE:
            return None
        facts = (await facts_of([attempt.case_file_id]))[attempt.case_file_id]
    if attempt.sending_at is not None and attempt.sent_copy is not None:
        return _kept(attempt, facts, texts.language_of(actor.locale))
    template = script_of(facts, attempt.party_id)
    if template is None:
        return None
    identity, matter = split(filled(template, facts, attempt.party_id, _asked(attempt, facts)))
    return CallScript(template.titles[texts.language_of(actor.locale)], template.language, identity, matter)


def _kept(attempt: ContactAttempt, facts: CaseFacts, locale: str) -> CallScript:
    """The script as it was begun with. What may be asked for since then is told to the collector, and not said."""
    copy = copies.read(attempt.sent_copy or "")
    template = facts.templates.get(copy.template)
    identity, matter = split(copy.text or "")
    asked = _asked(attempt, facts)
    if attempt.disposition is None and content.as_recorded(asked) != attempt.claims:
        left = content.total_of(asked, facts.currency).formatted(locale)
        matter = (Paragraph(said=False, text=texts.render("script.less_is_asked", locale, amount=left)), *matter)
    return CallScript(template.titles[locale] if template else attempt.template_title, copy.language, identity, matter)


def split(text: str) -> tuple[tuple[Paragraph, ...], tuple[Paragraph, ...]]:
    """The paragraphs up to the first that is for the collector, it included, and those after it."""
    paragraphs = [_paragraph(one.strip()) for one in text.split("\n\n") if one.strip()]
    until = next((place for place, one in enumerate(paragraphs, start=1) if not one.said), len(paragraphs))
    return tuple(paragraphs[:until]), tuple(paragraphs[until:])


def _paragraph(text: str) -> Paragraph:
    if text.startswith("[") and text.endswith("]"):
        return Paragraph(said=False, text=text[1:-1])
    return Paragraph(said=True, text=text)


def _asked(attempt: ContactAttempt, facts: CaseFacts) -> list[content.Demanded]:
    """What may be asked for now: claims fall away while a call lasts, too."""
    try:
        return content.demanded(facts, verdict_for(facts, question_of(attempt, facts, clock.now())))
    except RuleAbsent:
        return []
