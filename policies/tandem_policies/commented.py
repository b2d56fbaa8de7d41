"""The policy table as it is written for people: its sections, and within them the comments and what they stand above.

Only the comments are read here. Who may do what is Casbin's reading of the same file (`enforcer`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tandem_policies.enforcer import TABLE
from tandem_policies.vocabulary import Relation, Role

# A heading stands between two lines of dashes: "Agency: collector. Works cases: ..."
_HEADING = re.compile(r"^# -{20,}\n((?:#.*\n)+?)# -{20,}\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of the table that stand together: why (empty where nothing is said), and `(relation, permission)` each."""

    comment: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """What one role is given: `title` is up to the heading's first full stop, `text` what follows."""

    title: str
    text: str
    role: Role
    inherits: Role | None
    groups: tuple[Group, ...]

    @property
    def relations(self) -> frozenset[Relation]:
        """The relations that its lines name."""
        return frozenset(Relation(relation) for group in self.groups for relation, _ in group.lines)

    @property
    def is_of_groups(self) -> bool:
        """Whether it is about reading below a group; the role itself has a section of its own."""
        return self.relations == {Relation.GROUP}


def sections(table: Path = TABLE) -> tuple[Section, ...]:
    """Every section in the order of the file."""
    _, *parts = _HEADING.split(table.read_text())
    return tuple(_section(_words(heading), body) for heading, body in zip(parts[::2], parts[1::2], strict=True))


def key_of(section: Section) -> str:
    """The name under which its title and text are kept in every language."""
    return "group" if section.is_of_groups else section.role.value


def _section(heading: str, body: str) -> Section:
    title, _, text = heading.partition(". ")
    blocks = [block.splitlines() for block in re.split(r"\n\s*\n", body.strip())]
    rules = [line.split(", ") for block in blocks for line in block if not line.startswith("#")]
    (role,) = {rule[1] for rule in rules}
    inherited = [rule[2] for rule in rules if rule[0] == "g"]
    return Section(title, text, Role(role), Role(inherited[0]) if inherited else None, tuple(_groups(blocks)))


def _groups(blocks: list[list[str]]) -> Iterator[Group]:
    for block in blocks:
        comment = _words("\n".join(line for line in block if line.startswith("#")))
        rules = [line.split(", ") for line in block if line.startswith("p, ")]
        lines = tuple((relation, f"{resource}:{action}") for _, _, relation, resource, action in rules)
        if comment or lines:
            yield Group(comment, lines)


def _words(comment: str) -> str:
    return " ".join(line.removeprefix("#").strip() for line in comment.splitlines()).strip()
