"""Ready replies: an agency's short texts, filled for a case file, that a collector puts into an answer and changes."""

from dataclasses import dataclass

from tandem.contacts import content
from tandem.contacts.asking import Question, verdict_for
from tandem.contacts.facts import Address, CaseFacts
from tandem.contacts.language import languages_for
from tandem.contacts.models import Channel, Purpose
from tandem.contacts.templates import READY_REPLIES, ValuesMismatch, may_leave
from tandem.kit import clock, texts
from tandem.kit.ids import new_id


@dataclass(frozen=True, slots=True)
class ReadyReply:
    """One of them with its gaps filled. `title` is in the reader's language."""

    id: str
    title: str
    language: str
    text: str


def ready_replies(facts: CaseFacts, address: Address, channel: Channel, locale: str) -> list[ReadyReply]:
    """Those that say something to this person by this channel, in the law's language and their own, by their names.

    One that lacks a value is left out: nobody is to fill its gap by hand. Raises RuleAbsent.
    """
    party_id, today = address.party_id, clock.today()
    languages, law, person = languages_for(facts, party_id), content.law_of(facts, party_id), facts.parties[party_id]
    verdict = verdict_for(facts, Question(channel, Purpose.REPLY, address, clock.now(), person.language))
    asked, found = content.demanded(facts, verdict), []
    for one in facts.templates.values():
        offered = one.form in READY_REPLIES and one.channel.value == channel.value and one.country == law
        if not offered or one.language not in languages or not may_leave(one.wording, today, person.country):
            continue
        try:
            words = content.written(one, facts, party_id, asked, new_id())
        except ValuesMismatch:
            continue
        found.append(ReadyReply(one.id, one.titles[texts.language_of(locale)], one.language, words.text))
    return sorted(found, key=lambda one: (languages.index(one.language), one.title, one.id))
