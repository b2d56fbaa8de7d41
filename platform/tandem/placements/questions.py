"""What the file does not say is asked once for the whole file, and answered in words that are checked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from tandem.kit.countries import countries
from tandem.placements.amounts import DECIMAL_SIGNS, SignFound, currency_named_in, decimal_sign_of
from tandem.placements.dates import DateOrder, OrderFound, order_of
from tandem.placements.errors import AnswersMissing, AnswerUnknown
from tandem.placements.fields import IDENTITIES, IDENTITIES_TO_ASK, Field
from tandem.placements.reading import Table
from tandem.placements.words import (
    LANGUAGES,
    NATURES,
    SEGMENTS,
    USUAL_COUNTRIES,
    USUAL_CURRENCIES,
    currencies_in_use,
)

CURRENCY = "currency"
SEGMENT = "segment"
NATURE = "nature"
COUNTRY = "country"
LANGUAGE = "language"
IDENTITY = "identity"
DECIMAL_SIGN = "decimal_sign"
DATE_ORDER = "date_order"  # followed by the field: date_order.due_on

_FILLED_BY_ANSWER = {SEGMENT: Field.SEGMENT, NATURE: Field.NATURE, COUNTRY: Field.COUNTRY, LANGUAGE: Field.LANGUAGE}
_ORDERED_DATES = (Field.ISSUED_ON, Field.DUE_ON)


@dataclass(frozen=True, slots=True)
class Question:
    """One question: `key` names it in the answers, `choices` are the values it accepts, `examples` are cells in doubt.

    `column` is the header that it is about, None when the file has no such column.
    """

    key: str
    choices: tuple[str, ...]
    column: str | None = None
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person said about the file. A cell that tells something itself is believed before these."""

    currency: str | None = None
    segment: str | None = None
    nature: str | None = None
    country: str | None = None
    language: str | None = None
    identity: Field | None = None
    decimal_sign: str | None = None
    date_orders: Mapping[Field, DateOrder] = field(default_factory=dict)


@dataclass(frozen=True)
class Columns:
    """A table under a mapping: where each field stands, and what its columns tell as a whole."""

    table: Table
    mapping: Mapping[str, Field]
    _values: dict[Field, set[str]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def indexes(self) -> dict[Field, tuple[int, ...]]:
        """The positions of each mapped field, in the order of the file."""
        found: dict[Field, tuple[int, ...]] = {}
        for index, header in enumerate(self.table.headers):
            if target := self.mapping.get(header):
                found[target] = (*found.get(target, ()), index)
        return found

    @cached_property
    def date_orders(self) -> dict[Field, OrderFound]:
        return {target: order_of(self.values(target)) for target in _ORDERED_DATES if target in self.indexes}

    @cached_property
    def decimal_sign(self) -> SignFound:
        return decimal_sign_of(self.values(Field.AMOUNT))

    def header(self, target: Field) -> str | None:
        """The (first) header of a field, None when it has no column."""
        return self.table.headers[self.indexes[target][0]] if target in self.indexes else None

    def values(self, target: Field) -> set[str]:
        """The different cells of a field's columns, empty ones left out."""
        if target not in self._values:
            headers = [self.table.headers[index] for index in self.indexes.get(target, ())]
            self._values[target] = {value for header in headers for value in self.table.column(header)}
        return self._values[target]

    def has_gaps(self, target: Field) -> bool:
        """True when some row has nothing in this field, or the file has no such column."""
        if target not in self.indexes:
            return True
        (index,) = self.indexes[target]
        return not all(cells[index] for cells in self._whole_rows())

    def lacks_currency(self) -> bool:
        """True when some row names its currency neither in a cell of its own nor beside its amount."""
        if Field.CURRENCY not in self.indexes:
            return any(currency_named_in(amount) is None for amount in self.values(Field.AMOUNT))
        (currency,), (amount,) = self.indexes[Field.CURRENCY], self.indexes[Field.AMOUNT]
        alone = {cells[amount] for cells in self._whole_rows() if not cells[currency]}
        return any(currency_named_in(text) is None for text in alone if text)

    def _whole_rows(self) -> Iterable[Sequence[str]]:
        width = len(self.table.headers)
        return (row.cells for row in self.table.rows if len(row.cells) == width)


def questions(table: Table, mapping: Mapping[str, Field]) -> list[Question]:
    """Everything that has to be answered before the rows can be judged; empty when the file says it all."""
    return open_questions(Columns(table, mapping))


def open_questions(columns: Columns) -> list[Question]:
    """The questions of a table whose columns were looked through already."""
    asked: list[Question] = []
    if not any(identity in columns.indexes for identity in IDENTITIES):
        able = tuple(target.value for target in IDENTITIES_TO_ASK if target in columns.indexes)
        asked.append(Question(IDENTITY, able))
    if columns.lacks_currency():
        asked.append(
            Question(CURRENCY, _usual_first(USUAL_CURRENCIES, currencies_in_use()), columns.header(Field.CURRENCY))
        )
    choices = {
        SEGMENT: SEGMENTS,
        NATURE: NATURES,
        COUNTRY: _usual_first(USUAL_COUNTRIES, countries()),
        LANGUAGE: LANGUAGES,
    }
    for key, target in _FILLED_BY_ANSWER.items():
        if columns.has_gaps(target):
            asked.append(Question(key, choices[key], columns.header(target)))
    for target, order in columns.date_orders.items():
        if order.ask:
            key = f"{DATE_ORDER}.{target.value}"
            asked.append(Question(key, tuple(order.choices), columns.header(target), order.examples))
    if (sign := columns.decimal_sign).ask:
        asked.append(Question(DECIMAL_SIGN, DECIMAL_SIGNS, columns.header(Field.AMOUNT), sign.examples))
    return asked


def _usual_first(usual: tuple[str, ...], known: frozenset[str]) -> tuple[str, ...]:
    return (*usual, *sorted(known.difference(usual)))


def read_answers(given: Mapping[str, str], asked: Sequence[Question]) -> Answers:
    """Check answers by question key. Raises AnswerUnknown for a value that is no choice of its question.

    Answers to questions that this file does not raise are ignored, so that those remembered for a creditor can be given
    with every file.
    """
    accepted: dict[str, str] = {}
    for question in asked:
        value = given.get(question.key)
        if value is None:
            continue
        if value not in question.choices:
            raise AnswerUnknown(field="answers", key=question.key, value=value)
        accepted[question.key] = value
    return Answers(
        currency=accepted.get(CURRENCY),
        segment=accepted.get(SEGMENT),
        nature=accepted.get(NATURE),
        country=accepted.get(COUNTRY),
        language=accepted.get(LANGUAGE),
        identity=Field(accepted[IDENTITY]) if IDENTITY in accepted else None,
        decimal_sign=accepted.get(DECIMAL_SIGN),
        date_orders={
            Field(key.partition(".")[2]): DateOrder(value)
            for key, value in accepted.items()
            if key.startswith(DATE_ORDER)
        },
    )


def check_answers(answers: Answers, asked: Sequence[Question]) -> None:
    """Raises AnswersMissing with the keys that nobody answered."""
    given: Mapping[str, object] = {
        CURRENCY: answers.currency,
        SEGMENT: answers.segment,
        NATURE: answers.nature,
        COUNTRY: answers.country,
        LANGUAGE: answers.language,
        IDENTITY: answers.identity,
        DECIMAL_SIGN: answers.decimal_sign,
    } | {f"{DATE_ORDER}.{target.value}": order for target, order in answers.date_orders.items()}
    missing = [question.key for question in asked if given.get(question.key) is None]
    if missing:
        raise AnswersMissing(field="answers", keys=", ".join(missing))
