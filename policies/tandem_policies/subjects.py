"""Permissions as people think of them: grouped by subject, and with what each is of no use without."""

from collections.abc import Iterable
from enum import StrEnum

from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Resource


class Subject(StrEnum):
    """What a group of permissions is about, in the order in which a role is read."""

    CASE_FILES = "case_files"
    TIMELINE = "timeline"
    DOCUMENTS = "documents"
    CONTACTS = "contacts"
    INSTRUCTIONS = "instructions"
    MONEY = "money"
    PLACEMENTS = "placements"
    PORTFOLIOS = "portfolios"
    BANKS = "banks"
    PERSONAL_DATA = "personal_data"
    ORGANIZATION = "organization"
    INSTALLATION = "installation"


SUBJECT_OF: dict[Resource, Subject] = {
    Resource.ACCESS: Subject.ORGANIZATION,
    Resource.API_TOKEN: Subject.ORGANIZATION,
    Resource.AUDIT: Subject.ORGANIZATION,
    Resource.BANK_CASE_FILE: Subject.BANKS,
    Resource.BANK_DASHBOARD: Subject.BANKS,
    Resource.BANK_GRANT: Subject.BANKS,
    Resource.CASE_FILE: Subject.CASE_FILES,
    Resource.CASE_FILE_AMOUNTS: Subject.CASE_FILES,
    Resource.CASE_FILE_ASSIGNMENT: Subject.CASE_FILES,
    Resource.CASE_FILE_IDENTITY: Subject.CASE_FILES,
    Resource.CLAIM: Subject.CASE_FILES,
    Resource.CONTACT_ATTEMPT: Subject.CONTACTS,
    Resource.CONTACT_ATTEMPT_CONTENT: Subject.CONTACTS,
    Resource.CONTACT_POINT: Subject.CASE_FILES,
    Resource.CONTACT_REFUSAL: Subject.CONTACTS,
    Resource.CONTACT_RULE: Subject.ORGANIZATION,
    Resource.DIRECTIVE: Subject.INSTRUCTIONS,
    Resource.DOCUMENT: Subject.DOCUMENTS,
    Resource.ERASURE: Subject.PERSONAL_DATA,
    Resource.EVIDENCE: Subject.DOCUMENTS,
    Resource.HEALTH: Subject.INSTALLATION,
    Resource.HOLD: Subject.INSTRUCTIONS,
    Resource.INBOUND_MESSAGE: Subject.CONTACTS,
    Resource.PRINT_RUN: Subject.CONTACTS,
    Resource.LEGAL_HOLD: Subject.PERSONAL_DATA,
    Resource.MANDATE: Subject.PLACEMENTS,
    Resource.MEMBERSHIP: Subject.ORGANIZATION,
    Resource.NOTE: Subject.TIMELINE,
    Resource.OPT_OUT: Subject.CONTACTS,
    Resource.ORGANIZATION: Subject.ORGANIZATION,
    Resource.OUTBOX: Subject.ORGANIZATION,
    Resource.PARTY: Subject.CASE_FILES,
    Resource.PAYMENT: Subject.MONEY,
    Resource.PERSONAL_DATA: Subject.PERSONAL_DATA,
    Resource.PLACEMENT: Subject.PLACEMENTS,
    Resource.PORTFOLIO: Subject.PORTFOLIOS,
    Resource.PORTFOLIO_FIGURES: Subject.PORTFOLIOS,
    Resource.PROVIDER_ACCOUNT: Subject.ORGANIZATION,
    Resource.RECORDING: Subject.CONTACTS,
    Resource.RETENTION: Subject.PERSONAL_DATA,
    Resource.ROLE: Subject.ORGANIZATION,
    Resource.STOP_FACT: Subject.INSTRUCTIONS,
    Resource.TEAM: Subject.ORGANIZATION,
    Resource.TEMPLATE: Subject.ORGANIZATION,
    Resource.TIMELINE: Subject.TIMELINE,
    Resource.TIMELINE_AGENCY: Subject.TIMELINE,
    Resource.TIMELINE_CREDITOR: Subject.TIMELINE,
    Resource.WORKLIST: Subject.CASE_FILES,
}

# What a case file's page is made of: whoever opens case files reads all of these, and none is read without the others.
OF_A_CASE = frozenset(
    {
        Permission.CASE_FILE_AMOUNTS_READ,
        Permission.CASE_FILE_IDENTITY_READ,
        Permission.CASE_FILE_READ,
        Permission.CLAIM_READ,
        Permission.CONTACT_ATTEMPT_READ,
        Permission.CONTACT_POINT_READ,
        Permission.DIRECTIVE_READ,
        Permission.DOCUMENT_READ,
        Permission.HOLD_READ,
        Permission.MANDATE_READ,
        Permission.OPT_OUT_READ,
        Permission.ORGANIZATION_READ,
        Permission.PARTY_READ,
        Permission.PAYMENT_READ,
        Permission.TIMELINE_AGENCY_READ,
        Permission.TIMELINE_CREDITOR_READ,
        Permission.TIMELINE_READ,
    }
)
# Subjects of which nothing is of use to somebody who opens no case file.
_ON_CASES = frozenset(
    {Subject.CASE_FILES, Subject.TIMELINE, Subject.DOCUMENTS, Subject.CONTACTS, Subject.INSTRUCTIONS, Subject.MONEY}
)


# What nobody has without the other, in the same relation: else it would reach further than whoever has it may.
# Whoever makes teams could put themselves into each, or choose that all collectors reach everything.
NEVER_WITHOUT: dict[Permission, frozenset[Permission]] = {
    Permission.TEAM_WRITE: frozenset({Permission.CASE_FILE_REACH_ALL}),
}

# What an API token has not of its member's rights, since it gives what goes on when the token is revoked: other tokens,
# members, roles, teams, bank grants, settings. What only takes away (`bank_grant:revoke`) lets nobody go on.
NOT_BY_TOKEN = frozenset(
    {
        Permission.API_TOKEN_CREATE,
        Permission.BANK_GRANT_CREATE,
        # Decided by a person who answers for it by name.
        Permission.CONTACT_ATTEMPT_RELEASE,
        Permission.CONTACT_POINT_REOPEN,
        Permission.MEMBERSHIP_WRITE,
        # That somebody wants to be reached again was heard or read by a person.
        Permission.OPT_OUT_LIFT,
        Permission.ORGANIZATION_WRITE,
        # Contacts would go on leaving by another's account.
        Permission.PROVIDER_ACCOUNT_WRITE,
        Permission.ROLE_WRITE,
        # That nothing stops contact any more is known by somebody from somewhere, and all contacts go on.
        Permission.STOP_FACT_END,
        Permission.TEAM_WRITE,
    }
)


def subject_of(permission: Permission) -> Subject:
    """The group in which a permission is shown."""
    return SUBJECT_OF[permission.resource]


def needs(permission: Permission) -> frozenset[Permission]:
    """What a permission comes with: one's own organization, the rows that it is about, what nobody has it without."""
    wanted = {Permission.ORGANIZATION_READ} | NEVER_WITHOUT.get(permission, frozenset())
    if permission in OF_A_CASE - {Permission.ORGANIZATION_READ} or subject_of(permission) in _ON_CASES:
        wanted |= OF_A_CASE
    for resource in {permission.resource, permission.resource.partition(".")[0]}:
        reading = f"{resource}:read"
        if reading in _WORDS:
            wanted.add(Permission(reading))
    return frozenset(wanted - {permission})


def with_needed(permissions: Iterable[Permission], ceiling: frozenset[Permission]) -> frozenset[Permission]:
    """The permissions with all that they need, as far as the ceiling has it."""
    chosen = set(permissions)
    while missing := {one for permission in chosen for one in needs(permission)} & ceiling - chosen:
        chosen |= missing
    return frozenset(chosen)


_WORDS = frozenset(permission.value for permission in Permission)
