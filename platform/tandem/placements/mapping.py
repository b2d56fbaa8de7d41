"""Which column is which field: suggestions with their reason, and the check of what a person chose.

A mapping is a plain dict from header to field; a column that it leaves out is ignored.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tandem.placements.amounts import DECIMAL_SIGNS, read_amount
from tandem.placements.company_numbers import is_siren_or_siret
from tandem.placements.contact_points import read_emails
from tandem.placements.dates import is_date
from tandem.placements.errors import ColumnUnknown, FieldMappedTwice, FieldMissing, IdentityMissing
from tandem.placements.fields import IDENTITIES, IDENTITIES_TO_ASK, REPEATABLE, REQUIRED, Field
from tandem.placements.headings import field_named
from tandem.placements.reading import Table
from tandem.placements.words import country_of, currency_of, language_of_text, nature_of, phone_place_of, segment_of

_SAMPLE = 200
# A heading is believed when half of the values agree: a file of rows to correct has many bad ones.
_ENOUGH = 0.5


class Why(StrEnum):
    """The reason of a suggestion; its text is `placement.why.<code>`."""

    HEADING = "HEADING"
    HEADING_AND_VALUES = "HEADING_AND_VALUES"
    VALUES = "VALUES"
    CONTRADICTED = "CONTRADICTED"
    TAKEN = "TAKEN"
    NOTHING = "NOTHING"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What one column seems to be (`field`, None to leave it out), why, and a value of the column to show for it.

    `named` is the field that the heading names even where the values or another column speak against it.
    """

    header: str
    field: Field | None
    why: Why
    named: Field | None = None
    example: str = ""


def _is_phone(value: str) -> bool:
    return bool(re.fullmatch(r"(?:\+|00|0)?[0-9][0-9 .\-/()]{6,30}", value))


def _is_amount(value: str) -> bool:
    return any(read_amount(value, sign) for sign in DECIMAL_SIGNS)


# What the values of a column must look like before its heading is believed.
_LOOKS: Mapping[Field, Callable[[str], object]] = {
    Field.EMAIL: lambda value: read_emails(value)[0],
    Field.PHONE: _is_phone,
    Field.PHONE_PLACE: phone_place_of,
    Field.COUNTRY: country_of,
    Field.CURRENCY: currency_of,
    Field.LANGUAGE: language_of_text,
    Field.SEGMENT: segment_of,
    Field.NATURE: nature_of,
    Field.AMOUNT: _is_amount,
    Field.ISSUED_ON: is_date,
    Field.DUE_ON: is_date,
    Field.SETTLED_ON: is_date,
}

# Fields that values alone give away, strictest first; dates and plain numbers never do.
_TELLING: Mapping[Field, Callable[[str], object]] = {
    Field.EMAIL: lambda value: read_emails(value)[0],
    Field.PHONE: lambda value: value.startswith(("+", "0")) and _is_phone(value) and not is_date(value),
    Field.COMPANY_NUMBER: lambda value: is_siren_or_siret(value.replace(" ", "")),
    Field.CURRENCY: lambda value: len(value) == 3 and value.isupper() and currency_of(value),
    Field.SEGMENT: segment_of,
}


def suggest(table: Table) -> list[Suggestion]:
    """A suggestion for every column, in the order of the file, from its heading and then from its values."""
    samples = {header: list(dict.fromkeys(table.column(header)))[:_SAMPLE] for header in table.headers}
    found = {header: _by_heading(header, samples[header]) for header in table.headers}
    for header in _beaten(found.values()):
        named = found[header].named
        found[header] = Suggestion(header, None, Why.TAKEN, named, _first(samples[header]))
    taken = {suggestion.field for suggestion in found.values()}
    for header, suggestion in found.items():
        if suggestion.why is Why.NOTHING and (field := _by_values(samples[header], taken)):
            taken.add(field)
            found[header] = Suggestion(header, field, Why.VALUES, None, _first(samples[header]))
    return list(found.values())


def suggested_mapping(table: Table) -> dict[str, Field]:
    """The mapping that follows every suggestion."""
    return {suggestion.header: suggestion.field for suggestion in suggest(table) if suggestion.field}


def check_mapping(table: Table, mapping: Mapping[str, Field]) -> None:
    """Raises ColumnUnknown, FieldMappedTwice, FieldMissing or IdentityMissing when nothing can be placed with it."""
    for header in mapping:
        if header not in table.headers:
            raise ColumnUnknown(column=header)
    for field, count in Counter(mapping.values()).items():
        if count > 1 and field not in REPEATABLE:
            raise FieldMappedTwice(field)
    for field in REQUIRED:
        if field not in mapping.values():
            raise FieldMissing(field)
    if not {*IDENTITIES, *IDENTITIES_TO_ASK} & set(mapping.values()):
        raise IdentityMissing


def _by_heading(header: str, sample: list[str]) -> Suggestion:
    example = _first(sample)
    named = field_named(header)
    if named is None:
        return Suggestion(header, None, Why.NOTHING, None, example)
    field = named[0]
    looks = _LOOKS.get(field)
    if looks is None or not sample:
        return Suggestion(header, field, Why.HEADING, field, example)
    fitting = [value for value in sample if looks(value)]
    if len(fitting) >= _ENOUGH * len(sample):
        return Suggestion(header, field, Why.HEADING_AND_VALUES, field, fitting[0])
    stranger = next(value for value in sample if value not in fitting)
    return Suggestion(header, None, Why.CONTRADICTED, field, stranger)


def _beaten(suggestions: Iterable[Suggestion]) -> list[str]:
    """Headers that claim a field which another column names better (or earlier in the file, named alike)."""
    claims: dict[Field, list[tuple[int, str]]] = {}
    for suggestion in suggestions:
        if suggestion.field and suggestion.field not in REPEATABLE:
            named = field_named(suggestion.header)
            claims.setdefault(suggestion.field, []).append((named[1] if named else 0, suggestion.header))
    return [header for claim in claims.values() for _rank, header in sorted(claim, key=lambda item: item[0])[1:]]


def _by_values(sample: list[str], taken: set[Field | None]) -> Field | None:
    for field, tells in _TELLING.items():
        if field not in taken and sample and all(tells(value) for value in sample):
            return field
    return None


def _first(sample: list[str]) -> str:
    return sample[0] if sample else ""
