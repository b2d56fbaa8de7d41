"""An organization's place among others: the groups above it, and all below it."""

from datetime import datetime

import strawberry

from tandem.organizations.actor import Actor
from tandem.organizations.hierarchy import queries
from tandem_graphql.fields import value_type
from tandem_graphql.ids import global_id
from tandem_graphql.organizations.types import Organization


@value_type()
class Entity:
    """An organization below the reader's group; `parentId` is the one right above it."""

    organization: Organization
    parent_id: strawberry.ID | None


@value_type()
class GroupCode:
    """A code that waits to be used; it was shown once, to whoever made it."""

    id: strawberry.ID
    created_at: datetime
    created_by: str
    expires_at: datetime

    @classmethod
    def of(cls, row: queries.OpenCode) -> "GroupCode":
        """As the domain keeps it."""
        return cls(
            id=global_id("GroupCode", row.id),
            created_at=row.created_at,
            created_by=row.created_by,
            expires_at=row.expires_at,
        )


@value_type()
class Hierarchy:
    own: Organization
    groups: list[Organization] = strawberry.field(
        description="Above the reader's organization, the nearest first: each of them reads all of it."
    )
    entities: list[Entity] = strawberry.field(description="All below it, each right before those below itself.")
    codes: list[GroupCode] = strawberry.field(description="Codes that are open, for whoever may make them.")

    @classmethod
    def of(cls, actor: Actor, found: queries.Hierarchy) -> "Hierarchy":
        """As the actor's organization sees it."""
        return cls(
            own=Organization.of(actor, found.own),
            groups=[Organization.of(actor, one) for one in found.groups],
            entities=[
                Entity(
                    organization=Organization.of(actor, one),
                    parent_id=global_id("Organization", one.parent_id) if one.parent_id else None,
                )
                for one in found.below
            ],
            codes=[GroupCode.of(one) for one in found.codes],
        )
