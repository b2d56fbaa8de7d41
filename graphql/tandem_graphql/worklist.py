"""The work queue: the next best case with the reason it is on top."""

from datetime import datetime

import strawberry

from tandem.casefiles.listing import ANYBODY
from tandem.organizations.actor import Actor
from tandem.worklist import queries
from tandem.worklist.next_action import NextActionKind
from tandem_graphql.casefiles.queries import AssignmentFilterInput
from tandem_graphql.casefiles.types import CaseFile
from tandem_graphql.connections import PageInfo, page_info
from tandem_graphql.context import Info
from tandem_graphql.fields import Public, field, resolved, row_type, value_type
from tandem_graphql.reasons import Reason
from tandem_graphql.roots import query
from tandem_graphql.sight import Sight
from tandem_policies.vocabulary import Resource


@value_type()
class NextAction:
    kind: NextActionKind
    message: str
    at: datetime | None


@row_type
class WorklistItem:
    """A row of the work queue: the next best case with the reason it is on top."""

    row: strawberry.Private[queries.WorklistItem]
    sight: strawberry.Private[Sight]

    case_file: CaseFile = field(Resource.WORKLIST, of=lambda item: CaseFile(row=item.row.case_file, sight=item.sight))
    priority: int = field(Resource.WORKLIST, description="0 to 100.")

    @resolved(Resource.WORKLIST)
    def reasons(self, info: Info) -> list[Reason]:
        locale = info.context.locale
        return [
            Reason(code=one.code, message=one.message(locale), source=None, decision=None) for one in self.row.reasons
        ]

    @resolved(Resource.WORKLIST)
    def next_action(self, info: Info) -> NextAction:
        action = self.row.next_action
        return NextAction(kind=action.kind, message=action.message(info.context.locale), at=action.at)

    @classmethod
    def of(cls, actor: Actor, row: queries.WorklistItem) -> "WorklistItem":
        """A row of the queue of the actor's agency."""
        return cls(row=row, sight=Sight.of_case(actor))


@value_type(Public.PAGE)
class WorklistEdge:
    cursor: str
    node: WorklistItem


@value_type(Public.PAGE)
class WorklistConnection:
    edges: list[WorklistEdge]
    page_info: PageInfo
    total_count: int


@strawberry.type
class WorklistQueries:
    @query(Resource.WORKLIST, cost=50)
    async def worklist(
        self,
        info: Info,
        first: int = 50,
        after: str | None = None,
        search: str | None = None,
        assignment: AssignmentFilterInput | None = None,
    ) -> WorklistConnection:
        actor = info.context.actor
        narrowed = assignment.parse(actor) if assignment else ANYBODY
        page = await queries.worklist_for(actor, first, after, search, narrowed)
        edges = [WorklistEdge(cursor=cursor, node=WorklistItem.of(actor, row)) for cursor, row in page.items]
        return WorklistConnection(edges=edges, page_info=page_info(page), total_count=page.total or 0)
