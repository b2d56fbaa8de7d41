"""Permissions in the reader's words, grouped by subject."""

from collections.abc import Iterable

import strawberry

from tandem.rights import catalogue
from tandem_graphql.fields import value_type
from tandem_policies.permission import Permission
from tandem_policies.subjects import OF_A_CASE, Subject, needs, subject_of


@value_type()
class PermissionText:
    permission: Permission
    label: str
    meaning: str
    needs: list[Permission] = strawberry.field(description="What it is of no use without: chosen together with it.")
    comes_with_case_files: bool = strawberry.field(
        description="Part of the page of a case file: chosen and left out together with opening case files."
    )


@value_type()
class PermissionSubject:
    """Permissions about one subject, as a role is read."""

    subject: Subject
    label: str
    permissions: list[PermissionText]


def subjects_of(permissions: Iterable[Permission], locale: str) -> list[PermissionSubject]:
    """These permissions by subject, reading first."""
    chosen = frozenset(permissions)
    grouped = {
        subject: sorted((one for one in chosen if subject_of(one) is subject), key=_order) for subject in Subject
    }
    return [
        PermissionSubject(
            subject=subject,
            label=catalogue.subject_label(subject, locale),
            permissions=[_text(one, chosen, locale) for one in found],
        )
        for subject, found in grouped.items()
        if found
    ]


def _order(permission: Permission) -> tuple[bool, bool, bool, str]:
    """Opening case files first, then what is read, resources before the groups of their fields."""
    opens = permission is Permission.CASE_FILE_READ
    return not opens, permission.action != "read", "." in permission.resource, permission.value


def _text(permission: Permission, among: frozenset[Permission], locale: str) -> PermissionText:
    of_a_case = OF_A_CASE - {Permission.CASE_FILE_READ, Permission.ORGANIZATION_READ}
    return PermissionText(
        permission=permission,
        label=catalogue.label(permission, locale),
        meaning=catalogue.meaning(permission, locale),
        needs=sorted(needs(permission) & among),
        comes_with_case_files=permission in of_a_case,
    )
