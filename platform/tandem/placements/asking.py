"""What a table still asks under a mapping, and which of the given answers count."""

from collections.abc import Mapping

from tandem.placements.errors import ColumnUnknown, FieldUnknown
from tandem.placements.fields import Field
from tandem.placements.mapping import check_mapping
from tandem.placements.questions import Question, questions, read_answers
from tandem.placements.reading import Table


def read_mapping(table: Table, chosen: Mapping[int, str]) -> dict[str, Field]:
    """A choice of fields by column index, by header. Raises ColumnUnknown, FieldUnknown and as `check_mapping`."""
    mapping: dict[str, Field] = {}
    for index, name in chosen.items():
        if not 0 <= index < len(table.headers):
            raise ColumnUnknown(field="mapping", column=str(index))
        if name not in _NAMES:
            raise FieldUnknown(field="mapping", name=name[:80])
        mapping[table.headers[index]] = Field(name)
    check_mapping(table, mapping)
    return mapping


def asked(
    table: Table, mapping: Mapping[str, Field], given: Mapping[str, str]
) -> tuple[list[Question], dict[str, str]]:
    """All questions of the file, and the given answers that answer one of them. Raises AnswerUnknown."""
    found = questions(table, mapping)
    read_answers(given, found)
    return found, {question.key: given[question.key] for question in found if question.key in given}


_NAMES = frozenset(field.value for field in Field)
