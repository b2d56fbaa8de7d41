"""Query.node: any row by its global id, found as its own lists would find it."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import strawberry

from tandem.casefiles import queries as case_files
from tandem.casefiles.queries import Part
from tandem.contacts.queries import attempts_by_id
from tandem.directives.queries import directives_by_id
from tandem.evidence.queries import bundles_by_id
from tandem.ledger.queries import interruptions_by_case_file, payments_by_case_file
from tandem.organizations import queries as organizations
from tandem.organizations.audit.queries import audit_events_by_id
from tandem.organizations.roles.queries import roles_by_id
from tandem.organizations.teams.queries import teams_by_id
from tandem.people import queries as people
from tandem.placements.queries import placement_batches_by_id
from tandem.privacy.queries import erasures_by_id, legal_holds_by_id
from tandem_graphql.audit.types import AuditEvent
from tandem_graphql.casefiles.claims import Claim
from tandem_graphql.casefiles.documents import Document
from tandem_graphql.casefiles.parties import Debtor, Party
from tandem_graphql.casefiles.types import CaseFile
from tandem_graphql.contacts.types import ContactAttempt
from tandem_graphql.context import Context, Info
from tandem_graphql.directives.types import Directive, Hold
from tandem_graphql.evidence.types import EvidenceBundle
from tandem_graphql.fields import Public
from tandem_graphql.grants.types import BankGrant
from tandem_graphql.ids import split
from tandem_graphql.ledger.types import ClaimInterruption, Payment
from tandem_graphql.nodes import Node
from tandem_graphql.organizations.types import Mandate, Membership, Organization, Person, Portfolio
from tandem_graphql.people.types import ApiToken, Invitation, Member
from tandem_graphql.placements.types import PlacementBatch
from tandem_graphql.privacy.types import Erasure, LegalHold
from tandem_graphql.rights.types import ComposedRole
from tandem_graphql.roots import query
from tandem_graphql.sight import Sight
from tandem_graphql.teams.types import Team
from tandem_policies.vocabulary import Relation, Resource

Find = Callable[[Context, UUID], Awaitable[Node | None]]


def _by_id(things_by_id: Any, wrap: Callable[[Any, Any], Node]) -> Find:
    async def find(context: Context, key: UUID) -> Node | None:
        row = await context.loaders.load(things_by_id, key)
        return None if row is None else wrap(context.actor, row)

    return find


def _part(part: Part, things_by_case_file: Any, wrap: Callable[[Any, Any], Node]) -> Find:
    """Something that hangs on a case file: found by way of it, so that its reach is the case file's."""

    async def find(context: Context, key: UUID) -> Node | None:
        case_file_id = await case_files.case_file_id_of(context.actor, part, key)
        if case_file_id is None:
            return None
        found = await context.loaders.need(things_by_case_file, case_file_id)
        nodes: list[Any] = [wrap(context.actor, thing) for thing in found]
        return next((node for node in nodes if node.row.id == key), None)

    return find


async def _contact_point(context: Context, key: UUID) -> Node | None:
    case_file_id = await case_files.case_file_id_of(context.actor, Part.CONTACT_POINT, key)
    if case_file_id is None:
        return None
    parties = await context.loaders.need(case_files.parties_by_case_file, case_file_id)
    points = [point for party in parties for point in Party.of(context.actor, party).points]
    return next((point for point in points if point.row.id == key), None)


async def _debtor(context: Context, key: UUID) -> Node | None:
    case_file_id = await case_files.case_file_id_of_debtor(context.actor, key)
    row = await case_files.case_file_by_id(context.actor, case_file_id) if case_file_id else None
    return Debtor(row=row.debtor, sight=Sight.of_case(context.actor)) if row else None


async def _membership(context: Context, key: UUID) -> Node | None:
    return Membership.of(context.actor) if key == context.actor.membership_id else None


async def _composed_role(context: Context, key: UUID) -> Node | None:
    readable = Resource.ROLE in Sight.of(context.actor, Relation.OWN).readable
    row = await context.loaders.load(roles_by_id, key) if readable else None
    return ComposedRole.of(context.actor, row) if row else None


async def _person(context: Context, key: UUID) -> Node | None:
    own = key == context.actor.person_id
    return Person(row=context.actor, sight=Sight.of_oneself(context.actor)) if own else None


FINDERS: dict[str, Find] = {
    "ApiToken": _by_id(people.tokens_by_id, ApiToken.of),
    "AuditEvent": _by_id(audit_events_by_id, AuditEvent.of),
    "BankGrant": _by_id(organizations.bank_grants_by_id, BankGrant.of),
    "CaseFile": _by_id(case_files.case_files_by_id, CaseFile.of),
    "Claim": _part(Part.CLAIM, case_files.claims_by_case_file, Claim.of),
    "ClaimInterruption": _part(Part.INTERRUPTION, interruptions_by_case_file, ClaimInterruption.of),
    "ComposedRole": _composed_role,
    "ContactAttempt": _by_id(attempts_by_id, ContactAttempt.of),
    "ContactPoint": _contact_point,
    "Debtor": _debtor,
    "Directive": _by_id(directives_by_id, Directive.of),
    "Document": _part(Part.DOCUMENT, case_files.documents_by_case_file, Document.of),
    "Erasure": _by_id(erasures_by_id, Erasure.of),
    "EvidenceBundle": _by_id(bundles_by_id, EvidenceBundle.of),
    "Hold": _part(Part.HOLD, case_files.holds_by_case_file, Hold.of),
    "Invitation": _by_id(people.invitations_by_id, Invitation.of),
    "LegalHold": _by_id(legal_holds_by_id, LegalHold.of),
    "Mandate": _by_id(organizations.mandates_by_id, Mandate.of),
    "Member": _by_id(people.members_by_id, Member.of),
    "Membership": _membership,
    "Organization": _by_id(organizations.organizations_by_id, Organization.of),
    "Party": _part(Part.PARTY, case_files.parties_by_case_file, Party.of),
    "Payment": _part(Part.PAYMENT, payments_by_case_file, Payment.of),
    "Person": _person,
    "PlacementBatch": _by_id(placement_batches_by_id, PlacementBatch.of),
    "Portfolio": _by_id(organizations.portfolios_by_id, Portfolio.of),
    "Team": _by_id(teams_by_id, Team.of),
}


@strawberry.type
class NodeQuery:
    @query(Public.IDENTIFIER)
    async def node(self, info: Info, id: strawberry.ID) -> Node | None:  # noqa: A002
        _ = info.context.actor
        type_name, key = split(id, "id")
        find = FINDERS.get(type_name)
        return await find(info.context, key) if find else None
