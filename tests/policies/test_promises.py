"""The sentences that an agency, a creditor and a bank are promised, written by hand against the table."""

import pytest

from tandem_policies.enforcer import permissions_of
from tandem_policies.permission import Permission
from tandem_policies.subjects import NOT_BY_TOKEN
from tandem_policies.vocabulary import Relation, Resource, Role

AGENCY = {Role.COLLECTOR, Role.AGENCY_MANAGER, Role.AGENCY_ADMINISTRATOR}
CREDITOR = {Role.CREDITOR_MEMBER, Role.CREDITOR_ADMINISTRATOR}
BANK = {Role.BANKER}
OPERATOR = {Role.OPERATOR}
# Who sees what the agency does; the compliance officer sees it and does none of it.
AGENCY_READERS = AGENCY | {Role.COMPLIANCE_OFFICER}
WRITES_NO_CASE = "read", "export", "reach_all"


def holders(permission: Permission) -> set[Role]:
    """The roles that have the permission, whatever their organization's relation to the row."""
    return {role for role in Role if permission in whatever_the_relation(role)}


def whatever_the_relation(role: Role) -> frozenset[Permission]:
    return frozenset().union(*(permissions_of(role, relation) for relation in Relation))


def test_a_banker_may_read_a_dashboard_pseudonyms_and_the_name_of_their_bank_and_nothing_else():
    shown = {Permission.BANK_DASHBOARD_READ, Permission.BANK_CASE_FILE_READ}
    assert permissions_of(Role.BANKER, Relation.BANK) == shown
    assert permissions_of(Role.BANKER, Relation.OWN) == {Permission.ORGANIZATION_READ}
    assert whatever_the_relation(Role.BANKER) == shown | {Permission.ORGANIZATION_READ}


@pytest.mark.parametrize("role", sorted(AGENCY_READERS))
def test_the_agency_can_never_see_open_or_widen_what_a_bank_sees(role):
    about_banks = {
        Resource.BANK_GRANT,
        Resource.BANK_DASHBOARD,
        Resource.BANK_CASE_FILE,
        Resource.PORTFOLIO,
        Resource.PORTFOLIO_FIGURES,
    }

    assert [given for given in whatever_the_relation(role) if given.resource in about_banks] == []


def test_a_bank_grant_is_opened_and_ended_by_the_creditors_administrator_alone():
    assert holders(Permission.BANK_GRANT_CREATE) == {Role.CREDITOR_ADMINISTRATOR}
    assert holders(Permission.BANK_GRANT_REVOKE) == {Role.CREDITOR_ADMINISTRATOR}
    assert holders(Permission.BANK_GRANT_READ) == CREDITOR


@pytest.mark.parametrize("action", ["plan", "cancel", "settle", "record_posting"])
def test_only_the_agency_contacts_debtors(action):
    assert holders(Permission(f"contact_attempt:{action}")) == AGENCY


def test_what_the_rules_leave_to_a_person_is_decided_by_whoever_answers_for_it():
    deciders = {Role.AGENCY_MANAGER, Role.AGENCY_ADMINISTRATOR, Role.COMPLIANCE_OFFICER}

    assert holders(Permission.CONTACT_ATTEMPT_RELEASE) == deciders
    assert holders(Permission.CONTACT_REFUSAL_READ) == deciders


def test_neither_side_reads_the_other_sides_own_timeline():
    assert holders(Permission.TIMELINE_AGENCY_READ) == AGENCY_READERS
    assert holders(Permission.TIMELINE_CREDITOR_READ) == CREDITOR
    assert holders(Permission.TIMELINE_READ) == AGENCY_READERS | CREDITOR


def test_only_the_creditor_instructs():
    assert holders(Permission.DIRECTIVE_ISSUE) == CREDITOR
    assert holders(Permission.DIRECTIVE_RELEASE) == CREDITOR


def test_a_creditor_member_does_the_daily_work_and_manages_nobody():
    may = permissions_of(Role.CREDITOR_MEMBER, Relation.CREDITOR)

    assert may >= {
        Permission.DIRECTIVE_ISSUE,
        Permission.NOTE_WRITE,
        Permission.PAYMENT_DECLARE,
        Permission.PLACEMENT_CONFIRM,
        Permission.PLACEMENT_CREATE,
    }
    assert whatever_the_relation(Role.CREDITOR_MEMBER).isdisjoint(
        {
            Permission.API_TOKEN_CREATE,
            Permission.BANK_GRANT_CREATE,
            Permission.BANK_GRANT_REVOKE,
            Permission.MANDATE_WRITE,
            Permission.MEMBERSHIP_WRITE,
            Permission.ORGANIZATION_WRITE,
        }
    )


def test_the_agency_records_what_it_received_the_creditor_declares_what_it_received():
    assert holders(Permission.PAYMENT_RECORD) == AGENCY
    assert holders(Permission.PAYMENT_DECLARE) == CREDITOR
    assert holders(Permission.PAYMENT_REVERSE) == AGENCY - {Role.COLLECTOR}
    assert holders(Permission.CLAIM_CORRECT) == holders(Permission.CLAIM_INTERRUPT) == AGENCY


def test_the_creditor_places_and_the_agency_accepts_by_someone_who_commits_it():
    assert holders(Permission.PLACEMENT_CREATE) == holders(Permission.PLACEMENT_CONFIRM) == CREDITOR
    assert holders(Permission.PLACEMENT_ACCEPT) == AGENCY - {Role.COLLECTOR}


def test_an_opt_out_is_known_to_the_agency_alone():
    # It holds for every creditor of the person: one creditor would learn that another has a case.
    assert holders(Permission.OPT_OUT_READ) == AGENCY_READERS
    assert holders(Permission.OPT_OUT_WRITE) == holders(Permission.OPT_OUT_LIFT) == AGENCY


def test_what_stops_contact_is_ended_by_whoever_enters_it_and_by_no_token():
    assert holders(Permission.STOP_FACT_END) == holders(Permission.STOP_FACT_WRITE) == AGENCY | CREDITOR
    assert {Permission.STOP_FACT_END, Permission.OPT_OUT_LIFT} <= NOT_BY_TOKEN


def test_only_administrators_manage_people_and_tokens_each_in_their_own_organization():
    administrators = {Role.AGENCY_ADMINISTRATOR, Role.CREDITOR_ADMINISTRATOR}
    managing = {
        Permission.API_TOKEN_CREATE,
        Permission.API_TOKEN_READ,
        Permission.API_TOKEN_REVOKE,
        Permission.MEMBERSHIP_WRITE,
        Permission.ORGANIZATION_WRITE,
        Permission.ROLE_WRITE,
    }

    assert {permission: holders(permission) for permission in managing} == dict.fromkeys(managing, administrators)
    for role in administrators:
        assert {relation for relation in Relation if managing & permissions_of(role, relation)} == {Relation.OWN}


def test_a_name_and_an_amount_are_shown_to_the_two_parties_only():
    for permission in (Permission.CASE_FILE_IDENTITY_READ, Permission.CASE_FILE_AMOUNTS_READ, Permission.PARTY_READ):
        assert holders(permission) == AGENCY_READERS | CREDITOR
        assert permission not in whatever_the_relation(Role.BANKER)


@pytest.mark.parametrize(
    ("side", "relations"),
    [
        (AGENCY_READERS, {Relation.AGENCY, Relation.OWN}),
        (CREDITOR, {Relation.CREDITOR, Relation.GROUP, Relation.OWN}),
        (BANK, {Relation.BANK, Relation.OWN}),
        (OPERATOR, {Relation.OWN}),
    ],
    ids=["agency", "creditor", "bank", "operator"],
)
def test_a_role_acts_only_from_its_own_side(side, relations):
    for role in side:
        assert {relation for relation in Relation if permissions_of(role, relation)} == relations


def test_an_operator_sees_how_the_installation_does_and_nothing_about_a_case():
    assert whatever_the_relation(Role.OPERATOR) == {
        Permission.HEALTH_READ,
        Permission.MEMBERSHIP_READ,
        Permission.ORGANIZATION_READ,
        # What could not be carried out: which message, when and why; never whom it is about.
        Permission.OUTBOX_READ,
        Permission.OUTBOX_SETTLE,
    }
    assert holders(Permission.HEALTH_READ) == OPERATOR


def test_a_group_reads_no_more_than_its_entities_and_writes_nothing():
    for role in CREDITOR:
        in_the_group = permissions_of(role, Relation.GROUP)

        assert {permission for permission in in_the_group if permission.action != "read"} == set()
        assert in_the_group <= permissions_of(role, Relation.CREDITOR)


def test_a_compliance_officer_sees_all_that_the_agency_does_and_does_nothing_about_a_case():
    theirs = permissions_of(Role.COMPLIANCE_OFFICER, Relation.AGENCY)
    # A legal hold keeps data from being erased, a bundle is a copy, and a text is about no case: none touches a case. A
    # contact that somebody else planned, and that the rules leave to a person, is theirs to decide on.
    keeps = {
        Permission.LEGAL_HOLD_PLACE,
        Permission.LEGAL_HOLD_RELEASE,
        Permission.EVIDENCE_CREATE,
        Permission.TEMPLATE_APPROVE,
        Permission.CONTACT_ATTEMPT_RELEASE,
    }

    assert {given for given in theirs if given.action not in WRITES_NO_CASE} == keeps
    own = {given for given in permissions_of(Role.COMPLIANCE_OFFICER, Relation.OWN) if given.action != "read"}
    assert own == {Permission.AUDIT_EXPORT}
    assert {
        given
        for given in permissions_of(Role.AGENCY_ADMINISTRATOR, Relation.AGENCY)
        if given.action == "read" and given.resource is not Resource.WORKLIST  # a queue is for whoever works it
    } <= theirs


def test_the_audit_log_is_read_by_administrators_and_the_compliance_officer_alone():
    readers = {Role.AGENCY_ADMINISTRATOR, Role.COMPLIANCE_OFFICER, Role.CREDITOR_ADMINISTRATOR}

    assert holders(Permission.AUDIT_READ) == readers
    assert holders(Permission.AUDIT_EXPORT) == readers
