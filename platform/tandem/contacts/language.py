"""Which language is written to a person in: what the law of their country wants first, then their own."""

from collections.abc import Sequence
from uuid import UUID

from babel.languages import get_official_languages

from tandem.contacts.facts import CaseFacts
from tandem.contacts.gate import RuleMissing, Segment, pack_for
from tandem.contacts.templates.vocabulary import LANGUAGES
from tandem.kit import clock


def languages_for(facts: CaseFacts, party_id: UUID) -> Sequence[str]:
    """The languages that a text may leave in without anybody's leave, the best first.

    Where the law wants one (loi 94-665: French for a consumer in France), a text in their own is left to a person.
    """
    person = facts.parties[party_id]
    segments = person.segments(claim.segment for claim in facts.claims)
    wanted = [_wanted_by_law(country, segments) for country in person.countries]
    return tuple(dict.fromkeys(filter(None, (*wanted, person.language))))


def written_languages(facts: CaseFacts, party_id: UUID) -> Sequence[str]:
    """Every language that texts exist in, the best for a person first, for what may not be left unsaid because none
    exists in theirs: `languages_for`, then those of their country and of the agency's.
    """
    places = (*facts.parties[party_id].countries, facts.agency.country)
    spoken = [one for country in places for one in get_official_languages(country, de_facto=True)]
    return tuple(
        dict.fromkeys(one for one in (*languages_for(facts, party_id), *spoken, *LANGUAGES) if one in LANGUAGES)
    )


def _wanted_by_law(country: str, segments: frozenset[Segment]) -> str | None:
    today = clock.today()
    try:
        profiles = pack_for(country, today).profiles
    except RuleMissing:
        return None
    rows = next((one.language for one in profiles if one.language and one.segments & segments), None)
    return rows.on(today).code if rows else None
