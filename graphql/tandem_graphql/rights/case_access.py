"""Who sees what of a case file, and why."""

from collections.abc import Iterable

import strawberry

from tandem.organizations.models import OrganizationKind
from tandem.rights.case_access import Audience, PersonAccess, RoleAccess, access_of, audience_of
from tandem.rights.catalogue import role_label
from tandem_graphql.context import Info
from tandem_graphql.fields import value_type
from tandem_graphql.ids import global_id, key_of
from tandem_graphql.rights.catalogue import PermissionText, subjects_of
from tandem_graphql.roots import query
from tandem_policies.permission import Permission
from tandem_policies.subjects import Subject
from tandem_policies.vocabulary import Resource


@value_type()
class AccessToSubject:
    """What somebody may see and do of one subject, and what not."""

    subject: Subject
    label: str
    granted: list[PermissionText]
    withheld: list[PermissionText]


@value_type()
class PersonOnCaseFile:
    """A member of the reader's organization, on one case file."""

    membership_id: strawberry.ID
    name: str
    role: str = strawberry.field(description="As people call it.")
    reaches: bool
    why: list[str]
    subjects: list[AccessToSubject]

    @classmethod
    def of(cls, row: PersonAccess, locale: str) -> "PersonOnCaseFile":
        """From the domain."""
        return cls(
            membership_id=global_id("Membership", row.actor.membership_id),
            name=row.actor.person_name,
            role=row.actor.role_name or role_label(row.actor.role, locale),
            reaches=row.reaches,
            why=[one.sentence(locale) for one in row.why],
            subjects=_subjects(row.granted, row.withheld, locale),
        )


@value_type()
class RoleOnCaseFile:
    """A built-in role of another organization, on one case file."""

    organization: str
    kind: OrganizationKind
    role: str = strawberry.field(description="As people call it.")
    why: str
    subjects: list[AccessToSubject]

    @classmethod
    def of(cls, row: RoleAccess, locale: str) -> "RoleOnCaseFile":
        """From the domain."""
        return cls(
            organization=row.organization_name,
            kind=row.kind,
            role=role_label(row.role, locale),
            why=row.why.sentence(locale),
            subjects=_subjects(row.granted, row.withheld, locale),
        )


@value_type()
class CaseFileAudience:
    """All whom the reader may know to see a case file."""

    people: list[PersonOnCaseFile]
    others: list[RoleOnCaseFile]
    banks: list[str] = strawberry.field(description="What banks see of it: for the client's side alone.")

    @classmethod
    def of(cls, row: Audience, locale: str) -> "CaseFileAudience":
        """From the domain."""
        return cls(
            people=[PersonOnCaseFile.of(one, locale) for one in row.people],
            others=[RoleOnCaseFile.of(one, locale) for one in row.others],
            banks=[one.sentence(locale) for one in row.banks],
        )


@strawberry.type
class CaseAccessQueries:
    @query(Resource.CASE_FILE)
    async def case_file_access(
        self, info: Info, case_file_id: strawberry.ID, membership_id: strawberry.ID | None = None
    ) -> PersonOnCaseFile:
        """What a colleague sees of a case file and why; of oneself without naming anybody."""
        found = await access_of(
            info.context.actor,
            key_of(case_file_id, "CaseFile", "caseFileId"),
            key_of(membership_id, "Membership", "membershipId") if membership_id else None,
        )
        return PersonOnCaseFile.of(found, info.context.locale)

    @query(Resource.ACCESS)
    async def case_file_audience(self, info: Info, case_file_id: strawberry.ID) -> CaseFileAudience:
        """Who sees a case file: colleagues by name, the other side by its roles."""
        found = await audience_of(info.context.actor, key_of(case_file_id, "CaseFile", "caseFileId"))
        return CaseFileAudience.of(found, info.context.locale)


def _subjects(granted: Iterable[Permission], withheld: Iterable[Permission], locale: str) -> list[AccessToSubject]:
    given = frozenset(granted)
    return [
        AccessToSubject(
            subject=one.subject,
            label=one.label,
            granted=[text for text in one.permissions if text.permission in given],
            withheld=[text for text in one.permissions if text.permission not in given],
        )
        for one in subjects_of(given | frozenset(withheld), locale)
    ]
