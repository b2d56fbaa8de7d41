"""Members, invitations and tokens, as the people of the organization see them."""

from datetime import datetime

import strawberry

from tandem.kit import clock
from tandem.organizations import sessions
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import may
from tandem.people import models, queries
from tandem_graphql.context import Info
from tandem_graphql.fields import Public, field, resolved, row_type, value_type
from tandem_graphql.ids import global_id
from tandem_graphql.nodes import Node
from tandem_graphql.sight import Sight
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation, Resource, Role


@value_type()
class MemberSession:
    """A sign-in in force."""

    id: strawberry.ID
    browser: str = strawberry.field(description="By its own name; empty where it did not say.")
    platform: str = strawberry.field(description="By its own name; empty where it did not say.")
    network: str = strawberry.field(description="The network of the address, never the whole of it.")
    created_at: datetime
    last_seen_at: datetime

    @classmethod
    def of(cls, row: sessions.OpenSession) -> "MemberSession":
        """From the domain."""
        return cls(
            id=global_id("Session", row.id),
            browser=row.browser,
            platform=row.platform,
            network=row.network,
            created_at=row.created_at,
            last_seen_at=row.last_seen_at,
        )


@row_type
class Member(Node):
    row: strawberry.Private[queries.Member]
    is_managed: strawberry.Private[bool]

    id: strawberry.ID = field(Public.IDENTIFIER, of=lambda one: global_id("Member", one.row.membership_id))
    membership_id: strawberry.ID = field(
        Public.IDENTIFIER, of=lambda one: global_id("Membership", one.row.membership_id)
    )
    name: str = field(Resource.MEMBERSHIP)
    email: str = field(Resource.MEMBERSHIP)
    role: Role = field(Resource.MEMBERSHIP)
    role_name: str | None = field(
        Resource.MEMBERSHIP, description="Of a role that the organization composed, which then holds instead."
    )
    composed_role_id: strawberry.ID | None = field(
        Resource.MEMBERSHIP,
        of=lambda one: global_id("ComposedRole", one.row.composed_role_id) if one.row.composed_role_id else None,
    )
    teams: list[str] = field(Resource.MEMBERSHIP, of=lambda one: list(one.row.teams))
    last_seen_at: datetime | None = field(
        Resource.MEMBERSHIP,
        of=lambda one: one.row.last_seen_at if one.is_managed else None,
        description="Told to whoever manages the organization's people.",
    )
    second_factor_since: datetime | None = field(
        Resource.MEMBERSHIP,
        of=lambda one: one.row.second_factor_since if one.is_managed else None,
        description="Told to whoever manages the organization's people.",
    )

    @resolved(Resource.MEMBERSHIP)
    async def sessions(self, info: Info) -> list[MemberSession] | None:
        """Where the person is signed in for this organization; null for who does not manage its people."""
        if not self.is_managed:
            return None
        found = await info.context.loaders.load(sessions.sessions_of, self.row.membership_id)
        return [MemberSession.of(one) for one in found or []]

    @resolved(Public.RIGHTS)
    def viewer_can_manage(self, info: Info) -> bool:
        """Whether the reader may end or change this membership: never their own."""
        return self.is_managed and self.row.membership_id != info.context.actor.membership_id

    @classmethod
    def of(cls, actor: Actor, row: queries.Member) -> "Member":
        """A member of the actor's own organization."""
        managed = may(actor, Relation.OWN, Permission.MEMBERSHIP_WRITE)
        return cls(row=row, sight=Sight.of(actor, Relation.OWN), is_managed=managed)


@row_type
class Invitation(Node):
    row: strawberry.Private[models.Invitation]

    email: str = field(Resource.MEMBERSHIP)
    role: Role = field(Resource.MEMBERSHIP, of=lambda one: Role(one.row.role))
    composed_role_id: strawberry.ID | None = field(
        Resource.MEMBERSHIP,
        of=lambda one: global_id("ComposedRole", one.row.composed_role_id) if one.row.composed_role_id else None,
    )
    created_at: datetime = field(Resource.MEMBERSHIP)
    expires_at: datetime = field(Resource.MEMBERSHIP)
    is_over: bool = field(Resource.MEMBERSHIP, of=lambda one: one.row.expires_at <= clock.now())
    sent_at: datetime | None = field(Resource.MEMBERSHIP, description="When the e-mail provider took the last e-mail.")
    refused_at: datetime | None = field(
        Resource.MEMBERSHIP, description="When the e-mail provider refused it: the address may be wrong."
    )

    @resolved(Resource.MEMBERSHIP)
    async def is_void(self, info: Info) -> bool:
        """Whether its link is worth nothing: its sender left, or may no longer give this role. Sent again, it is."""
        return bool(await info.context.loaders.load(queries.voids_by_id, self.row.id))

    @classmethod
    def of(cls, actor: Actor, row: models.Invitation) -> "Invitation":
        """An invitation of the actor's own organization."""
        return cls(row=row, sight=Sight.of(actor, Relation.OWN))


@row_type
class ApiToken(Node):
    row: strawberry.Private[queries.ApiToken]

    name: str = field(Resource.API_TOKEN)
    person_name: str = field(Resource.API_TOKEN, description="As whom it acts.")
    created_at: datetime = field(Resource.API_TOKEN)
    expires_at: datetime | None = field(Resource.API_TOKEN)
    revoked_at: datetime | None = field(Resource.API_TOKEN)
    last_used_at: datetime | None = field(Resource.API_TOKEN)
    is_active: bool = field(Resource.API_TOKEN, of=lambda token: _is_active(token.row))

    @classmethod
    def of(cls, actor: Actor, row: queries.ApiToken) -> "ApiToken":
        """A token of the actor's own organization."""
        return cls(row=row, sight=Sight.of(actor, Relation.OWN))


def _is_active(token: queries.ApiToken) -> bool:
    return token.revoked_at is None and (token.expires_at is None or token.expires_at > clock.now())


@value_type()
class SecondFactorRule:
    """Whether the organization asks its people for a second factor."""

    required_since: datetime | None
