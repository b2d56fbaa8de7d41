"""policy.csv as a text: complete, free of slips that Casbin would swallow, and in step with the enum."""

import re
from collections import Counter
from pathlib import Path

import pytest

from tandem_policies.enforcer import MODEL, TABLE, UnknownWord, allows, compiled, load, permissions_of
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation, Resource, Role

LINES = [line.split(", ") for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
RULES = [
    (role, relation, f"{resource}:{action}")
    for _, role, relation, resource, action in (line for line in LINES if line[0] == "p")
]


def test_every_line_is_a_comment_a_rule_or_an_inheritance():
    # Casbin drops a line with an unknown first word without complaint.
    shapes = {(line[0], len(line)) for line in LINES}

    assert shapes == {("p", 5), ("g", 3)}


def test_no_line_is_written_twice():
    assert [line for line, times in Counter(map(tuple, LINES)).items() if times > 1] == []


def test_table_and_enum_name_exactly_the_same_permissions():
    assert {permission for _, _, permission in RULES} == set(Permission)


def test_every_resource_and_role_of_the_vocabulary_is_in_the_table():
    assert {permission.resource for permission in Permission} == set(Resource)
    assert {role for role, _, _ in RULES} == set(Role)


def test_every_relation_but_none_is_in_the_table():
    assert {relation for _, relation, _ in RULES} == set(Relation) - {Relation.NONE}


def test_permissions_are_named_after_their_value_in_alphabetical_order():
    names = [permission.name for permission in Permission]

    assert names == [re.sub(r"[.:]", "_", permission).upper() for permission in Permission]
    assert names == sorted(names)


def test_a_role_repeats_nothing_that_it_inherits():
    parents = {role: parent for line in LINES if line[0] == "g" for _, role, parent in [line]}
    inherited = [
        (role, relation, permission)
        for role, relation, permission in RULES
        if role in parents and permission in permissions_of(parents[role], relation)
    ]

    assert inherited == []


def test_a_group_of_fields_belongs_to_a_resource():
    groups = [resource for resource in Resource if "." in resource]

    assert [group for group in groups if group.partition(".")[0] not in set(Resource)] == []


@pytest.mark.parametrize("resource", Resource)
def test_each_resource_is_out_of_reach_for_some_role(resource):
    everyone = {
        permission
        for permission in Permission
        if permission.resource is resource
        and all(any(permission in permissions_of(role, relation) for relation in Relation) for role in Role)
    }

    # The exception that the head of the table states: every role may read organizations, and not every one change them.
    assert everyone == ({Permission.ORGANIZATION_READ} if resource is Resource.ORGANIZATION else set())


def test_nothing_is_allowed_on_a_row_that_stands_in_no_relation():
    assert [permissions_of(role, Relation.NONE) for role in Role] == [frozenset()] * len(Role)


@pytest.mark.parametrize(
    ("case", "line", "word"),
    [
        ("role", "p, colector, agency, case_file, read", "colector"),
        ("relation", "p, collector, agence, case_file, read", "agence"),
        ("resource", "p, collector, agency, casefile, read", "casefile:read"),
        ("action", "p, collector, agency, case_file, raed", "case_file:raed"),
        ("inheriting role", "g, agency_boss, collector", "agency_boss"),
        ("inherited role", "g, agency_manager, colector", "colector"),
    ],
)
def test_a_table_with_a_misspelt_word_is_not_loaded(tmp_path: Path, case, line, word):
    table = tmp_path / "policy.csv"
    table.write_text(f"p, collector, agency, case_file, read\n{line}\n")

    with pytest.raises(UnknownWord) as refused:
        compiled(load(MODEL, table))

    assert refused.value.words == (word,)


@pytest.mark.parametrize(
    "question",
    [
        ("colector", "agency", "case_file", "read"),
        ("collector", "agence", "case_file", "read"),
        ("collector", "agency", "casefile", "read"),
        ("collector", "agency", "case_file", "raed"),
        ("collector", "agency", "hold", "accept"),
    ],
)
def test_a_misspelt_question_is_a_bug_and_not_a_refusal(question):
    with pytest.raises(UnknownWord) as refused:
        allows(*question)

    assert refused.value.words == question
