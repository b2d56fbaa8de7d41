"""The table of states: what the page says is what the code allows, and a provider's words never step back."""

import itertools
import re
from pathlib import Path

import pytest

from tandem.contacts.models import AttemptState, Channel
from tandem.contacts.transitions import ENDED, NEXT, is_news, was_dialled

PAGE = (Path(__file__).parents[3] / "docs" / "domain.md").read_text()
SECTION = PAGE.partition("### Contact attempt:")[2].partition("\n###")[0]
ROWS = re.findall(r"^\| `(\w+)` \|.*\| ([^|]+) \|$", SECTION, flags=re.MULTILINE)


@pytest.mark.parametrize(("state", "may_become"), ROWS, ids=[state for state, _ in ROWS])
def test_the_page_and_the_table_say_the_same(state: str, may_become: str):
    assert set(re.findall(r"`(\w+)`", may_become)) == NEXT[AttemptState(state)]


def test_every_state_has_its_row():
    assert set(NEXT) == set(AttemptState)


def test_nothing_leaves_an_end_but_for_what_providers_prove_later():
    moves = {(state, after) for state in ENDED for after in NEXT[state]}

    assert moves == {
        (AttemptState.BLOCKED, AttemptState.ACCEPTED),
        (AttemptState.DELIVERED, AttemptState.FAILED),
        (AttemptState.FAILED, AttemptState.NEEDS_PERSON),
    }


@pytest.mark.parametrize("words", list(itertools.permutations(["queued", "sent", "delivered", "read"])))
def test_of_any_order_of_words_the_farthest_is_kept(words: tuple[str, ...]):
    known: str | None = None
    for word in words:
        known = word if is_news(Channel.SMS, known, word) else known

    assert known == "read"


@pytest.mark.parametrize(
    ("word", "dialled"),
    [(None, False), ("queued", False), ("bridging", True), ("no-answer", True), ("completed", True), ("202", False)],
)
def test_the_debtor_was_dialled_from_bridging_on(word: str | None, dialled: bool):
    assert was_dialled(word) is dialled
