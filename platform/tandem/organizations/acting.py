"""Making an actor out of a row about a membership: the same for whoever signs in and for whoever is asked about."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from tandem.organizations.actor import Actor
from tandem.organizations.authorization import may
from tandem.organizations.models import CaseScope, OrganizationKind
from tandem_policies.enforcer import Rule, composed
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation, Role

# The built-in roles of each kind of organization: together the ceiling of what it can compose.
CEILING = {
    OrganizationKind.AGENCY: (
        Role.COLLECTOR,
        Role.AGENCY_MANAGER,
        Role.AGENCY_ADMINISTRATOR,
        Role.COMPLIANCE_OFFICER,
    ),
    OrganizationKind.CREDITOR: (Role.CREDITOR_MEMBER, Role.CREDITOR_ADMINISTRATOR),
    OrganizationKind.BANK: (Role.BANKER,),
    OrganizationKind.OPERATOR: (Role.OPERATOR,),
}


def actor_from(row: Mapping[str, Any]) -> Actor:
    """The actor of a row with the columns of `door_actor`: rights, reach and what lies below a group, as of now."""
    kind, role = OrganizationKind(row["organization_kind"]), Role(row["role"])
    rules = rules_of(tuple(row["rules"]), kind) if row["role_name"] is not None else None
    actor = Actor(
        membership_id=row["membership_id"],
        person_id=row["person_id"],
        person_name=row["person_name"],
        person_email=row["person_email"],
        organization_id=row["organization_id"],
        organization_name=row["organization_name"],
        organization_kind=kind,
        role=role,
        locale=row["locale"],
        session_id=row["session_id"],
        role_name=row["role_name"],
        rules=rules,
        entity_ids=tuple(row["entity_ids"]),
        team_ids=tuple(row["team_ids"]),
        is_token=row["is_token"],
    )
    confined = not may(actor, Relation.AGENCY, Permission.CASE_FILE_REACH_ALL)
    return replace(actor, case_scope=CaseScope(row["case_scope"])) if confined else actor


@lru_cache(1_000)
def rules_of(written: tuple[str, ...], kind: OrganizationKind) -> frozenset[Rule]:
    """The rules of a composed role, each written as `relation permission`, without those above the ceiling."""
    pairs = (rule.split(" ") for rule in written)
    return composed([(relation, permission) for relation, permission in pairs], CEILING[kind])
