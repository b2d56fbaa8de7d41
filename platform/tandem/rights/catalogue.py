"""Every permission, subject and role in plain words: the keys are `permission.<…>`, `subject.<…>` and `role.<…>`."""

from tandem.kit.texts import render
from tandem_policies.permission import Permission
from tandem_policies.subjects import Subject
from tandem_policies.vocabulary import Role


def label(permission: Permission, locale: str) -> str:
    """What it lets somebody do, in a few words."""
    return render(f"permission.{permission}", locale)


def meaning(permission: Permission, locale: str) -> str:
    """The same in a sentence."""
    return render(f"permission.{permission}.means", locale)


def subject_label(subject: Subject, locale: str) -> str:
    """The heading of a group of permissions."""
    return render(f"subject.{subject}", locale)


def role_label(role: Role, locale: str) -> str:
    """A built-in role as people call it."""
    return render(f"role.{role}", locale)
