"""From one case file of the queue to the next: where one is, what comes next, and who else has it before them."""

import strawberry

from tandem.organizations.actor import Actor
from tandem.worklist import openings
from tandem.worklist.openings import Narrowed
from tandem_graphql.casefiles.queries import AssignmentFilterInput
from tandem_graphql.context import Info
from tandem_graphql.errors import UserError
from tandem_graphql.fields import Public, value_type
from tandem_graphql.ids import key_of
from tandem_graphql.roots import mutation, query
from tandem_graphql.worklist import WorklistItem
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Resource


@value_type()
class QueuePlace:
    """Where a case file stands in the reader's queue, and the one that comes next."""

    place: int | None = strawberry.field(description="From 1; null for one that is not in the queue.")
    total: int
    next: WorklistItem | None = strawberry.field(
        description="Not what a colleague has before them, what is held, or what the reader had before them today."
    )


@strawberry.input
class LookAtCaseFileInput:
    case_file_id: strawberry.ID


@value_type(Public.ANSWER)
class LookAtCaseFilePayload:
    others: list[str] | None = strawberry.field(
        default=None, description="Colleagues who have the case file before them too."
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class OpenNextCaseFileInput:
    after_id: strawberry.ID = strawberry.field(description="The case file that one has before them.")
    search: str | None = strawberry.field(default=None, description="As in `worklist`.")
    assignment: AssignmentFilterInput | None = None


@value_type(Public.ANSWER)
class OpenNextCaseFilePayload:
    item: WorklistItem | None = strawberry.field(default=None, description="Null at the end of the queue.")
    user_errors: list[UserError] = strawberry.field(default_factory=list)


def _narrowed(actor: Actor, search: str | None, assignment: AssignmentFilterInput | None) -> Narrowed:
    return Narrowed(search, assignment.parse(actor)) if assignment else Narrowed(search)


@strawberry.type
class QueuePlaceQueries:
    @query(Resource.WORKLIST, cost=50)
    async def queue_place(
        self,
        info: Info,
        case_file_id: strawberry.ID,
        search: str | None = None,
        assignment: AssignmentFilterInput | None = None,
    ) -> QueuePlace | None:
        """Where this case file stands in the reader's queue now, and which one comes next."""
        actor = info.context.actor
        case_file_key = key_of(case_file_id, "CaseFile", "caseFileId")
        found = await openings.place_of(actor, case_file_key, _narrowed(actor, search, assignment))
        if found is None:
            return None
        following = WorklistItem.of(actor, found.next) if found.next else None
        return QueuePlace(place=found.place, total=found.total, next=following)


@strawberry.type
class WorklistMutations:
    @mutation(Permission.WORKLIST_READ)
    async def look_at_case_file(self, info: Info, input: LookAtCaseFileInput) -> LookAtCaseFilePayload:  # noqa: A002
        """Say that one has this case file before them, for a minute and a half; nobody else is led to it meanwhile."""
        key = key_of(input.case_file_id, "CaseFile", "caseFileId")
        return LookAtCaseFilePayload(others=list(await openings.look_at(info.context.actor, key)))

    @mutation(Permission.WORKLIST_READ, cost=50)
    async def open_next_case_file(self, info: Info, input: OpenNextCaseFileInput) -> OpenNextCaseFilePayload:  # noqa: A002
        """Have the next case file of the queue before oneself; two who ask at once get two."""
        actor = info.context.actor
        key = key_of(input.after_id, "CaseFile", "afterId")
        found = await openings.open_next(actor, key, _narrowed(actor, input.search, input.assignment))
        return OpenNextCaseFilePayload(item=WorklistItem.of(actor, found) if found else None)
