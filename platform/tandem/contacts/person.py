"""Whose law judges a contact: each person of a case file by their own country and segment, not by the debtor's.

Until somebody has said them, what is on file stands in, and the answer says so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tandem.casefiles.models import PartyRole
from tandem.contacts.gate import Segment
from tandem.contacts.places import country_in, country_of_number


class Unsaid(StrEnum):
    """What nobody has said of a person, so that the stricter rules hold."""

    COUNTRY = "country"
    SEGMENT = "segment"


@dataclass(frozen=True, slots=True)
class Person:
    """A party of a case file as the rules see them.

    `countries`: where they may live, each of whose law must allow a contact; texts are written by that of the first,
    which is the debtor's as long as nobody has said theirs.
    `segment` None: that of the claims, which say it of the debtor.
    """

    name: str
    countries: tuple[str, ...]
    language: str
    segment: Segment | None = None
    unsaid: frozenset[Unsaid] = frozenset()

    @property
    def country(self) -> str:
        """By whose law texts are written to them."""
        return self.countries[0]

    def record(self) -> dict[str, object]:
        """By whose law the person was judged, as plain JSON for the log."""
        segment = self.segment.value if self.segment else None
        return {"countries": list(self.countries), "segment": segment, "unsaid": sorted(self.unsaid)}

    def segments(self, of_claims: Iterable[Segment]) -> frozenset[Segment]:
        """What profiles are chosen by. Who vouches for somebody's business may do so as a consumer (CJEU C-74/15)."""
        if self.segment is not None:
            return frozenset({self.segment})
        asked = frozenset(of_claims)
        return asked | {Segment.CONSUMER} if Unsaid.SEGMENT in self.unsaid else asked


def person_of(
    told: Mapping[str, Any], *, country: str, language: str, addresses: Iterable[str], numbers: Iterable[str]
) -> Person:
    """A party from its row; `country` and `language` are the debtor's, the rest is the party's own.

    `addresses` and `numbers` are those still valid. A country that nobody has said is read from the postal addresses
    that name one, if they agree; else it is the debtor's, beside those that they and the numbers name.
    """
    if PartyRole(told["role"]) is PartyRole.DEBTOR:
        return Person(told["name"], (country,), language)
    named = list(dict.fromkeys(filter(None, map(country_in, addresses))))
    own = told["country"] or (named[0] if len(named) == 1 else None)
    segment = Segment(told["segment"]) if told["segment"] else None
    unsaid = {Unsaid.COUNTRY} if own is None else set()
    if segment is None:
        unsaid.add(Unsaid.SEGMENT)
    hinted = dict.fromkeys([country, *named, *filter(None, map(country_of_number, numbers))])
    return Person(
        name=told["name"],
        countries=(own,) if own else tuple(hinted),
        language=told["language"] or language,
        segment=segment,
        unsaid=frozenset(unsaid),
    )
