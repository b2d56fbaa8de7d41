"""Whoever stores files or words that could matter to a judge has said how they are shown."""

import pytest
from tortoise import Tortoise

from tandem.casefiles.exhibits import SOURCES, every_source, exhibits

# Why a table with files or words of people is no exhibit.
NOT_SHOWN = {
    "evidence_bundles": "the bundle itself",
    "directives": "between the creditor and its agency; that one was given, and what it stops, is in the chronology",
    "holds": "its reason is the directive's; that it was put and lifted is in the chronology",
    "template_versions": "an agency's texts before they are anybody's message; each message is shown as it left",
}
_FILES_OR_WORDS = {"storage_key", "body", "html", "sent_copy", "payload", "comment", "reason", "pdf_key"}
_OURS = {"outbox", "idempotency_keys"}


@pytest.mark.usefixtures("worker")
async def test_every_table_with_files_or_words_is_an_exhibit_or_says_why_not() -> None:
    covered = {table for known in every_source() for table in known.covers}
    assert Tortoise.apps is not None
    keeping = {
        str(model._meta.db_table)
        for model in Tortoise.apps["tandem"].values()
        if _FILES_OR_WORDS & set(model._meta.fields_map)
    }

    assert keeping - covered - set(NOT_SHOWN) - _OURS == set()
    assert set(NOT_SHOWN) - (keeping - covered) == set()
    assert {"documents", "contact_attempts", "provider_events", "notes", "payments"} <= covered


def test_sources_stand_in_one_order() -> None:
    orders = [known.order for known in every_source()]

    assert orders == sorted(set(orders))


def test_two_sources_of_one_order_are_refused() -> None:
    with pytest.raises(ValueError, match="two sources of exhibits have the order 10"):
        exhibits(10, covers=())(every_source()[0].source)

    assert len([known for known in SOURCES if known.order == 10]) == 1
