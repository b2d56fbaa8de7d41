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
ENDS = ("delivered", "undelivered", "failed", "canceled")


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
        (AttemptState.FAILED, AttemptState.DELIVERED),
    }


# In the order of the notes on compliance, §4: accepted < scheduled < queued < sending < sent < an end < read. What a
# mail server or a reader adds: deferred before the end; after reading a click, then a refusal. Of a call: queued <
# initiated < ringing < not answered < in-progress < completed, since who picked up did, whatever else is told.
FAMILIES = [
    *((Channel.SMS, ("accepted", "scheduled", "queued", "sending", "sent", end)) for end in ENDS),
    (Channel.SMS, ("queued", "sending", "sent", "delivered", "undelivered", "read")),
    (Channel.SMS, ("sending", "sent", "canceled", "failed", "undelivered", "read")),
    (Channel.EMAIL, ("queued", "deferred", "delivered", "failed", "undelivered")),
    (Channel.EMAIL, ("queued", "delivered", "read", "clicked", "unsubscribed", "complained")),
    (Channel.VOICE, ("queued", "bridging", "initiated", "ringing", "in-progress", "completed")),
    *((Channel.VOICE, ("queued", "initiated", "ringing", end)) for end in ("busy", "no-answer", "failed", "canceled")),
    (Channel.VOICE, ("canceled", "failed", "busy", "no-answer", "in-progress", "completed")),
]


@pytest.mark.parametrize(
    ("channel", "family"), FAMILIES, ids=lambda one: one if isinstance(one, str) else "-".join(one)
)
def test_of_any_order_of_words_the_farthest_is_kept(channel: Channel, family: tuple[str, ...]):
    for words in itertools.permutations(family):
        known: str | None = None
        for word in words:
            known = word if is_news(channel, known, word) else known

        assert known == family[-1], words


@pytest.mark.parametrize(
    ("word", "dialled"),
    [(None, False), ("queued", False), ("bridging", True), ("no-answer", True), ("completed", True), ("202", False)],
)
def test_the_debtor_was_dialled_from_bridging_on(word: str | None, dialled: bool):
    assert was_dialled(word) is dialled
