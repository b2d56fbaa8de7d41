"""Roles: built-in ones, those that an organization composed, and the whole policy table."""

import strawberry

from tandem.organizations.actor import Actor
from tandem.organizations.authorization import may
from tandem.organizations.roles import queries
from tandem.organizations.roles.granting import own_rules
from tandem.rights import catalogue
from tandem_graphql.fields import Public, field, row_type, value_type
from tandem_graphql.ids import global_id
from tandem_graphql.nodes import Node
from tandem_graphql.rights.catalogue import PermissionSubject
from tandem_graphql.sight import Sight
from tandem_policies.commented import Section
from tandem_policies.enforcer import permissions_of
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation, Resource, Role


@value_type()
class RoleHolder:
    """A member who has the role now."""

    membership_id: strawberry.ID
    name: str

    @classmethod
    def of(cls, row: queries.Holder) -> "RoleHolder":
        """From the domain."""
        return cls(membership_id=global_id("Membership", row.membership_id), name=row.name)


@value_type()
class BuiltInRole:
    """A role that every organization of the kind has."""

    role: Role
    label: str
    permissions: list[Permission]
    holders: list[RoleHolder]
    viewer_can_give: bool = strawberry.field(description="Whether all of it is within what the reader may.")

    @classmethod
    def of(cls, actor: Actor, row: queries.RoleShown, locale: str) -> "BuiltInRole":
        """A built-in role of the actor's organization."""
        if row.role is None:
            raise ValueError("not a built-in role")
        return cls(
            role=row.role,
            label=catalogue.role_label(row.role, locale),
            permissions=sorted(row.permissions),
            holders=[RoleHolder.of(holder) for holder in row.holders],
            viewer_can_give=_may_give(actor, row.permissions),
        )


@row_type
class ComposedRole(Node):
    row: strawberry.Private[queries.RoleShown]
    rights: strawberry.Private[tuple[bool, bool]]

    name: str = field(Resource.ROLE)
    version: int = field(Resource.ROLE, description="Grows with each change.")
    permissions: list[Permission] = field(Resource.ROLE, of=lambda role: sorted(role.row.permissions))
    void_permissions: list[str] = field(
        Resource.ROLE,
        of=lambda role: list(role.row.void),
        description="Chosen once, and not in force since a release that lets nobody have them, or not without others.",
    )
    holders: list[RoleHolder] = field(
        Resource.ROLE, of=lambda role: [RoleHolder.of(holder) for holder in role.row.holders]
    )
    viewer_can_give: bool = field(Public.RIGHTS, of=lambda role: role.rights[0])
    viewer_can_change: bool = field(Public.RIGHTS, of=lambda role: role.rights[1])

    @classmethod
    def of(cls, actor: Actor, row: queries.RoleShown) -> "ComposedRole":
        """A role that the actor's organization composed."""
        give = _may_give(actor, row.permissions)
        change = give and may(actor, Relation.OWN, Permission.ROLE_WRITE)
        return cls(row=row, sight=Sight.of(actor, Relation.OWN), rights=(give, change))


@value_type()
class Roles:
    """The roles of the reader's organization, and all that they can be made of."""

    built_in: list[BuiltInRole]
    composed: list[ComposedRole]
    subjects: list[PermissionSubject] = strawberry.field(description="All that a role of this organization may have.")
    within_reach: list[Permission] = strawberry.field(description="What the reader has, and so may give.")


@value_type()
class PolicyColumn:
    """What a built-in role may do to rows that its organization stands to in this relation."""

    role: Role
    role_label: str
    relation: Relation
    permissions: list[Permission]

    @classmethod
    def of(cls, role: Role, relation: Relation, locale: str) -> "PolicyColumn":
        """A column of the policy table."""
        return cls(
            role=role,
            role_label=catalogue.role_label(role, locale),
            relation=relation,
            permissions=sorted(permissions_of(role, relation)),
        )


@value_type()
class PolicySection:
    """A heading of the policy table: whom its lines are about, what they are there for, what they never do."""

    role: Role
    inherits: Role | None = strawberry.field(description="Whose lines the role has too.")
    relations: list[Relation] = strawberry.field(description="What its lines are about.")
    title: str
    text: str

    @classmethod
    def of(cls, section: Section, locale: str) -> "PolicySection":
        """A section of the policy table."""
        return cls(
            role=section.role,
            inherits=section.inherits,
            relations=sorted(section.relations),
            title=catalogue.section_title(section, locale),
            text=catalogue.section_text(section, locale),
        )


@value_type()
class PolicyTable:
    """Who may do what in Tandem: the table that decides, in plain words."""

    sections: list[PolicySection]
    columns: list[PolicyColumn]
    subjects: list[PermissionSubject]


def _may_give(actor: Actor, permissions: frozenset[Permission]) -> bool:
    return permissions <= {rule.permission for rule in own_rules(actor)}
