"""Answers of the policy table at the price of a look-up.

Casbin is the authority and too slow to ask per field, so its own implicit-permission API is asked once, when this
module is imported, and the answers are kept. A table with a misspelt word stops the process at its start.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, TypeVar

from casbin import Enforcer

from tandem_policies.permission import Permission
from tandem_policies.subjects import NEVER_WITHOUT
from tandem_policies.vocabulary import Relation, Role

MODEL = Path(__file__).with_name("model.conf")
TABLE = Path(__file__).with_name("policy.csv")

Word = TypeVar("Word", Role, Relation, Permission)


class UnknownWord(ValueError):
    """A role, relation, resource or action that the policy table has no word for: a bug of the asker, not a refusal."""

    def __init__(self, *words: str) -> None:
        super().__init__(f"the policy table knows no such thing: {', '.join(words)}")
        self.words = words


class Rule(NamedTuple):
    """What a role may do to rows that its organization stands in this relation to."""

    relation: Relation
    permission: Permission


def allows(role: str, relation: str, resource: str, action: str) -> bool:
    """Whether the table allows it. Raises UnknownWord instead of refusing what is misspelt."""
    try:
        return _DECISIONS[role, relation, resource, action]
    except KeyError:
        raise UnknownWord(role, relation, resource, action) from None


def permissions_of(role: str, relation: str) -> frozenset[Permission]:
    """All that the role may do in this relation, inherited roles included. Raises UnknownWord."""
    try:
        return _PERMISSIONS[role, relation]
    except KeyError:
        raise UnknownWord(role, relation) from None


@lru_cache(10_000)
def permissions_within(rules: frozenset[Rule], relation: Relation) -> frozenset[Permission]:
    """All that a composed role may do in this relation."""
    return frozenset(rule.permission for rule in rules if rule.relation is relation)


@lru_cache(10_000)
def class_of(permissions: frozenset[Permission]) -> str:
    """A key for what is prepared per set of permissions, such as query plans.

    Equal for two roles exactly when they may do the same, and different after a change of the table that
    touches the role, in every process that loaded it.
    """
    return sha256(" ".join(sorted(permissions)).encode()).hexdigest()[:16]


def composed(rules: Iterable[tuple[str, str]], ceiling_roles: Iterable[str]) -> frozenset[Rule]:
    """The rules of a role that an organization composed: its (relation, permission) pairs, cut to the ceiling.

    The ceiling is all that the given built-in roles may do together. A rule above it, of a word that a release took
    away, or that lacks what nobody has it without, is dropped without an error: a release must not break the roles
    composed before.
    """
    below = {(rule.relation.value, rule.permission.value): rule for rule in ceiling_of(ceiling_roles)}
    kept = frozenset(below[pair] for pair in rules if pair in below)
    return frozenset(
        rule
        for rule in kept
        if all(Rule(rule.relation, other) in kept for other in NEVER_WITHOUT.get(rule.permission, ()))
    )


def ceiling_of(roles: Iterable[str]) -> frozenset[Rule]:
    """All that the given built-in roles may do together."""
    return frozenset(
        Rule(relation, permission)
        for role in roles
        for relation in Relation
        for permission in permissions_of(role, relation)
    )


def load(model: Path, table: Path) -> Enforcer:
    """Casbin itself over these two files."""
    return Enforcer(str(model), str(table))


def compiled(authority: Enforcer) -> Mapping[tuple[str, str], frozenset[Permission]]:
    """All that each role may do in each relation, by Casbin's own reading. Raises UnknownWord for a misspelt table."""
    for role in {line[0] for line in authority.get_policy()}.union(*authority.get_grouping_policy()):
        _word(Role, role)  # Casbin would keep the lines of a misspelt role and give them to nobody
    answers: dict[tuple[str, str], set[Permission]] = {
        (role.value, relation.value): set() for role in Role for relation in Relation
    }
    for role in Role:
        for _, relation, resource, action in authority.get_implicit_permissions_for_user(role.value):
            rule = _rule(relation, f"{resource}:{action}")
            answers[role.value, rule.relation.value].add(rule.permission)
    return {key: frozenset(permissions) for key, permissions in answers.items()}


def _rule(relation: str, permission: str) -> Rule:
    return Rule(_word(Relation, relation), _word(Permission, permission))


def _word(vocabulary: type[Word], word: str) -> Word:
    try:
        return vocabulary(word)
    except ValueError:
        raise UnknownWord(word) from None


_PERMISSIONS = compiled(load(MODEL, TABLE))
_DECISIONS = {
    (role, relation, permission.resource.value, permission.action): permission in permissions
    for (role, relation), permissions in _PERMISSIONS.items()
    for permission in Permission
}
