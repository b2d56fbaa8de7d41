"""Permissions as people think of them: every one is in a group, and comes with what it is of no use without."""

import pytest

from tandem_policies.enforcer import ceiling_of, permissions_of
from tandem_policies.permission import Permission
from tandem_policies.subjects import NEVER_WITHOUT, OF_A_CASE, SUBJECT_OF, needs, with_needed
from tandem_policies.vocabulary import Relation, Resource, Role

AGENCY = (Role.COLLECTOR, Role.AGENCY_MANAGER, Role.AGENCY_ADMINISTRATOR, Role.COMPLIANCE_OFFICER)
CREDITOR = (Role.CREDITOR_MEMBER, Role.CREDITOR_ADMINISTRATOR)


def ceiling(roles: tuple[Role, ...]) -> frozenset[Permission]:
    return frozenset(rule.permission for rule in ceiling_of(roles))


def test_every_resource_is_in_a_subject():
    assert set(SUBJECT_OF) == set(Resource)


@pytest.mark.parametrize("roles", [AGENCY, CREDITOR], ids=["agency", "creditor"])
@pytest.mark.parametrize("permission", Permission)
def test_what_a_permission_needs_is_chosen_with_it_below_the_ceiling(permission, roles):
    chosen = with_needed({permission}, ceiling(roles))

    assert chosen - {permission} <= ceiling(roles)
    for one in chosen:
        assert needs(one) & ceiling(roles) <= chosen


@pytest.mark.parametrize("permission", NEVER_WITHOUT)
def test_what_nobody_has_without_another_is_chosen_with_it(permission):
    assert NEVER_WITHOUT[permission] <= with_needed({permission}, ceiling(AGENCY))


@pytest.mark.parametrize("permission", sorted(OF_A_CASE - {Permission.ORGANIZATION_READ}))
def test_the_parts_of_a_case_file_come_together(permission):
    parts = OF_A_CASE & ceiling(AGENCY)

    assert with_needed({permission} & ceiling(AGENCY), ceiling(AGENCY)) in (frozenset(), parts)


@pytest.mark.parametrize("role", [*AGENCY, *CREDITOR])
def test_a_built_in_role_lacks_nothing_that_its_permissions_need(role):
    mine = frozenset().union(*(permissions_of(role, relation) for relation in Relation))

    assert with_needed(mine, ceiling(AGENCY if role in AGENCY else CREDITOR)) == mine
