"""Placing claims: announce a file, make it a batch, check it, confirm it, accept it, or give it up."""

import strawberry

from tandem.placements import commands
from tandem.placements.uploads import request_upload
from tandem_graphql.context import Info
from tandem_graphql.errors import UserError
from tandem_graphql.fields import Public, value_type
from tandem_graphql.ids import global_id, key_of
from tandem_graphql.placements.types import PlacementBatch
from tandem_graphql.roots import mutation
from tandem_policies.permission import Permission


@strawberry.input
class RequestUploadInput:
    filename: str
    size: int


@value_type(Public.ANSWER)
class RequestUploadPayload:
    upload_id: strawberry.ID | None = None
    url: str | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class CreatePlacementInput:
    mandate_id: strawberry.ID
    portfolio_id: strawberry.ID
    upload_id: strawberry.ID


@value_type(Public.ANSWER)
class CreatePlacementPayload:
    batch: PlacementBatch | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class PlacementMappingInput:
    column: int
    field: str


@strawberry.input
class PlacementAnswerInput:
    key: str
    value: str


@strawberry.input
class CheckPlacementInput:
    batch_id: strawberry.ID
    mapping: list[PlacementMappingInput]
    answers: list[PlacementAnswerInput]


@value_type(Public.ANSWER)
class CheckPlacementPayload:
    """Stores mapping and answers; starts the dry run when nothing is left to ask, else the batch carries the
    questions.
    """

    batch: PlacementBatch | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class ConfirmPlacementInput:
    batch_id: strawberry.ID
    idempotency_key: str


@value_type(Public.ANSWER)
class ConfirmPlacementPayload:
    batch: PlacementBatch | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class AbandonPlacementInput:
    batch_id: strawberry.ID


@value_type(Public.ANSWER)
class AbandonPlacementPayload:
    batch: PlacementBatch | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class AcceptPlacementInput:
    batch_id: strawberry.ID
    team_id: strawberry.ID | None = strawberry.field(
        default=None, description="The team that works these case files from then on; null for nobody yet."
    )


@value_type(Public.ANSWER)
class AcceptPlacementPayload:
    batch: PlacementBatch | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class PlacementMutations:
    @mutation(Permission.PLACEMENT_CREATE)
    async def request_upload(self, info: Info, input: RequestUploadInput) -> RequestUploadPayload:  # noqa: A002
        actor = info.context.actor
        upload = await request_upload(actor, input.filename, input.size)
        url = info.context.links.sign(
            f"/files/uploads/{upload.id}", organization=str(actor.organization_id), size=str(upload.size)
        )
        return RequestUploadPayload(upload_id=global_id("Upload", upload.id), url=url)

    @mutation(Permission.PLACEMENT_CREATE)
    async def create_placement(self, info: Info, input: CreatePlacementInput) -> CreatePlacementPayload:  # noqa: A002
        actor = info.context.actor
        row = await commands.create_placement(
            actor,
            key_of(input.mandate_id, "Mandate", "mandateId"),
            key_of(input.portfolio_id, "Portfolio", "portfolioId"),
            key_of(input.upload_id, "Upload", "uploadId"),
        )
        return CreatePlacementPayload(batch=PlacementBatch.of(actor, row))

    @mutation(Permission.PLACEMENT_CREATE)
    async def check_placement(self, info: Info, input: CheckPlacementInput) -> CheckPlacementPayload:  # noqa: A002
        actor = info.context.actor
        row = await commands.check_placement(
            actor,
            key_of(input.batch_id, "PlacementBatch", "batchId"),
            {entry.column: entry.field for entry in input.mapping},
            {answer.key: answer.value for answer in input.answers},
        )
        return CheckPlacementPayload(batch=PlacementBatch.of(actor, row))

    @mutation(Permission.PLACEMENT_CONFIRM)
    async def confirm_placement(self, info: Info, input: ConfirmPlacementInput) -> ConfirmPlacementPayload:  # noqa: A002
        actor = info.context.actor
        row = await commands.confirm_placement(
            actor, key_of(input.batch_id, "PlacementBatch", "batchId"), input.idempotency_key
        )
        return ConfirmPlacementPayload(batch=PlacementBatch.of(actor, row))

    @mutation(Permission.PLACEMENT_CREATE)
    async def abandon_placement(self, info: Info, input: AbandonPlacementInput) -> AbandonPlacementPayload:  # noqa: A002
        actor = info.context.actor
        row = await commands.abandon_placement(actor, key_of(input.batch_id, "PlacementBatch", "batchId"))
        return AbandonPlacementPayload(batch=PlacementBatch.of(actor, row))

    @mutation(Permission.PLACEMENT_ACCEPT)
    async def accept_placement(self, info: Info, input: AcceptPlacementInput) -> AcceptPlacementPayload:  # noqa: A002
        actor = info.context.actor
        team = key_of(input.team_id, "Team", "teamId") if input.team_id else None
        row = await commands.accept_placement(actor, key_of(input.batch_id, "PlacementBatch", "batchId"), team)
        return AcceptPlacementPayload(batch=PlacementBatch.of(actor, row))
