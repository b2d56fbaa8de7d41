"""Events of the audit log, and where its file is fetched."""

from datetime import date, datetime

import strawberry

from tandem.organizations.actor import Actor
from tandem.organizations.audit.export import AuditForm
from tandem.organizations.audit.kinds import AuditGroup, AuditKind
from tandem.organizations.audit.queries import AuditEvent as EventRow
from tandem.organizations.audit.queries import AuditFilter
from tandem.organizations.audit.sentences import sentence, teller
from tandem_graphql.context import Info
from tandem_graphql.fields import field, resolved, row_type, value_type
from tandem_graphql.ids import global_id, key_of
from tandem_graphql.nodes import Node
from tandem_graphql.organizations.types import Organization, organization
from tandem_graphql.sight import Sight
from tandem_policies.vocabulary import Relation, Resource

strawberry.enum(AuditKind)
strawberry.enum(AuditGroup)


@strawberry.input(name="AuditFilter")
class AuditFilterInput:
    """What is left out narrows nothing. Days are those of Paris, both included."""

    kinds: list[AuditKind] | None = None
    groups: list[AuditGroup] | None = strawberry.field(default=None, description="Added to `kinds`.")
    person: strawberry.ID | None = strawberry.field(default=None, description="The membership of whoever acted.")
    since: date | None = strawberry.field(default=None, name="from")
    until: date | None = None
    search: str | None = strawberry.field(
        default=None, description="Beginnings of words: of names, references, and of what was done in your language."
    )

    def parse(self) -> AuditFilter:
        """As the domain narrows the log. Raises InvalidInput."""
        return AuditFilter(
            kinds=tuple(self.kinds or ()),
            groups=tuple(self.groups or ()),
            membership_id=key_of(self.person, "Membership", "filter.person") if self.person else None,
            since=self.since,
            until=self.until,
            search=self.search,
        )


def parameters_of(narrowed: AuditFilter) -> dict[str, str]:
    """A filter as the parameters of an address; `filter_of` of the files' routes reads them back."""
    told = {
        "kinds": ",".join(narrowed.kinds),
        "groups": ",".join(narrowed.groups),
        "person": str(narrowed.membership_id or ""),
        "from": narrowed.since.isoformat() if narrowed.since else "",
        "until": narrowed.until.isoformat() if narrowed.until else "",
        "search": narrowed.search or "",
    }
    return {name: value for name, value in told.items() if value}


@row_type
class AuditEvent(Node):
    """Something that was done; chained, so that nobody changes or removes it unnoticed."""

    row: strawberry.Private[EventRow]

    sequence: int = field(Resource.AUDIT, description="Its number in the log of its organization, without gaps.")
    at: datetime = field(Resource.AUDIT, description="By the clock of the database.")
    kind: AuditKind = field(Resource.AUDIT, of=lambda event: AuditKind(event.row.kind))
    group: AuditGroup = field(
        Resource.AUDIT, of=lambda event: next(one for one in AuditGroup if event.row.kind in one.kinds)
    )
    person: strawberry.ID | None = field(
        Resource.AUDIT,
        of=lambda event: global_id("Membership", event.row.membership_id) if event.row.membership_id else None,
        description="The membership that acted, for the filter of that name.",
    )
    via: str | None = field(Resource.AUDIT, of=lambda event: event.row.via or None, description="session or token.")
    network: str | None = field(
        Resource.AUDIT,
        of=lambda event: event.row.network or None,
        description="From where, without the last part of the address.",
    )
    hash: str = field(Resource.AUDIT, of=lambda event: event.row.hash.hex())

    @resolved(Resource.AUDIT)
    def who(self, info: Info) -> str:
        """The name that the person had, or what acted in nobody's name."""
        return teller(self.row.actor_kind, self.row.person_name, info.context.locale)

    @resolved(Resource.AUDIT)
    def sentence(self, info: Info) -> str:
        """What was done, in the reader's language."""
        return sentence(self.row.kind, self.row.subject_label, self.row.details, info.context.locale)

    @resolved(Resource.AUDIT)
    async def organization(self, info: Info) -> Organization:
        """In whose log it stands: one's own, or that of an entity of one's group."""
        return await organization(info.context, self.row.organization_id)

    @classmethod
    def of(cls, actor: Actor, row: EventRow) -> "AuditEvent":
        """An event that the actor's organization reads."""
        return cls(row=row, sight=Sight.of(actor, Relation.OWN))


@value_type()
class AuditExport:
    """Addresses for 15 minutes; fetching one is told in the log."""

    csv_url: str = strawberry.field(description="What the filter leaves, as a table.")
    json_lines_url: str = strawberry.field(description="The whole chain of one's own organization, to verify it.")
    script_url: str = strawberry.field(description="A page of Python that verifies the chain.")

    @classmethod
    def of(cls, info: Info, narrowed: AuditFilter) -> "AuditExport":
        """For the reader who asks."""
        sign, locale = info.context.links.sign, info.context.locale
        return cls(
            csv_url=sign(f"/files/audit/{AuditForm.CSV}", locale=locale, **parameters_of(narrowed)),
            json_lines_url=sign(f"/files/audit/{AuditForm.JSONL}", locale=locale),
            script_url="/files/audit/verify_by_hand.py",
        )
