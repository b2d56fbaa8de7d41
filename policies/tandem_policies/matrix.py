"""Prints the policy table as a page of matrices: `python -m tandem_policies.matrix > docs/permissions.md`."""

import sys
from collections.abc import Sequence

from tandem_policies.commented import Group, Section, sections
from tandem_policies.enforcer import permissions_of
from tandem_policies.permission import Permission
from tandem_policies.subjects import NEVER_WITHOUT, NOT_BY_TOKEN, Subject, subject_of
from tandem_policies.vocabulary import Relation, Role

Column = tuple[Role, Relation]

SHARED: Sequence[Column] = (
    (Role.COLLECTOR, Relation.AGENCY),
    (Role.AGENCY_MANAGER, Relation.AGENCY),
    (Role.AGENCY_ADMINISTRATOR, Relation.AGENCY),
    (Role.COMPLIANCE_OFFICER, Relation.AGENCY),
    (Role.CREDITOR_MEMBER, Relation.CREDITOR),
    (Role.CREDITOR_ADMINISTRATOR, Relation.CREDITOR),
    (Role.CREDITOR_MEMBER, Relation.GROUP),
    (Role.CREDITOR_ADMINISTRATOR, Relation.GROUP),
    (Role.BANKER, Relation.BANK),
)
OWN: Sequence[Column] = tuple((role, Relation.OWN) for role in Role)

PAGE = """\
# Permissions

Who may see and do what. The source is [`policy.csv`](../policies/tandem_policies/policy.csv), whose comments say why;
this page is made from it by `python -m tandem_policies.matrix > docs/permissions.md` and is also the table of
`tests/policies/test_matrix.py`: every cell below is a test case.

A permission is `resource:action`. A resource with a dot is a group of fields that is decided apart from the rest.
A column is a role together with the *relation* in which its organization stands to the row: the agency or the creditor
of the case, a group that the creditor belongs to, a bank with a grant in force, or the organization the row itself
belongs to (`own`). A role and relation
that have no column allow nothing, nor does any role on a row that stands in no relation (`none`). A permission that a
table does not list is given to nobody in it.

A `yes` is about who. Which rows stand in that relation is asked of the database, and whether the state of the case
permits the action is asked of the domain; both can still refuse.

Each resource has a role that is denied it, with one exception: everybody reads organizations (`organization:read`),
because nobody works without the names of their own and of those they work with. Not every role may change one.

An API token has its member's rights but for these, which would outlive it, or which a person answers for by name:

{not_by_token}

## On a case and what surrounds it

{shared}

## On the rows of one's own organization

{own}

## In a role that an organization composes

A composed role holds what its author chose of these, within the author's own, together with what that is of no use
without. In no role is one of these had without the other:

{together}

## The same by role, as the table is written, and why

{written}
"""


def page() -> str:
    """The whole of docs/permissions.md."""
    not_by_token = "\n".join(f"- `{one}`" for one in sorted(NOT_BY_TOKEN))
    return PAGE.format(
        not_by_token=not_by_token,
        shared=tables(SHARED),
        own=tables(OWN),
        together=_together(),
        written=_written(),
    )


def _together() -> str:
    pairs = sorted((one, other) for one, others in NEVER_WITHOUT.items() for other in others)
    return "\n".join(f"- `{one}` never without `{other}`" for one, other in pairs)


def _written() -> str:
    return "\n\n".join("\n\n".join(_section(one)) for one in sections())


def _section(section: Section) -> list[str]:
    inherited = [f"Inherits `{section.inherits}`."] if section.inherits else []
    return [f"### {section.title}", section.text, *inherited, *map(_group, section.groups)]


def _group(group: Group) -> str:
    lines = [f"- `{permission}` ({relation})" for relation, permission in group.lines]
    return "\n\n".join(part for part in (group.comment, "\n".join(lines)) if part)


def tables(columns: Sequence[Column]) -> str:
    """A table for each subject of which somebody in these columns may anything."""
    anyone = {given for column in columns for given in permissions_of(*column)}
    made = []
    for subject in Subject:
        permissions = sorted(given for given in anyone if subject_of(given) is subject)
        if permissions:
            made.append(f"### {subject.replace('_', ' ').capitalize()}\n\n{table(columns, permissions)}")
    return "\n\n".join(made)


def table(columns: Sequence[Column], permissions: Sequence[Permission]) -> str:
    """A Markdown table, padded to be read as text too: down, what anyone here may; across, who may it."""
    lines = [["Permission", *(f"{role} ({relation})" for role, relation in columns)]]
    lines += [
        [f"`{permission}`", *("yes" if permission in permissions_of(*column) else "-" for column in columns)]
        for permission in permissions
    ]
    widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
    lines.insert(1, ["-" * width for width in widths])
    padded = ([cell.ljust(width) for cell, width in zip(line, widths, strict=True)] for line in lines)
    return "\n".join(f"| {' | '.join(line)} |" for line in padded)


if __name__ == "__main__":
    sys.stdout.write(page())
