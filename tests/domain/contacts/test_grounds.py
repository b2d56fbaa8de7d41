"""Every reason that a screen can show names its rule, or is known to refuse nothing."""

import pytest

from tandem.contacts.gate import ReasonCode
from tandem.contacts.grounds import RULES, Ground
from tandem.contacts.obstacles import Obstacle
from tandem.contacts.spoken import source_of
from tandem.contacts.states import reason
from tandem.kit import texts

_PREFIX = "reason."
# What the worklist says of a case file's place in the queue: it refuses nothing, and has sentences of its own.
_OF_QUEUE = "WORK_"
_OF_LAW = "_OF_LAW"
SPOKEN = sorted(
    {
        name.removeprefix(_PREFIX).removesuffix(_OF_LAW)
        for name in texts.catalogue("en")
        if name.startswith(_PREFIX) and not name.startswith(_PREFIX + _OF_QUEUE)
    }
)
OURS = [code for code in SPOKEN if code not in set(ReasonCode)]
REFUSALS = sorted(code for code, rule in RULES.items() if rule.ground is not Ground.FACT)


def test_every_reason_that_has_a_sentence_is_the_gates_or_has_its_ground() -> None:
    """Add a new code to `grounds.RULES`: with its rule, or as a fact that refuses nothing."""
    assert set(OURS) == set(RULES)


def test_whatever_stands_in_the_way_beside_the_gate_is_a_refusal() -> None:
    assert {code.value for code in Obstacle} <= set(REFUSALS)


@pytest.mark.parametrize("code", REFUSALS)
def test_a_refusal_is_told_with_its_source_in_either_language(code: str) -> None:
    told = {language: source_of(reason(code), language) for language in texts.LOCALES}

    assert all(told.values())
    documented = RULES[code].source is not None
    assert (len(set(told.values())) == 1) is documented


@pytest.mark.parametrize("code", sorted(code for code, rule in RULES.items() if rule.ground is Ground.LAW))
def test_a_refusal_by_law_names_its_article(code: str) -> None:
    source = RULES[code].source

    assert source
    assert any(sign.isdigit() for sign in source)


@pytest.mark.parametrize("code", ["OUTCOME_UNKNOWN", "COLLECTOR_NOT_REACHED", "LIMIT_REACHED", "NOT_NOW"])
def test_what_refuses_nothing_and_what_stands_for_a_hidden_rule_have_no_source(code: str) -> None:
    assert source_of(reason(code), "en") is None


def test_a_reason_of_the_gate_keeps_the_source_of_its_row() -> None:
    kept = {"code": "SENDER_RESERVED", "source": "ARCEP 2022-1583, art. 2", "args": {}}

    assert source_of(kept, "fr") == "ARCEP 2022-1583, art. 2"
    assert source_of(reason("SENDER_RESERVED"), "fr") == "ARCEP 2022-1583"
