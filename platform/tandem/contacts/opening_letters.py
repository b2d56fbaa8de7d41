"""Which opening letter opened a claim to a person, and how later steps recall it (CPCE R124-4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tandem.kit import texts
from tandem.kit.written import written_day


@dataclass(frozen=True, slots=True)
class PostedOpening:
    """An opening letter that was posted to a party and did not come back for its address.

    `encloses_notice`: the American validation notice went with it. `by_email`: it is no letter but the free first
    reminder of Belgian law, which later texts recall as they recall a letter.
    """

    party_id: UUID
    reference: str
    posted_on: date
    claim_ids: frozenset[UUID]
    encloses_notice: bool = False
    by_email: bool = False


@dataclass(frozen=True, slots=True)
class Recall:
    """How a text names what was sent before: `<reference> of <day>`, where several letters are in `reference`."""

    reference: str
    on: date


def first_of(letters: Iterable[PostedOpening], party_id: UUID, claim_id: UUID) -> PostedOpening | None:
    """The letter that opened a claim to a party: the first that names it. `letters` are in the order of their days."""
    named = (letter for letter in letters if letter.party_id == party_id and claim_id in letter.claim_ids)
    return next(named, None)


def recall(letters: Sequence[PostedOpening], party_id: UUID, claim_ids: Sequence[UUID], language: str) -> Recall | None:
    """The letters that opened these claims to a party, in the order of their days; None: none was posted to it.

    Without claims, all of its letters: a text that asks for nothing recalls what was sent as well.
    """
    if claim_ids:
        found = [first_of(letters, party_id, claim_id) for claim_id in claim_ids]
        opened = [letter for letter in letters if any(letter is one for one in found)]
    else:
        opened = [letter for letter in letters if letter.party_id == party_id]
    if not opened:
        return None
    *others, last = opened
    before = [_named(letter, language) for letter in others]
    if not before:
        return Recall(last.reference, last.posted_on)
    listed = texts.render("letter.recalled_several", language, others=", ".join(before), last=last.reference)
    return Recall(listed, last.posted_on)


def _named(letter: PostedOpening, language: str) -> str:
    day = written_day(letter.posted_on, language)
    return texts.render("letter.recalled", language, reference=letter.reference, day=day)
