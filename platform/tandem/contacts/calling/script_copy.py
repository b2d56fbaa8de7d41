"""The script that a call is begun with: which one, its words, and the copy that is kept of it."""

from collections.abc import Sequence
from uuid import UUID

from tandem.contacts import content, copies
from tandem.contacts.facts import CaseFacts
from tandem.contacts.language import languages_for, written_languages
from tandem.contacts.models import Channel, ContactAttempt
from tandem.contacts.templates import Template, ValuesMismatch
from tandem.contacts.templates.vocabulary import Form


def as_begun(attempt: ContactAttempt, facts: CaseFacts, asked: Sequence[content.Demanded]) -> str | None:
    """The copy of the script that a call is begun with, as `copies.written` gives it; None where the agency has none,
    or where a message opens the call.
    """
    if attempt.channel is not Channel.VOICE or attempt.automated:
        return None
    template = script_of(facts, attempt.party_id)
    if template is None:
        return None
    try:
        text = filled(template, facts, attempt.party_id, asked)
    except ValuesMismatch:
        return None
    return copies.of_script(attempt, template.id, template.version, template.language, text)


def script_of(facts: CaseFacts, party_id: UUID) -> Template | None:
    """The agency's script for a call to a party, in the tone that fits; None where it has none."""
    scripts = [one for one in content.usable(facts, Channel.VOICE, party_id) if one.form is Form.SCRIPT]
    # The person's own language, then the law's, then any: whoever lets such a call pass sees what is to be said.
    for language in (*reversed(languages_for(facts, party_id)), *written_languages(facts, party_id)):
        if spoken := content.in_order(facts, [one for one in scripts if one.language == language]):
            return spoken[0]
    return None


def filled(template: Template, facts: CaseFacts, party_id: UUID, asked: Sequence[content.Demanded]) -> str:
    """Its words with the case file's values. Raises ValuesMismatch for one that may not be said."""
    return content.written(template, facts, party_id, asked).text
