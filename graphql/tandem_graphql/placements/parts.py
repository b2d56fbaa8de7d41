"""What a batch is made of: columns, questions, rows, figures."""

from datetime import date

import strawberry

from tandem.placements import queries
from tandem.placements.rows import ShownRow
from tandem.placements.verdicts import Verdict
from tandem_graphql.fields import Public, field, row_type, value_type
from tandem_graphql.money import Money
from tandem_graphql.sight import Sight
from tandem_policies.vocabulary import Resource

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


@row_type
class PlacementRow:
    row: strawberry.Private[ShownRow]
    sight: strawberry.Private[Sight]

    line: int = field(Resource.PLACEMENT, description="Line in the file, the header being line 1.")
    verdict: Verdict = field(Resource.PLACEMENT)
    code: str | None = field(Resource.PLACEMENT)
    column: str | None = field(Resource.PLACEMENT)
    value: str | None = field(Resource.PLACEMENT)
    message: str | None = field(Resource.PLACEMENT)
    warnings: list[str] = field(Resource.PLACEMENT, of=lambda row: list(row.row.warnings))
    debtor_reference: str | None = field(Resource.PLACEMENT)
    debtor_name: str | None = field(Resource.CASE_FILE_IDENTITY)
    document_number: str | None = field(Resource.PLACEMENT)
    due_on: date | None = field(Resource.PLACEMENT)
    amount: Money | None = field(
        Resource.CASE_FILE_AMOUNTS, of=lambda row: Money.of(row.row.amount) if row.row.amount else None
    )
    time_barred: bool = field(Resource.PLACEMENT, of=lambda row: row.row.is_time_barred)


@value_type(Public.RIGHTS)
class PlacementRights:
    confirm: bool
    accept: bool
    abandon: bool
