"""Reading the audit log."""

import strawberry

from tandem.organizations.audit.queries import EVERYTHING, audit_events_for
from tandem.organizations.authorization import may
from tandem_graphql.audit.types import AuditEvent, AuditExport, AuditFilterInput
from tandem_graphql.connections import Connection
from tandem_graphql.context import Info
from tandem_graphql.roots import query
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation, Resource


@strawberry.type
class AuditQueries:
    @query(Resource.AUDIT)
    async def audit_events(
        self,
        info: Info,
        first: int = 50,
        after: str | None = None,
        filter: AuditFilterInput | None = None,  # noqa: A002
    ) -> Connection[AuditEvent]:
        """The log of one's own organization, newest first; of a group's entities, what banks looked at."""
        actor = info.context.actor
        page = await audit_events_for(actor, first, after, filter.parse() if filter else EVERYTHING)
        return Connection.of(page, lambda row: AuditEvent.of(actor, row))

    @query(Resource.AUDIT)
    async def audit_export(
        self,
        info: Info,
        filter: AuditFilterInput | None = None,  # noqa: A002
    ) -> AuditExport | None:
        """The log as a file; null for whoever may not take it out."""
        if not may(info.context.actor, Relation.OWN, Permission.AUDIT_EXPORT):
            return None
        return AuditExport.of(info, filter.parse() if filter else EVERYTHING)
