"""A person is erased: nothing of them is left anywhere, nothing of anybody else is missing, the chains hold."""

import structlog

from tests.domain.placements_db.road import Road
from tests.domain.privacy.people import (
    ADA,
    BOB,
    PHONES,
    People,
    asked,
    everything_in,
    places_of,
)


async def test_no_column_holds_a_word_of_an_erased_person_and_the_other_keeps_all(road: Road, people: People) -> None:
    before = await everything_in(road)

    with structlog.testing.capture_logs() as logs:
        await asked(road, people.ada)
    after = await everything_in(road)
    for word in (ADA, "REF-ADA-77", PHONES[ADA], PHONES[ADA][1:], f"{ADA}@client.example"):
        assert len(places_of(word, before)) > 0, word
        assert places_of(word, after) == [], word
        assert word not in str(logs)
    for word in (BOB, "REF-BOB-88", PHONES[BOB]):
        assert after.lower().count(word.lower()) >= before.lower().count(word.lower()) - examples(word, before), word
    assert await road.faults() == []


def examples(word: str, text: str) -> int:
    """How often a word stands beside the columns of a batch: those examples are any debtor's, and go with the first."""
    batches = next(part for part in text.split("\n[") if part.startswith("placement_batches]"))
    return batches.lower().count(word.lower())
