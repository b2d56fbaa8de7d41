"""Who asks: every side and role of the cast, in both languages, confined, composed, a group, and who sees no row."""

from dataclasses import replace

from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import permissions
from tandem.organizations.models import CaseScope
from tandem_policies.enforcer import Rule
from tandem_policies.vocabulary import Relation, Resource
from tests.api.lookahead.rows import TEAM

# Nobody's case file in this test is anybody's to see through these.
WITHOUT_ROWS = frozenset({"yann", "omar", "tom", "in_no_team"})
_CAST = {
    "awa": "lenoir",
    "marc": "lenoir",
    "ines": "lenoir",
    "claire": "lenoir",  # compliance officer
    "helene": "bati-loire",
    "lucas": "bati-loire",
    "yann": "lemanique",
    "omar": "exploitation",
    "tom": "atlas",
}
# What is null rather than refused, taken away.
_MASKED = {
    Resource.OPT_OUT,
    Resource.CONTACT_ATTEMPT_CONTENT,
    Resource.CASE_FILE_IDENTITY,
    Resource.CASE_FILE_ASSIGNMENT,
    Resource.EVIDENCE,
}
# What cannot be null, taken away: a document that asks for it is refused, whoever is asked ahead.
_REFUSED = {Resource.CASE_FILE_AMOUNTS, Resource.CONTACT_POINT, Resource.NOTE}


def _readers() -> dict[str, Actor]:
    cast = {name: actor_of_cast(name, organization) for name, organization in _CAST.items()}
    awa, helene = cast["awa"], cast["helene"]
    group = replace(actor_of_cast("chloe", "logistique"), entity_ids=(cast_id("bati-loire"),))
    return cast | {
        "english": replace(awa, locale="en"),
        "english_creditor": replace(helene, locale="en"),
        "composed": _composed(awa, _MASKED),
        "composed_to_less": _composed(cast["ines"], _REFUSED),
        "composed_creditor": _composed(helene, {Resource.PORTFOLIO, Resource.CONTACT_ATTEMPT_CONTENT}),
        "in_team": replace(awa, case_scope=CaseScope.TEAM, team_ids=(TEAM,)),
        "in_no_team": replace(cast["marc"], case_scope=CaseScope.TEAM, membership_id=cast_id("nobody"), team_ids=()),
        "assigned": replace(awa, case_scope=CaseScope.ASSIGNED, team_ids=(TEAM,)),
        "assigned_composed": replace(_composed(awa, _MASKED), case_scope=CaseScope.ASSIGNED),
        "group": group,
        "english_group": replace(group, locale="en"),
    }


def _composed(actor: Actor, hidden: set[Resource]) -> Actor:
    rules = {
        Rule(relation, one)
        for relation in Relation
        for one in permissions(actor, relation)
        if one.resource not in hidden
    }
    return replace(actor, role_name="Lecture", rules=frozenset(rules))


READERS = _readers()
