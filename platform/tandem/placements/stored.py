"""How the columns, questions and rows of a batch are kept as JSON, and read back."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, TypedDict

from tandem.kit.money import Money
from tandem.placements.fields import Field
from tandem.placements.mapping import Suggestion, Why
from tandem.placements.questions import Question
from tandem.placements.reading import Table
from tandem.placements.verdicts import Debtor, PlacedClaim, Problem, Refusal, RowVerdict, Warned

_SAMPLES = 3
_MOST_OF_SAMPLE = 80  # characters


class Counts(TypedDict):
    """What a batch would place or has placed; `amounts` in minor units by currency."""

    rows: int
    new: int
    merged: int
    unchanged: int
    refused: int
    debtors: int
    time_barred: int
    amounts: dict[str, int]


def stored_columns(table: Table, suggestions: list[Suggestion]) -> list[dict[str, object]]:
    """Every column with its first different values and what it seems to be."""
    return [
        {
            "index": index,
            "header": suggestion.header,
            "samples": [
                value[:_MOST_OF_SAMPLE] for value in list(dict.fromkeys(table.column(suggestion.header)))[:_SAMPLES]
            ],
            "suggestion": suggestion.field.value if suggestion.field else None,
            "why": suggestion.why.value,
            "named": suggestion.named.value if suggestion.named else None,
            "example": suggestion.example[:_MOST_OF_SAMPLE],
        }
        for index, suggestion in enumerate(suggestions)
    ]


def suggestion_of(column: Mapping[str, Any]) -> Suggestion:
    """The suggestion of a stored column."""
    return Suggestion(
        column["header"],
        Field(column["suggestion"]) if column["suggestion"] else None,
        Why(column["why"]),
        Field(column["named"]) if column["named"] else None,
        column["example"],
    )


def stored_question(question: Question) -> dict[str, object]:
    """A question as JSON."""
    return asdict(question)


def question_of(stored: Mapping[str, Any]) -> Question:
    """A stored question."""
    return Question(stored["key"], tuple(stored["choices"]), stored["column"], tuple(stored["examples"]))


def mapping_by_header(table: Table, by_index: Mapping[str, str]) -> dict[str, Field]:
    """A stored mapping (column index to field) as the readers of the file want it."""
    return {table.headers[int(index)]: Field(name) for index, name in by_index.items()}


def stored_problem(problem: Problem) -> dict[str, object]:
    """A refusal or a warning as JSON."""
    return {
        "code": problem.code.value,
        "column": problem.column,
        "value": problem.value,
        "args": dict(problem.args),
    }


def problem_of(stored: Mapping[str, Any]) -> Problem:
    """A stored refusal or warning."""
    code = stored["code"]
    return Problem(
        Refusal(code) if code in _REFUSALS else Warned(code), stored["column"], stored["value"], stored["args"]
    )


def further_problems(row: RowVerdict) -> list[Problem]:
    """What is kept beside the first refusal: other refusals, then warnings."""
    return [*row.refusals[1:], *row.warnings]


def stored_claim(claim: PlacedClaim, last_day: date | None) -> dict[str, object]:
    """A claim as JSON, with the last day on which it can be brought before a court."""
    return {
        "debtor": asdict(claim.debtor),
        "document_number": claim.document_number,
        "issued_on": claim.issued_on,
        "due_on": claim.due_on,
        "minor": claim.amount.minor,
        "currency": claim.amount.currency,
        "segment": claim.segment,
        "nature": claim.nature,
        "description": claim.description,
        "last_day": last_day,
    }


def claim_of(stored: Mapping[str, Any]) -> PlacedClaim:
    """A stored claim."""
    debtor = stored["debtor"]
    many = {name: tuple(debtor[name]) for name in ("emails", "phones")}
    # Files that were checked before numbers had places say none.
    places = tuple((number, place) for number, place in debtor.get("phone_places", ()))
    return PlacedClaim(
        Debtor(**{**debtor, **many, "phone_places": places}),
        stored["document_number"],
        date.fromisoformat(stored["issued_on"]) if stored["issued_on"] else None,
        date.fromisoformat(stored["due_on"]),
        Money(stored["minor"], stored["currency"]),
        stored["segment"],
        # A file that was checked before claims said it was of this nature.
        stored.get("nature", "general"),
        stored["description"],
    )


_REFUSALS = frozenset(code.value for code in Refusal)
