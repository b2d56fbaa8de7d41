"""Every permission, subject and role in plain words: the keys are `permission.<…>`, `subject.<…>` and `role.<…>`.

The headings of the policy table are `policy.<…>`: in English they are what the table itself says.
"""

from tandem.kit.texts import render
from tandem_policies.commented import Section, key_of
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


def section_title(section: Section, locale: str) -> str:
    """Whom a section of the policy table is about."""
    return render(f"policy.{key_of(section)}", locale)


def section_text(section: Section, locale: str) -> str:
    """What they are there for, and what they never do."""
    return render(f"policy.{key_of(section)}.means", locale)
