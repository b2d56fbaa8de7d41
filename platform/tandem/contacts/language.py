"""Which language is written to a debtor in: what the law of their country wants first, then their own."""

from collections.abc import Sequence

from tandem.contacts.facts import CaseFacts
from tandem.contacts.gate import RuleMissing, pack_for
from tandem.kit import clock


def languages_for(facts: CaseFacts) -> Sequence[str]:
    """The languages that a text may leave in without anybody's leave, the best first.

    Where the law wants one (loi 94-665: French for a consumer in France), a text in the debtor's own is left to a
    person.
    """
    wanted = _wanted_by_law(facts)
    return tuple(dict.fromkeys(filter(None, (wanted, facts.language))))


def _wanted_by_law(facts: CaseFacts) -> str | None:
    today = clock.today()
    try:
        profiles = pack_for(facts.country, today).profiles
    except RuleMissing:
        return None
    segments = {claim.segment for claim in facts.claims}
    rows = next((one.language for one in profiles if one.language and one.segments & segments), None)
    return rows.on(today).code if rows else None
