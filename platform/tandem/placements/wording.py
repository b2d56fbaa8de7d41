"""Placement texts in the reader's language: verdicts, suggestions, questions and the names of our fields."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from babel.core import Locale

from tandem.kit import texts
from tandem.kit.money import Money
from tandem.kit.written import written_day
from tandem.placements.fields import REQUIRED, Field
from tandem.placements.mapping import Suggestion
from tandem.placements.questions import COUNTRY, CURRENCY, IDENTITY, Question
from tandem.placements.verdicts import Problem


def field_label(field: Field, locale: str) -> str:
    """What a field is called on screen."""
    return texts.render(f"placement.field.{field.value}", locale)


def fields_to_choose(locale: str) -> list[tuple[Field, str, bool]]:
    """Every field with its label and whether a file cannot be placed without it."""
    return [(field, field_label(field, locale), field in REQUIRED) for field in Field]


def what_is_wrong(problem: Problem, locale: str) -> str:
    """The sentence of a refusal or a warning."""
    return texts.render(f"placement.{problem.code.value}", locale, **_values(problem, locale))


def what_would_be_right(problem: Problem, locale: str) -> str:
    """How to correct a refused row. Raises KeyError for a warning, which has nothing to correct."""
    return texts.render(f"placement.{problem.code.value}.right", locale, **_values(problem, locale))


def why_suggested(suggestion: Suggestion, locale: str) -> str:
    """The reason of a suggestion."""
    field = suggestion.named or suggestion.field
    label = field_label(field, locale) if field else ""
    key = f"placement.why.{suggestion.why.value}"
    return texts.render(key, locale, field=label, header=suggestion.header, example=suggestion.example)


def question_text(question: Question, locale: str) -> str:
    """The question as a person reads it."""
    kind = question.key.partition(".")[0]
    scope = "some" if question.column else "all"
    key = f"placement.question.{kind}.{scope}" if kind in _ASKED_FOR_GAPS else f"placement.question.{kind}"
    return texts.render(key, locale, column=question.column or "", examples=" · ".join(question.examples))


def choice_label(question: Question, value: str, locale: str) -> str:
    """One answer as a person reads it."""
    language = texts.language_of(locale)
    if question.key == CURRENCY:
        return f"{value} · {Locale(language).currencies.get(value, value)}"
    if question.key == COUNTRY:
        return str(Locale(language).territories[value])
    if question.key == IDENTITY:
        return field_label(Field(value), locale)
    return texts.render(f"placement.choice.{_CHOICE_NAMES.get(value, value)}", locale)


# These are asked either because no column says it or because some rows of the column are empty.
_ASKED_FOR_GAPS = frozenset({"currency", "segment", "nature", "country", "language"})
_CHOICE_NAMES = {",": "comma", ".": "point"}


def _values(problem: Problem, locale: str) -> Mapping[str, str]:
    values = {name: _shown(name, value, texts.language_of(locale)) for name, value in problem.args.items()}
    return {"column": problem.column, "value": problem.value, **values}


def _shown(name: str, value: str, language: str) -> str:
    if name.endswith("_on"):
        return written_day(date.fromisoformat(value), language)
    if name == "amount":
        amount, _, currency = value.partition(" ")
        return Money.parse(Decimal(amount), currency).formatted(language)
    return value
