"""What a batch is made of: columns, questions, rows, figures."""

from datetime import date

import strawberry

from tandem.placements import queries
from tandem.placements.rows import ShownRow
from tandem.placements.verdicts import Verdict
from tandem_graphql.fields import Public, value_type
from tandem_graphql.money import Money

strawberry.enum(Verdict, name="RowVerdict")


@value_type()
class PlacementColumn:
    index: int
    header: str
    samples: list[str]
    suggestion: str | None
    suggestion_reason: str | None

    @classmethod
    def of(cls, column: queries.ShownColumn) -> "PlacementColumn":
        """From the domain's view of a column."""
        return cls(
            index=column.index,
            header=column.header,
            samples=list(column.samples),
            suggestion=column.suggestion,
            suggestion_reason=column.suggestion_reason,
        )


@value_type()
class PlacementField:
    key: str
    label: str
    required: bool


@value_type()
class PlacementMappingEntry:
    column: int
    field: str


@value_type()
class PlacementAnswer:
    key: str
    value: str


@value_type()
class PlacementChoice:
    value: str
    label: str


@value_type()
class PlacementQuestion:
    """Something the file does not say, asked once for the whole file."""

    key: str
    message: str
    choices: list[PlacementChoice] = strawberry.field(description="Allowed answers; empty for free text.")

    @classmethod
    def of(cls, question: queries.ShownQuestion) -> "PlacementQuestion":
        """From the domain's view of a question."""
        choices = [PlacementChoice(value=value, label=label) for value, label in question.choices]
        return cls(key=question.key, message=question.message, choices=choices)


@value_type()
class PlacementCounts:
    rows: int
    new: int
    merged: int
    unchanged: int
    refused: int
    debtors: int
    time_barred: int
    amounts: list[Money]

    @classmethod
    def of(cls, counts: queries.ShownCounts) -> "PlacementCounts":
        """From the figures of a dry run."""
        return cls(
            rows=counts.rows,
            new=counts.new,
            merged=counts.merged,
            unchanged=counts.unchanged,
            refused=counts.refused,
            debtors=counts.debtors,
            time_barred=counts.time_barred,
            amounts=[Money.of(amount) for amount in counts.amounts],
        )


@value_type()
class PlacementRow:
    line: int = strawberry.field(description="Line in the file, the header being line 1.")
    verdict: Verdict
    code: str | None
    column: str | None
    value: str | None
    message: str | None
    warnings: list[str]
    debtor_reference: str | None
    debtor_name: str | None
    document_number: str | None
    due_on: date | None
    amount: Money | None
    time_barred: bool

    @classmethod
    def of(cls, row: ShownRow) -> "PlacementRow":
        """From the domain's view of a row."""
        return cls(
            line=row.line,
            verdict=row.verdict,
            code=row.code,
            column=row.column,
            value=row.value,
            message=row.message,
            warnings=list(row.warnings),
            debtor_reference=row.debtor_reference,
            debtor_name=row.debtor_name,
            document_number=row.document_number,
            due_on=row.due_on,
            amount=Money.of(row.amount) if row.amount else None,
            time_barred=row.is_time_barred,
        )


@value_type(Public.RIGHTS)
class PlacementRights:
    confirm: bool
    accept: bool
    abandon: bool
