"""A placement batch: the statement annexed to a mandate, once confirmed."""

from datetime import datetime

import strawberry

from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.queries import mandates_by_id, portfolios_by_id
from tandem.placements import models, queries
from tandem.placements.models import PlacementState
from tandem.placements.rows import placement_rows_for
from tandem.placements.verdicts import Verdict
from tandem.placements.wording import fields_to_choose
from tandem_graphql.connections import Connection
from tandem_graphql.context import Info
from tandem_graphql.fields import Public, field, resolved, row_type
from tandem_graphql.nodes import Node
from tandem_graphql.organizations.types import Mandate, Organization, Portfolio, organization
from tandem_graphql.placements.parts import (
    PlacementAnswer,
    PlacementColumn,
    PlacementCounts,
    PlacementField,
    PlacementMappingEntry,
    PlacementQuestion,
    PlacementRights,
    PlacementRow,
)
from tandem_graphql.sight import Sight
from tandem_policies.vocabulary import Relation, Resource


@row_type
class PlacementBatch(Node):
    row: strawberry.Private[models.PlacementBatch]

    reference: str = field(Resource.PLACEMENT)
    filename: str = field(Resource.PLACEMENT)
    state: PlacementState = field(Resource.PLACEMENT)
    created_at: datetime = field(Resource.PLACEMENT)
    created_by: str = field(Resource.PLACEMENT)
    submitted_at: datetime | None = field(Resource.PLACEMENT)
    accepted_at: datetime | None = field(Resource.PLACEMENT)
    accepted_by: str | None = field(Resource.PLACEMENT)
    progress: int = field(Resource.PLACEMENT, description="0 to 100 while the file is read, checked or written.")
    case_file_count: int = field(Resource.PLACEMENT)
    mapping: list[PlacementMappingEntry] = field(
        Resource.PLACEMENT,
        of=lambda batch: [
            PlacementMappingEntry(column=int(column), field=name) for column, name in batch.row.mapping.items()
        ],
    )
    answers: list[PlacementAnswer] = field(
        Resource.PLACEMENT,
        of=lambda batch: [PlacementAnswer(key=key, value=value) for key, value in batch.row.answers.items()],
    )
    counts: PlacementCounts | None = field(
        Resource.PLACEMENT, of=lambda batch: _counts(batch.row), description="After the dry run."
    )

    @resolved(Resource.PLACEMENT)
    async def mandate(self, info: Info) -> Mandate:
        row = await info.context.loaders.need(mandates_by_id, self.row.mandate_id)
        return Mandate.of(info.context.actor, row)

    @resolved(Resource.PORTFOLIO)
    async def portfolio(self, info: Info) -> Portfolio | None:
        row = await info.context.loaders.load(portfolios_by_id, self.row.portfolio_id)
        return Portfolio.of(info.context.actor, row) if row else None

    @resolved(Resource.PLACEMENT)
    async def creditor(self, info: Info) -> Organization:
        return await organization(info.context, self.row.creditor_id)

    @resolved(Resource.PLACEMENT)
    def columns(self, info: Info) -> list[PlacementColumn]:
        found = queries.columns_of_batch(self.row, info.context.locale)
        return [PlacementColumn.of(column) for column in found]

    @resolved(Resource.PLACEMENT)
    def fields(self, info: Info) -> list[PlacementField]:
        return [
            PlacementField(key=choice.value, label=label, required=required)
            for choice, label, required in fields_to_choose(info.context.locale)
        ]

    @resolved(Resource.PLACEMENT)
    def questions(self, info: Info) -> list[PlacementQuestion]:
        found = queries.questions_of_batch(self.row, info.context.locale)
        return [PlacementQuestion.of(question) for question in found]

    @resolved(Resource.PLACEMENT)
    def problem(self, info: Info) -> str | None:
        return queries.problem_of_batch(self.row, info.context.locale)

    @resolved(Resource.PLACEMENT)
    async def rows(
        self, info: Info, first: int = 50, after: str | None = None, verdict: Verdict | None = None
    ) -> Connection[PlacementRow]:
        page = await placement_rows_for(info.context.actor, self.row.id, first, after, verdict)
        return Connection.of(page, lambda row: PlacementRow(row=row, sight=self.sight))

    @resolved(Resource.PLACEMENT)
    def correction_file_url(self, info: Info) -> str | None:
        actor, counts = info.context.actor, queries.counts_of_batch(self.row)
        # The rows of a file are the creditor's alone: the agency gets what was placed.
        if counts is None or not counts.refused or side_of(actor) is not Relation.CREDITOR:
            return None
        return info.context.links.sign(
            f"/files/corrections/{self.row.id}",
            organization=str(actor.organization_id),
            locale=info.context.locale,
            name=f"{self.row.filename.rpartition('.')[0] or self.row.filename}-{self.row.reference}.csv",
        )

    @resolved(Public.RIGHTS)
    def viewer_can(self, info: Info) -> PlacementRights:
        rights = queries.rights_on(info.context.actor, self.row)
        return PlacementRights(confirm=rights.confirm, accept=rights.accept, abandon=rights.abandon)

    @classmethod
    def of(cls, actor: Actor, row: models.PlacementBatch) -> "PlacementBatch":
        """A batch that the actor reached."""
        return cls(row=row, sight=Sight.of_case(actor))


def _counts(row: models.PlacementBatch) -> PlacementCounts | None:
    counts = queries.counts_of_batch(row)
    return PlacementCounts.of(counts) if counts else None
