"""The schema: the capabilities' roots put together, with the limits, the errors and the guard of every field."""

import contextlib
from collections.abc import Iterable
from typing import Any

import strawberry
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema import StreamResult
from strawberry.types.execution import ExecutionContext, ExecutionResult, PreExecutionError
from strawberry.types.graphql import OperationType

from graphql import GraphQLError
from tandem.casefiles.publishing import PublicationState
from tandem.kit.errors import TandemError
from tandem.kit.texts import language_of
from tandem_graphql import enums  # noqa: F401 - makes the domain's words enums of the schema
from tandem_graphql.accounts.mutations import AccountMutations
from tandem_graphql.accounts.queries import AccountQueries
from tandem_graphql.audit.queries import AuditQueries
from tandem_graphql.casefiles.assigning import AssigningMutations
from tandem_graphql.casefiles.document_mutations import DocumentMutations
from tandem_graphql.casefiles.mutations import CaseFileMutations
from tandem_graphql.casefiles.party_mutations import PartyMutations
from tandem_graphql.casefiles.queries import CaseFileQueries
from tandem_graphql.casefiles.subscription import CaseFilesSubscription
from tandem_graphql.contacts.address_mutations import AddressMutations
from tandem_graphql.contacts.answers import AnswerMutations, AnswerQueries
from tandem_graphql.contacts.calling_mutations import CallingMutations
from tandem_graphql.contacts.calling_queries import CallingQueries
from tandem_graphql.contacts.calling_subscription import CallingSubscription
from tandem_graphql.contacts.correction_mutations import CorrectionMutations
from tandem_graphql.contacts.inbound import InboundMutations, InboundQueries, InboundSubscription
from tandem_graphql.contacts.invoice_copies import InvoiceCopyMutations, InvoiceCopyQueries
from tandem_graphql.contacts.ledger import ContactLedgerMutations, ContactLedgerQueries
from tandem_graphql.contacts.letter_steps import LetterStepMutations
from tandem_graphql.contacts.mutations import ContactMutations
from tandem_graphql.contacts.print_runs import PrintRunMutations, PrintRunQueries
from tandem_graphql.contacts.queries import ContactQueries
from tandem_graphql.contacts.received_calls import ReceivedCallMutations
from tandem_graphql.contacts.recordings import RecordingMutations, RecordingQueries
from tandem_graphql.contacts.refusals import RefusalQueries
from tandem_graphql.contacts.releasing import ReleaseMutations
from tandem_graphql.contacts.returns import LetterReturnMutations, LetterReturnQueries
from tandem_graphql.contacts.rules import RuleMutations, RuleQueries
from tandem_graphql.contacts.stops import StopFactMutations, StopFactQueries
from tandem_graphql.contacts.template_mutations import TemplateMutations
from tandem_graphql.contacts.template_queries import TemplateQueries
from tandem_graphql.context import ConnectionContext, Context
from tandem_graphql.directives.mutations import DirectiveMutations
from tandem_graphql.errors import tell
from tandem_graphql.evidence.mutations import EvidenceMutations
from tandem_graphql.evidence.subscription import EvidenceSubscription
from tandem_graphql.frames import Frames
from tandem_graphql.gate import Gate, in_time, streaming, unheard
from tandem_graphql.grants.mutations import GrantMutations
from tandem_graphql.grants.queries import GrantQueries
from tandem_graphql.grants.subscription import GrantSubscription
from tandem_graphql.guards import guards_of
from tandem_graphql.health.queries import HealthQueries
from tandem_graphql.hierarchy.mutations import HierarchyMutations
from tandem_graphql.hierarchy.queries import HierarchyQueries
from tandem_graphql.ledger.claims import ClaimMutations
from tandem_graphql.ledger.interruptions import InterruptionMutations
from tandem_graphql.ledger.mutations import LedgerMutations
from tandem_graphql.lookahead.directly import answered_directly
from tandem_graphql.node import NodeQuery
from tandem_graphql.notes.mutations import NoteMutations
from tandem_graphql.organizations.mutations import OrganizationMutations
from tandem_graphql.organizations.queries import OrganizationQueries
from tandem_graphql.organizations.subscription import ViewerSubscription
from tandem_graphql.people.mutations import PeopleMutations
from tandem_graphql.people.queries import PeopleQueries
from tandem_graphql.placements.invoices import InvoiceArchiveMutations
from tandem_graphql.placements.mutations import PlacementMutations
from tandem_graphql.placements.queries import PlacementQueries
from tandem_graphql.placements.subscription import PlacementSubscription
from tandem_graphql.privacy.mutations import PrivacyMutations
from tandem_graphql.privacy.queries import PrivacyQueries
from tandem_graphql.reporting.queries import ReportingQueries
from tandem_graphql.reporting.subscription import BankDashboardSubscription
from tandem_graphql.rights.case_access import CaseAccessQueries
from tandem_graphql.rights.mutations import RightsMutations
from tandem_graphql.rights.queries import RightsQueries
from tandem_graphql.scalars import SCALARS
from tandem_graphql.teams.mutations import TeamMutations
from tandem_graphql.teams.queries import TeamQueries
from tandem_graphql.timeline import EVENT_TYPES
from tandem_graphql.timeline.mutations import TimelineMutations
from tandem_graphql.timeline.subscription import TimelineSubscription
from tandem_graphql.worklist import WorklistQueries
from tandem_graphql.worklist_next import QueuePlaceQueries, WorklistMutations


@strawberry.type
class Query(
    NodeQuery,
    OrganizationQueries,
    PeopleQueries,
    AuditQueries,
    AccountQueries,
    GrantQueries,
    CaseFileQueries,
    ContactQueries,
    RefusalQueries,
    RuleQueries,
    CallingQueries,
    TemplateQueries,
    ContactLedgerQueries,
    RecordingQueries,
    StopFactQueries,
    LetterReturnQueries,
    InboundQueries,
    InvoiceCopyQueries,
    AnswerQueries,
    PrintRunQueries,
    WorklistQueries,
    QueuePlaceQueries,
    PlacementQueries,
    ReportingQueries,
    PrivacyQueries,
    TeamQueries,
    HierarchyQueries,
    RightsQueries,
    CaseAccessQueries,
    HealthQueries,
):
    pass


@strawberry.type
class Mutation(
    OrganizationMutations,
    PeopleMutations,
    GrantMutations,
    CaseFileMutations,
    AssigningMutations,
    TeamMutations,
    AccountMutations,
    HierarchyMutations,
    DocumentMutations,
    TimelineMutations,
    WorklistMutations,
    ContactMutations,
    ReleaseMutations,
    RuleMutations,
    CallingMutations,
    CorrectionMutations,
    AddressMutations,
    TemplateMutations,
    ContactLedgerMutations,
    ReceivedCallMutations,
    RecordingMutations,
    StopFactMutations,
    LetterReturnMutations,
    LetterStepMutations,
    InboundMutations,
    InvoiceCopyMutations,
    AnswerMutations,
    PrintRunMutations,
    NoteMutations,
    DirectiveMutations,
    LedgerMutations,
    ClaimMutations,
    PartyMutations,
    InterruptionMutations,
    PlacementMutations,
    InvoiceArchiveMutations,
    PrivacyMutations,
    RightsMutations,
    EvidenceMutations,
):
    pass


@strawberry.type
class Subscription(
    ViewerSubscription,
    TimelineSubscription,
    CallingSubscription,
    InboundSubscription,
    CaseFilesSubscription,
    PlacementSubscription,
    GrantSubscription,
    BankDashboardSubscription,
    EvidenceSubscription,
):
    pass


_ANSWERED = {OperationType.QUERY, OperationType.MUTATION}


class Schema(strawberry.Schema):
    """Strawberry's schema with a context per operation, and refused when a field names no resource."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.guards = tuple(guards_of(self))

    async def execute(
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any = None,
        root_value: Any = None,
        operation_name: str | None = None,
        allowed_operation_types: Iterable[OperationType] | None = None,
        operation_extensions: dict[str, Any] | None = None,
    ) -> ExecutionResult:
        """Run a query or a mutation; a subscription has frames, which one answer cannot hold."""
        allowed_operation_types = _ANSWERED & set(allowed_operation_types or _ANSWERED)
        try:
            async with in_time(context_value):
                result = (
                    unheard(context_value, query)
                    or await answered_directly(self, query, variable_values, context_value, operation_name)
                    or await super().execute(
                        query,
                        variable_values,
                        context_value,
                        root_value,
                        operation_name,
                        allowed_operation_types,
                        operation_extensions,
                    )
                )
        except TandemError as refusal:
            result = _refused(refusal)
        tell(result, context_value.locale, suggesting=context_value.terms.may_introspect)
        return result

    async def stream(
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any = None,
        *args: Any,
        **options: Any,
    ) -> StreamResult:
        """Run an operation on a stream; one on a WebSocket gets a context of its own."""
        if isinstance(context_value, ConnectionContext):
            try:
                context_value = await context_value.for_operation()
            except TandemError as unknown:
                refused = _refused(unknown)
                tell(refused, language_of(context_value.language), suggesting=False)
                return _only(refused)
        if refusal := unheard(context_value, query):
            return _told(_only(refusal), context_value)
        results = await super().stream(query, variable_values, context_value, *args, **options)
        return _told(results, context_value)

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Nothing: `tell` logs what nobody expected, and only that."""


async def _told(results: StreamResult, context: Context) -> StreamResult:
    """The results as the client may see them: the first within the time of an operation, a stream's others any time."""
    try:
        with streaming(context):
            async with contextlib.aclosing(results):
                async with in_time(context):
                    result = await anext(results, None)
                while result is not None:
                    if isinstance(result, ExecutionResult):
                        tell(result, context.locale, suggesting=context.terms.may_introspect)
                    yield result
                    result = await anext(results, None)
    except TandemError as refusal:
        told = _refused(refusal)
        tell(told, context.locale, suggesting=context.terms.may_introspect)
        yield told


async def _only(result: PreExecutionError) -> StreamResult:
    yield result


def _refused(refusal: TandemError) -> PreExecutionError:
    return PreExecutionError(data=None, errors=[GraphQLError(str(refusal), original_error=refusal)])


def build_schema() -> Schema:
    """The one schema of the API. Raises UnguardedField."""
    return Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=[*EVENT_TYPES.values(), PublicationState],
        execution_context_class=Frames,
        extensions=[Gate],
        config=StrawberryConfig(scalar_map=SCALARS),
    )


schema = build_schema()


def print_schema() -> str:
    """The schema as committed in `graphql/schema.graphql`."""
    return schema.as_str() + "\n"
