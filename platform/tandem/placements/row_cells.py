"""The cells of one row by field, and the problems met while reading them."""

from collections.abc import Callable

from tandem.placements.fields import Field
from tandem.placements.questions import Answers, Columns
from tandem.placements.reading import Row
from tandem.placements.verdicts import Problem, Refusal, Warned

MAX_REFERENCE = 80

# Longer than any honest value; beyond it a column was mapped wrongly. Debtors and claims are stored with these limits.
_MAX_LENGTH = {
    Field.DEBTOR_REFERENCE: MAX_REFERENCE,
    Field.DOCUMENT_NUMBER: 80,
    Field.DEBTOR_NAME: 200,
    Field.STREET: 300,
    Field.POSTAL_CODE: 20,
    Field.CITY: 100,
    Field.DESCRIPTION: 300,
}


class RowCells:
    """A row under its mapping, collecting what is wrong (`refusals`) and what to warn of (`warnings`)."""

    __slots__ = ("answers", "cells", "columns", "refusals", "warnings")

    def __init__(self, columns: Columns, answers: Answers, row: Row) -> None:
        self.columns = columns
        self.answers = answers
        self.cells = row.cells
        self.refusals: list[Problem] = []
        self.warnings: list[Problem] = []

    def cell(self, target: Field) -> str:
        """The cell of the field's (first) column, empty when it has none."""
        indexes = self.columns.indexes.get(target)
        return self.cells[indexes[0]] if indexes else ""

    def joined(self, target: Field, separator: str) -> str:
        """The cells of all columns of the field."""
        indexes = self.columns.indexes.get(target, ())
        if len(indexes) == 1:
            return self.cells[indexes[0]]
        return separator.join(self.cells[index] for index in indexes if self.cells[index])

    def refuse(self, code: Refusal, target: Field, **args: str) -> None:
        """The row cannot be placed because of this field."""
        self.refusals.append(Problem(code, self.columns.header(target) or "", self.cell(target), args))

    def warn(self, code: Warned, target: Field, value: str, **args: str) -> None:
        """The row is placed without this value, or with a doubt about it."""
        self.warnings.append(Problem(code, self.columns.header(target) or "", value, args))

    def text(self, target: Field, *, required: bool = False) -> str:
        """A value without line breaks or repeated spaces; refused when too long, or missing though required."""
        text = " ".join(self.joined(target, " ").split())
        if required and not text:
            self.refuse(Refusal.MISSING_VALUE, target)
        if len(text) > _MAX_LENGTH[target]:
            self.refuse(Refusal.TOO_LONG, target, limit=str(_MAX_LENGTH[target]))
        return text

    def word(
        self, target: Field, read: Callable[[str], str | None], answer: str | None, otherwise: Refusal
    ) -> str | None:
        """The code of a word, the answer where the cell is empty; refused when the word means nothing to us."""
        text = self.cell(target)
        if not text:
            return answer
        found = read(text)
        if found is None:
            self.refuse(otherwise, target)
        return found
