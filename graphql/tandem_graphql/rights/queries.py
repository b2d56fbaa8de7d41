"""Reading roles and the policy table."""

import strawberry

from tandem.organizations.acting import CEILING
from tandem.organizations.authorization import authorize
from tandem.organizations.roles.granting import own_rules
from tandem.organizations.roles.queries import roles_for
from tandem_graphql.context import Info
from tandem_graphql.rights.catalogue import subjects_of
from tandem_graphql.rights.types import BuiltInRole, ComposedRole, PolicyColumn, PolicySection, PolicyTable, Roles
from tandem_graphql.roots import query
from tandem_policies.commented import sections
from tandem_policies.enforcer import ceiling_of, permissions_of
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation, Resource

# As the two sides and those beside them are thought of; a role that is missing here would be missing on the screen.
_IN_ORDER = tuple(role for roles in CEILING.values() for role in roles)


@strawberry.type
class RightsQueries:
    @query(Resource.ROLE)
    async def roles(self, info: Info) -> Roles:
        """The roles of the reader's organization, and all that they can be made of."""
        actor, locale = info.context.actor, info.context.locale
        found = await roles_for(actor)
        ceiling = ceiling_of(CEILING[actor.organization_kind])
        return Roles(
            built_in=[BuiltInRole.of(actor, row, locale) for row in found if row.role],
            composed=[ComposedRole.of(actor, row) for row in found if not row.role],
            subjects=subjects_of((rule.permission for rule in ceiling), locale),
            within_reach=sorted({rule.permission for rule in own_rules(actor)}),
        )

    @query(Resource.ROLE)
    def policy_table(self, info: Info) -> PolicyTable:
        """Who may do what in Tandem: every built-in role in every relation in which it may anything."""
        authorize(info.context.actor, Relation.OWN, Permission.ROLE_READ)
        return PolicyTable(
            sections=[PolicySection.of(section, info.context.locale) for section in sections()],
            columns=[
                PolicyColumn.of(role, relation, info.context.locale)
                for role in _IN_ORDER
                for relation in Relation
                if permissions_of(role, relation)
            ],
            subjects=subjects_of(Permission, info.context.locale),
        )
