"""A kind of event is whole: fields, audience, sentences, GraphQL type, row, and a reason for what is public."""

from collections.abc import Callable
from dataclasses import dataclass, field, make_dataclass
from decimal import Decimal
from typing import Any

import pytest
import strawberry

from tandem.kit import texts
from tandem.kit.money import Money
from tandem.timeline import Chain, EventData, EventGroup, event, sealed
from tandem.timeline.events import KINDS
from tandem.timeline.kinds import every_kind
from tandem.timeline.kinds_page import page
from tandem.timeline.sentences import public_types
from tandem_graphql.timeline import EVENT_TYPES
from tests.house.kinds import ROOT, lacks, reviewed_fields, rows_of_the_web_app


@pytest.mark.parametrize("kind", sorted(every_kind()))
def test_a_kind_is_whole(kind: str) -> None:
    assert lacks(kind, rows_of_the_web_app(), reviewed_fields()) == []


def test_the_review_names_no_field_that_is_gone() -> None:
    public = {f"{kind}.{name}" for kind in every_kind() for name in public_types(kind)}

    assert sorted(set(reviewed_fields()) - public) == []


def test_the_page_of_kinds_is_the_one_that_the_declarations_make() -> None:
    written = (ROOT / "docs" / "subsystems" / "events.md").read_text(encoding="utf-8")

    assert page() == written, "run: python -m tandem.timeline.kinds_page > docs/subsystems/events.md"


def test_a_kind_without_chains_is_refused() -> None:
    with pytest.raises(ValueError, match="needs chains"):
        event("boat_sunk", chains=(), group=EventGroup.STEPS)


def test_a_milestone_that_both_parties_do_not_see_is_refused() -> None:
    with pytest.raises(ValueError, match="a milestone the chain of both parties"):
        event("boat_sunk", chains=(Chain.AGENCY,), group=EventGroup.STEPS, milestone=True)


@dataclass
class Plan:
    """A whole kind before it is declared; a case takes one thing away."""

    fields: list[Any] = field(default_factory=lambda: [("amount", Money), ("insured", bool), ("owner", str, sealed())])
    worded_by: tuple[str, ...] = ()
    english: dict[str, str] = field(default_factory=lambda: {"": "Boat of {amount} sunk"})
    french: dict[str, str] = field(default_factory=lambda: {"": "Bateau de {amount} coulé"})
    type_name: str | None = "BoatSunk"
    owner_type: Any = str | None
    reviewed: set[str] = field(default_factory=lambda: {"amount", "insured"})


def _whole(plan: Plan) -> None:
    """Nothing is taken away."""


def _without_french(plan: Plan) -> None:
    plan.french.clear()


def _without_texts(plan: Plan) -> None:
    plan.english.clear()
    plan.french.clear()


def _telling_the_sealed(plan: Plan) -> None:
    plan.english[""] = plan.french[""] = "Boat of {owner}"


def _telling_less_in_french(plan: Plan) -> None:
    plan.french[""] = "Bateau coulé"


def _telling_a_yes_or_no(plan: Plan) -> None:
    plan.english[""] = plan.french[""] = "{insured}"


def _without_a_variant(plan: Plan) -> None:
    plan.worded_by = ("insured",)
    plan.english, plan.french = {".yes": "Insured boat sunk"}, {".yes": "Bateau assuré coulé"}


def _with_a_text_never_said(plan: Plan) -> None:
    plan.english[".yes"], plan.french[".yes"] = "Insured boat sunk", "Bateau assuré coulé"


def _with_a_type_unknown(plan: Plan) -> None:
    plan.fields.append(("depth", Decimal, sealed()))


def _with_a_field_unreviewed(plan: Plan) -> None:
    plan.reviewed.remove("insured")


def _without_a_type(plan: Plan) -> None:
    plan.type_name = None


def _without_a_row(plan: Plan) -> None:
    plan.type_name = "BoatLost"


def _with_a_sealed_field_never_null(plan: Plan) -> None:
    plan.owner_type = str


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (_whole, None),
        (_without_french, "only one language has event.{kind}"),
        (_without_texts, "fr: no sentence: 'event.{kind} has no text for () in fr'"),
        (_telling_the_sealed, "event.{kind} names owner, which is no public field"),
        (_telling_less_in_french, "the languages of event.{kind} do not name the same fields"),
        (_telling_a_yes_or_no, "en: no sentence: True has no place in a sentence"),
        (_without_a_variant, "en: no sentence: \"event.{kind} has no text for ('no',) in en\""),
        (_with_a_text_never_said, "fr: never said: event.{kind}.yes"),
        (_with_a_type_unknown, "the encoder does not know the type of depth"),
        (_with_a_field_unreviewed, "nobody reviewed why insured is public"),
        (_without_a_type, "it has no GraphQL type"),
        (_without_a_row, "the web app has no row for BoatLost"),
        (_with_a_sealed_field_never_null, "owner cannot be null once the person is erased"),
    ],
    ids=lambda value: getattr(value, "__name__", "") or "",
)
def test_what_a_kind_lacks_is_named(
    monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Plan], None], found: str | None
) -> None:
    # A kind of its own for each case: texts are looked up once.
    kind = f"boat_sunk{spoil.__name__}"
    plan = Plan()
    spoil(plan)
    _declare(monkeypatch, kind, plan)
    reviewed = {f"{kind}.{name}": "a test" for name in plan.reviewed}

    problems = lacks(kind, frozenset({"BoatSunk"}), reviewed)

    if found is None:
        assert problems == []
    else:
        assert found.replace("{kind}", kind) in problems


def _declare(monkeypatch: pytest.MonkeyPatch, kind: str, plan: Plan) -> None:
    made = make_dataclass("BoatSunk", plan.fields, bases=(EventData,), frozen=True)
    event(kind, chains=(Chain.PARTIES,), group=EventGroup.STEPS, worded_by=plan.worded_by)(made)
    monkeypatch.setitem(KINDS, kind, KINDS.pop(kind))  # taken out again when the test ends
    if plan.type_name:
        shown = strawberry.type(make_dataclass(plan.type_name, [("owner", plan.owner_type)]))
        monkeypatch.setitem(EVENT_TYPES, kind, shown)
    for language, said in (("en", plan.english), ("fr", plan.french)):
        for key, text in said.items():
            monkeypatch.setitem(texts.catalogue(language), f"event.{kind}{key}", text)
