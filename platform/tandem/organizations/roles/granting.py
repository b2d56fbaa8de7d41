"""What may be given to whom: below the ceiling of the organization's kind, within one's own, and never the last key.

Everything that gives or takes a role (this package, invitations, ending a membership) asks here.
"""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from tandem.kit import database
from tandem.kit.database import wake_after_commit
from tandem.kit.wakeups import Wakeup
from tandem.organizations.acting import CEILING, rules_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem.organizations.colleagues import colleague_of
from tandem.organizations.errors import NotPermitted
from tandem.organizations.models import OrganizationKind
from tandem.organizations.roles.errors import AboveCeiling, BeyondOneself, LastAdministrator
from tandem_policies.enforcer import Rule, ceiling_of
from tandem_policies.permission import Permission
from tandem_policies.subjects import with_needed
from tandem_policies.vocabulary import Relation, Role

# Whoever has these can give any of the others back: somebody must.
ADMINISTRATION = frozenset({Rule(Relation.OWN, Permission.MEMBERSHIP_WRITE), Rule(Relation.OWN, Permission.ROLE_WRITE)})
# What is told to a membership's role while a composed one holds instead: the least, should anything look at it.
LEAST = {OrganizationKind.AGENCY: Role.COLLECTOR, OrganizationKind.CREDITOR: Role.CREDITOR_MEMBER}


def rules_for(permissions: Iterable[Permission], kind: OrganizationKind) -> frozenset[Rule]:
    """The rules of a role of these permissions, and of what they need, in every relation that the ceiling knows.

    Raises AboveCeiling naming what no role of this kind of organization may.
    """
    ceiling = ceiling_of(CEILING[kind])
    below = frozenset(rule.permission for rule in ceiling)
    chosen = frozenset(permissions)
    if above := sorted(chosen - below):
        raise AboveCeiling("permissions", above)
    wanted = with_needed(chosen, below)
    return frozenset(rule for rule in ceiling if rule.permission in wanted)


def own_rules(actor: Actor) -> frozenset[Rule]:
    """All that the actor may do."""
    return ceiling_of([actor.role]) if actor.rules is None else actor.rules


def require_within_own(actor: Actor, rules: frozenset[Rule], field: str) -> None:
    """Raise BeyondOneself naming what the actor lacks: so nobody lifts themselves or others above what they may."""
    if beyond := sorted({rule.permission.value for rule in rules - own_rules(actor)}):
        raise BeyondOneself(field, beyond)


async def lock_rights(organization_id: UUID) -> None:
    """One change of rights in an organization at a time, to the end of the open transaction."""
    await database.rows("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"rights {organization_id}")


async def hold_rights(organization_id: UUID) -> None:
    """Nobody's rights change, no membership and no team ends before the open transaction ends; many hold this together.

    Take it before rows are locked: whoever ends a membership comes to the person's rows after it.
    """
    await database.rows("SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))", f"rights {organization_id}")


async def authorized_now(actor: Actor, permission: Permission, relation: Relation = Relation.OWN) -> Actor:
    """The actor with the rights of now, which nobody changes before the open transaction ends; the `Actor` of a request
    may be older than the transaction it waited for. Raises NotPermitted, also for somebody who left meanwhile.
    """
    authorize(actor, relation, permission)
    await lock_rights(actor.organization_id)
    now = await colleague_of(actor, actor.membership_id)
    if now is None:
        raise NotPermitted(permission=permission.value)
    acting = replace(actor, role=now.role, role_name=now.role_name, rules=now.rules)
    authorize(acting, relation, permission)
    return acting


async def require_an_administrator(actor: Actor) -> None:
    """Raise LastAdministrator unless somebody is left who manages people and roles. Ask after the change."""
    held = await database.rows(
        "SELECT DISTINCT role, composed_role_id IS NOT NULL AS is_composed, ARRAY(SELECT relation || ' ' || permission "
        "FROM role_rules WHERE role_rules.role_id = memberships.composed_role_id ORDER BY 1) AS rules "
        "FROM memberships WHERE organization_id = $1 AND ended_at IS NULL",
        actor.organization_id,
    )
    for one in held:
        rules = (
            rules_of(tuple(one["rules"]), actor.organization_kind)
            if one["is_composed"]
            else ceiling_of([Role(one["role"])])
        )
        if rules >= ADMINISTRATION:
            return
    raise LastAdministrator


def rights_changed(organization_id: UUID, membership_ids: Iterable[UUID]) -> None:
    """After the commit every process asks again who these memberships are: open pages, streams and caches."""
    for membership_id in membership_ids:
        wake_after_commit(Wakeup("access", membership_id, (organization_id,)))
