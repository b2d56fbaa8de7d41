"""Roles and "who can see this?" over the API: what is told agrees with what those people really get."""

from dataclasses import replace
from itertools import product
from typing import Any

import asyncpg
import pytest

from tandem.casefiles.publishing import Audience
from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit.texts import render
from tandem.notes.commands import write_note
from tandem.organizations.grants import open_bank_grant
from tandem.organizations.models import CaseScope, GrantLevel
from tandem.organizations.roles import commands
from tandem_graphql.ids import global_id
from tandem_graphql.schema import schema
from tandem_policies.commented import key_of, sections
from tandem_policies.enforcer import allows
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation, Role
from tests.api.asking import Answer, ask, context_of
from tests.support.builders import MadeCase, make_case

pytestmark = pytest.mark.usefixtures("served")

LENOIR = cast_id("lenoir")
SUBJECTS = "subjects { granted { permission } withheld { permission } }"
OWN = f"""query ($id: ID!, $who: ID) {{ caseFileAccess(caseFileId: $id, membershipId: $who) {{
    name reaches why {SUBJECTS} }} }}"""
ALL = f"""query ($id: ID!) {{ caseFileAudience(caseFileId: $id) {{
    people {{ membershipId name reaches why {SUBJECTS} }}
    others {{ organization kind role why {SUBJECTS} }}
    banks
}} }}"""
# One field of a case file for each permission to read, and how it is asked.
READ = {
    Permission.CASE_FILE_READ: "reference",
    Permission.CASE_FILE_AMOUNTS_READ: "balance { principal { amount } }",
    Permission.CASE_FILE_IDENTITY_READ: "debtor { name }",
    Permission.CLAIM_READ: "claims { documentNumber }",
    Permission.PARTY_READ: "parties { role }",
    Permission.CONTACT_POINT_READ: "parties { contactPoints { value } }",
    Permission.DOCUMENT_READ: "documents { name }",
    Permission.HOLD_READ: "holds { reason }",
    Permission.DIRECTIVE_READ: "directives { reason }",
    Permission.PAYMENT_READ: "payments { recordedBy }",
    Permission.CONTACT_ATTEMPT_READ: "attempts { state }",
    Permission.EVIDENCE_READ: "evidenceBundles { state }",
    Permission.TIMELINE_READ: "timelineHeights { chain }",
}
RIGHTS = {
    Permission.NOTE_WRITE: "writeNote",
    Permission.CONTACT_ATTEMPT_PLAN: "planContact",
    Permission.DIRECTIVE_ISSUE: "issueDirective",
    Permission.PAYMENT_RECORD: "recordPayment",
    Permission.PAYMENT_REVERSE: "reversePayment",
    Permission.CLAIM_CORRECT: "correctClaim",
    Permission.CLAIM_INTERRUPT: "interruptClaim",
    Permission.EVIDENCE_CREATE: "makeEvidenceBundle",
}


def _id(made: MadeCase) -> str:
    return global_id("CaseFile", made.case_file.id)


def _granted(person: dict[str, Any]) -> set[Permission]:
    return {Permission[one["permission"]] for subject in person["subjects"] for one in subject["granted"]}


async def _gets(person: str, organization: str, case_file: str, selection: str) -> bool:
    answer = await ask(
        person, organization, f"query ($id: ID!) {{ caseFile(id: $id) {{ {selection} }} }}", id=case_file
    )
    return bool(answer.data and answer.data["caseFile"]) and not _masked(answer)


def _masked(answer: Answer) -> bool:
    return "FORBIDDEN" in answer.codes or None in answer.data["caseFile"].values()


@pytest.mark.parametrize(
    ("person", "organization"),
    [
        ("awa", "lenoir"),
        ("marc", "lenoir"),
        ("ines", "lenoir"),
        ("claire", "lenoir"),
        ("helene", "bati-loire"),
        ("lucas", "bati-loire"),
    ],
)
async def test_what_is_told_of_a_person_is_what_they_get(person: str, organization: str) -> None:
    made = await make_case()
    told = (await ask(person, organization, OWN, id=_id(made))).data["caseFileAccess"]
    document = f"query ($id: ID!) {{ caseFile(id: $id) {{ viewerCan {{ {' '.join(RIGHTS.values())} }} }} }}"
    may = (await ask(person, organization, document, id=_id(made))).data["caseFile"]["viewerCan"]

    gets = {permission for permission, field in READ.items() if await _gets(person, organization, _id(made), field)}
    can = {permission for permission, name in RIGHTS.items() if may[name]}

    assert told["reaches"]
    assert gets == _granted(told) & READ.keys()
    assert can == _granted(told) & RIGHTS.keys()


async def test_a_confined_collector_is_told_why_they_see_nothing_and_gets_nothing(served: DatabaseUrls) -> None:
    made = await make_case()
    who = global_id("Membership", cast_id("awa", "lenoir"))
    owner = await _owner(served)
    await owner.execute("UPDATE organizations SET case_scope = 'assigned' WHERE id = $1", LENOIR)
    try:
        told = (await ask("marc", "lenoir", OWN, id=_id(made), who=who)).data["caseFileAccess"]
        listed = (await ask("marc", "lenoir", ALL, id=_id(made))).data["caseFileAudience"]["people"]
        await owner.execute(
            "UPDATE case_files SET assignee_id = $1 WHERE id = $2", cast_id("awa", "lenoir"), made.case_file.id
        )
        assigned = (await ask("marc", "lenoir", OWN, id=_id(made), who=who)).data["caseFileAccess"]
    finally:
        await owner.execute("UPDATE organizations SET case_scope = $2 WHERE id = $1", LENOIR, CaseScope.ALL.value)
        await owner.close()

    assert not told["reaches"]
    assert _granted(told) == set()
    assert "n’accèdent qu’à ce qui leur est affecté" in told["why"][-1]
    assert {one["name"]: one["reaches"] for one in listed}["Awa Diallo"] is False
    assert {one["name"]: one["reaches"] for one in listed}["Claire Mercier"] is True
    assert assigned["reaches"]
    assert Permission.NOTE_WRITE in _granted(assigned)


async def test_a_composed_role_is_told_by_its_name_with_what_it_lacks() -> None:
    made, ines = await make_case(), actor_of_cast("ines")
    role = await commands.compose_role(ines, "Lecture seule", {Permission.CASE_FILE_READ})
    await commands.change_membership_role(ines, cast_id("marc", "lenoir"), composed_role_id=role.id)
    try:
        who = global_id("Membership", cast_id("marc", "lenoir"))
        told = (await ask("ines", "lenoir", OWN, id=_id(made), who=who)).data["caseFileAccess"]
    finally:
        await commands.change_membership_role(ines, cast_id("marc", "lenoir"), role=Role.AGENCY_MANAGER)
        await commands.remove_role(ines, role.id)

    assert "Lecture seule" in told["why"][1]
    assert Permission.CASE_FILE_AMOUNTS_READ in _granted(told)
    assert Permission.NOTE_WRITE not in _granted(told)
    assert Permission.NOTE_READ not in _granted(told)


@pytest.mark.usefixtures("no_grants")
async def test_an_agency_learns_neither_the_clients_people_nor_that_a_bank_was_let_in() -> None:
    made = await make_case()
    await open_bank_grant(
        actor_of_cast("helene"),
        cast_id("lemanique"),
        made.case_file.portfolio_id,
        level=GrantLevel.TOTALS,
        expires_on=None,
    )

    agency = (await ask("ines", "lenoir", ALL, id=_id(made))).data["caseFileAudience"]
    creditor = (await ask("helene", "bati-loire", ALL, id=_id(made))).data["caseFileAudience"]

    assert agency["banks"] == []
    assert {one["organization"] for one in agency["others"]} == {"Bâti-Loire SAS"}
    assert not {"Hélène Roy", "Lucas Bonnet", "Crédit Lémanique"} & set(_texts(agency))
    assert [sentence for sentence in creditor["banks"] if "Crédit Lémanique" in sentence and "Hélène Roy" in sentence]
    assert "Cabinet Lenoir Recouvrement" in {one["organization"] for one in creditor["others"]}
    assert not {"Awa Diallo", "Inès Lenoir"} & set(_texts(creditor))
    assert not _of_creditors_own_side(agency)


async def test_an_entity_is_told_every_group_that_reads_it_and_the_head_those_between() -> None:
    made = await make_case(creditor="clinique", mandate="MR-2026-003")

    entity = (await ask("paul", "clinique", ALL, id=_id(made))).data["caseFileAudience"]
    head = (await ask("agathe", "ligerien", ALL, id=_id(made))).data["caseFileAudience"]
    agency = (await ask("ines", "lenoir", ALL, id=_id(made))).data["caseFileAudience"]

    groups = {"Ligérien Services", "Groupe Ligérien"}
    assert groups <= {one["organization"] for one in entity["others"]}
    assert {"Ligérien Services", "Clinique Saint-Roch"} <= {one["organization"] for one in head["others"]}
    assert not groups & {one["organization"] for one in agency["others"]}


async def test_the_other_sides_own_notes_are_nobodys_but_theirs() -> None:
    made = await make_case()
    await write_note(actor_of_cast("awa"), made.case_file.id, body="Interne.", audience=Audience.OWN_SIDE)

    creditor = (await ask("helene", "bati-loire", ALL, id=_id(made))).data["caseFileAudience"]

    assert all(Permission.TIMELINE_AGENCY_READ not in _granted(one) for one in creditor["people"])
    assert {one["kind"] for one in creditor["others"] if Permission.TIMELINE_AGENCY_READ in _granted(one)} == {"AGENCY"}


@pytest.mark.parametrize(("person", "organization"), [("awa", "lenoir"), ("lucas", "bati-loire")])
async def test_whoever_may_not_ask_about_colleagues_asks_of_oneself_alone(person: str, organization: str) -> None:
    made = await make_case()
    boss = {"lenoir": "marc", "bati-loire": "helene"}[organization]
    other = global_id("Membership", cast_id(boss, organization))

    of_another = await ask(person, organization, OWN, id=_id(made), who=other)
    of_all = await ask(person, organization, ALL, id=_id(made))
    of_oneself = await ask(person, organization, OWN, id=_id(made))

    assert of_another.codes == ["FORBIDDEN"]
    assert of_all.codes == ["FORBIDDEN"]
    assert of_oneself.errors == []


@pytest.mark.parametrize(("person", "organization"), [("sofia", "atlas"), ("nadia", "energie"), ("yann", "lemanique")])
async def test_a_case_file_out_of_reach_tells_nothing_of_who_sees_it(person: str, organization: str) -> None:
    made = await make_case()

    answer = await ask(person, organization, OWN, id=_id(made))

    assert answer.codes == ["NOT_FOUND"]


async def test_somebody_elses_member_is_not_there() -> None:
    made = await make_case()
    lucas = global_id("Membership", cast_id("lucas", "bati-loire"))

    answer = await ask("ines", "lenoir", OWN, id=_id(made), who=lucas)

    assert answer.codes == ["NOT_FOUND"]


async def test_roles_are_composed_changed_and_removed_over_the_api() -> None:
    compose = """mutation ($input: ComposeRoleInput!) { composeRole(input: $input) {
        role { id version permissions viewerCanChange } userErrors { code field message } } }"""
    change = """mutation ($input: ChangeRoleInput!) { changeRole(input: $input) {
        role { version permissions } userErrors { code } } }"""
    remove = "mutation ($input: RemoveRoleInput!) { removeRole(input: $input) { removedId userErrors { code } } }"

    made = await ask("ines", "lenoir", compose, input={"name": "Caisse API", "permissions": ["PAYMENT_RECORD"]})
    role = made.data["composeRole"]["role"]
    again = await ask("ines", "lenoir", compose, input={"name": "Caisse API", "permissions": ["PAYMENT_RECORD"]})
    beyond = await ask("ines", "lenoir", compose, input={"name": "Banque", "permissions": ["BANK_GRANT_CREATE"]})
    changed = await ask(
        "ines",
        "lenoir",
        change,
        input={"roleId": role["id"], "version": 1, "name": "Caisse API", "permissions": ["NOTE_WRITE"]},
    )
    foreign = await ask("helene", "bati-loire", remove, input={"roleId": role["id"]})
    removed = await ask("ines", "lenoir", remove, input={"roleId": role["id"]})

    assert role["viewerCanChange"]
    assert {"PAYMENT_RECORD", "PAYMENT_READ", "CASE_FILE_READ"} <= set(role["permissions"])
    assert again.data["composeRole"]["userErrors"][0]["code"] == "role_name_taken"
    assert beyond.data["composeRole"]["userErrors"][0]["code"] == "above_ceiling"
    assert changed.data["changeRole"]["role"]["version"] == 2
    assert "PAYMENT_RECORD" not in changed.data["changeRole"]["role"]["permissions"]
    assert foreign.data["removeRole"]["userErrors"] == [{"code": "role_not_found"}]
    assert removed.data["removeRole"]["removedId"] == role["id"]


@pytest.mark.parametrize(
    ("person", "organization"), [("ines", "lenoir"), ("claire", "lenoir"), ("helene", "bati-loire")]
)
async def test_the_policy_table_is_told_whole_and_in_words(person: str, organization: str) -> None:
    document = """{ policyTable { columns { role relation permissions }
        subjects { label permissions { permission label meaning } } } }"""

    table = (await ask(person, organization, document)).data["policyTable"]

    told = {one["permission"] for subject in table["subjects"] for one in subject["permissions"]}
    assert told == {permission.name for permission in Permission}
    assert {column["role"] for column in table["columns"]} == {role.name for role in Role}


@pytest.mark.parametrize(("person", "organization"), [("claire", "lenoir"), ("helene", "bati-loire")])
async def test_every_tick_of_the_policy_table_is_the_tables_answer(person: str, organization: str) -> None:
    document = "{ policyTable { columns { role relation permissions } } }"

    columns = (await ask(person, organization, document)).data["policyTable"]["columns"]

    told = {(Role[one["role"]], Relation[one["relation"]]): set(one["permissions"]) for one in columns}
    assert len(told) == len(columns)
    wrong = [
        (role, relation, permission)
        for role, relation, permission in product(Role, Relation, Permission)
        if (permission.name in told.get((role, relation), ()))
        is not allows(role, relation, permission.resource, permission.action)
    ]
    assert wrong == []
    assert sum(map(len, told.values())) > 200


@pytest.mark.parametrize(("person", "organization", "locale"), [("claire", "lenoir", "fr"), ("tom", "atlas", "en")])
async def test_the_policy_table_has_the_headings_of_its_sections(person: str, organization: str, locale: str) -> None:
    document = "{ policyTable { sections { role inherits relations title text } } }"
    who = replace(actor_of_cast(person, organization), role=Role.COMPLIANCE_OFFICER, locale=locale)

    answer = await schema.execute(document, {}, context_of(who))

    assert answer.errors is None
    assert answer.data is not None
    assert answer.data["policyTable"]["sections"] == [
        {
            "role": section.role.name,
            "inherits": section.inherits.name if section.inherits else None,
            "relations": sorted(relation.name for relation in section.relations),
            "title": render(f"policy.{key_of(section)}", locale),
            "text": render(f"policy.{key_of(section)}.means", locale),
        }
        for section in sections()
    ]


@pytest.mark.parametrize(
    ("person", "organization"),
    [("awa", "lenoir"), ("lucas", "bati-loire"), ("yann", "lemanique"), ("omar", "exploitation")],
)
async def test_roles_are_nobodys_business_but_administrators_and_compliance(person: str, organization: str) -> None:
    for document in ("{ roles { withinReach } }", "{ policyTable { columns { role } } }"):
        assert (await ask(person, organization, document)).codes == ["FORBIDDEN"]


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for one in value.values() for text in _texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    return [value] if isinstance(value, str) else []


def _of_creditors_own_side(audience: dict[str, Any]) -> list[str]:
    return [one["name"] for one in audience["people"] if Permission.TIMELINE_CREDITOR_READ in _granted(one)]


async def _owner(urls: DatabaseUrls) -> Any:
    return await asyncpg.connect(urls.owner)
