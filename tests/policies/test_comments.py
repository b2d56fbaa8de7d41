"""The comments of policy.csv go with their lines: into docs/permissions.md, and into words of both languages."""

import re
from pathlib import Path

import pytest

from tandem.kit.texts import render
from tandem_policies.commented import key_of, sections
from tandem_policies.enforcer import TABLE, permissions_of
from tandem_policies.subjects import NOT_BY_TOKEN
from tandem_policies.vocabulary import Role

TEXT = TABLE.read_text()
PAGE = (Path(__file__).parents[2] / "docs" / "permissions.md").read_text()
RULES = re.findall(r"(?m)^p, (\w+), (\w+), ([\w.]+), (\w+)$", TEXT)


def test_every_line_stands_under_one_comment_in_the_order_of_the_table():
    written = [
        (section.role, relation, permission)
        for section in sections()
        for group in section.groups
        for relation, permission in group.lines
    ]

    assert written == [(role, relation, f"{resource}:{action}") for role, relation, resource, action in RULES]


def test_the_head_of_the_table_and_the_page_name_what_a_token_has_not():
    head = TEXT.partition("# -----")[0].partition("(NOT_BY_TOKEN")[2]
    page = PAGE.partition("An API token has")[2].partition("##")[0]

    for told in (head, page):
        assert re.findall(r"[a-z_.]+:[a-z_]+", told) == sorted(NOT_BY_TOKEN)


def test_every_comment_below_the_head_of_the_table_is_read():
    head, _, below = TEXT.partition("# -----")
    commented = re.sub(r"[#\s-]+", " ", " ".join(re.findall(r"(?m)^#.*$", below)))
    told = " ".join(
        " ".join([section.title + ".", section.text, *(group.comment for group in section.groups if group.comment)])
        for section in sections()
    )

    assert re.sub(r"[#\s-]+", " ", told).split() == commented.split()
    assert "with one exception" in head


def test_the_page_carries_headings_comments_and_lines():
    for section in sections():
        _, _, below = PAGE.partition(f"### {section.title}\n")
        below = below.partition("\n### ")[0]
        assert section.text in below
        for group in section.groups:
            lines = "\n".join(f"- `{permission}` ({relation})" for relation, permission in group.lines)
            assert "\n\n".join(part for part in (group.comment, lines) if part) in below


def test_each_role_has_its_section_and_inherits_what_it_says():
    assert {section.role for section in sections() if not section.is_of_groups} == set(Role)
    for section in sections():
        for relation in section.relations if section.inherits else ():
            assert permissions_of(section.inherits, relation) <= permissions_of(section.role, relation)


@pytest.mark.parametrize("section", sections(), ids=key_of)
def test_a_heading_is_said_in_both_languages_in_the_tables_own_words(section):
    key = f"policy.{key_of(section)}"

    assert (render(key, "en"), render(f"{key}.means", "en")) == (section.title, section.text)
    assert render(key, "fr") not in ("", key, section.title)
    assert render(f"{key}.means", "fr") not in ("", f"{key}.means", section.text)
