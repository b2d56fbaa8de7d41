"""Time passes: what nothing justifies any more goes by itself, on the road of every erasure."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest

from tandem.casefiles import storage
from tandem.kit import clock, database
from tandem.placements.corrections import correction_file_of
from tandem.privacy import rounds
from tandem.privacy.commands import place_legal_hold, set_retention
from tandem.privacy.errors import RetentionOutOfBounds
from tandem.privacy.personal_data import Kept
from tandem.privacy.queries import due_soon
from tandem.privacy.rounds import Round, retention_round
from tandem.privacy.rules import rule_of, rules
from tests.domain.placements_db.road import Road, csv_of
from tests.domain.privacy.people import ADA, BOB, HELENE, INES, People, everything_in, places_of, rows_of

FIVE_YEARS = timedelta(days=5 * 366)


@contextmanager
def later(distance: timedelta) -> Iterator[None]:
    """As TANDEM_CLOCK does."""
    before = clock.shift()
    clock.configure(before + distance)
    try:
        yield
    finally:
        clock.configure(before)


async def a_round(road: Road) -> Round:
    async with road.as_worker():
        done = await retention_round()
    await road.work()
    return done


async def test_five_years_after_closing_people_are_erased_and_not_before(road: Road, people: People) -> None:
    with later(timedelta(days=5 * 365 - 30)):
        assert (await a_round(road)).people == 0
        assert {person.debtor_name for person in await due_soon(INES)} == {ADA, BOB}
        assert {person.debtor_name for person in await due_soon(HELENE)} == {ADA, BOB}

    with later(FIVE_YEARS):
        assert (await a_round(road)).people == 2
        assert (await a_round(road)).people == 0

    text = await everything_in(road)
    assert places_of(ADA, text) == places_of(BOB, text) == []
    grounds = await road.owner.fetch("SELECT DISTINCT ground, requested_by FROM erasures")
    assert [tuple(row) for row in grounds] == [("retention", None)]
    assert await road.faults() == []


async def test_a_legal_hold_keeps_what_is_due(road: Road, people: People) -> None:
    await place_legal_hold(HELENE, people.ada.debtor_id, reason="a lawsuit")

    with later(FIVE_YEARS):
        assert (await a_round(road)).people == 1
        (held,) = await due_soon(INES)

    assert (held.debtor_name, held.is_held) == (ADA, True)
    assert places_of(BOB, await everything_in(road)) == []


@pytest.mark.parametrize("kept_by", ["a legal hold", "a message on its way"])
async def test_nobody_waits_behind_somebody_who_cannot_be_erased_yet(
    kept_by: str, road: Road, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "AT_ONCE", 1)
    await road.owner.execute(
        "UPDATE case_files SET closed_at = closed_at - interval '10 days', placed_at = placed_at - interval '20 days', "
        "accepted_at = accepted_at - interval '15 days' WHERE id = $1",
        people.ada.id,
    )
    if kept_by == "a legal hold":
        await place_legal_hold(HELENE, people.ada.debtor_id, reason="a lawsuit")
    with later(FIVE_YEARS):
        if kept_by == "a message on its way":
            await road.owner.execute(
                "UPDATE contact_attempts SET state = 'accepted', sending_at = $2 WHERE case_file_id = $1",
                people.ada.id,
                clock.now(),
            )
        assert (await a_round(road)).people == 1

    text = await everything_in(road)
    assert places_of(BOB, text) == []
    assert len(places_of(ADA, text)) > 5


async def test_an_agency_may_keep_it_shorter_within_the_bounds(road: Road, people: People) -> None:
    await set_retention(INES, Kept.CASE, months=12)

    with pytest.raises(RetentionOutOfBounds) as refused:
        await set_retention(INES, Kept.CASE, months=6)
    with later(timedelta(days=370)):
        assert (await a_round(road)).people == 2

    assert refused.value.message("en") == "Choose between 12 and 120 months."


async def test_accounts_leave_no_choice(road: Road) -> None:
    with pytest.raises(RetentionOutOfBounds):
        await set_retention(INES, Kept.ACCOUNTING, months=60)


async def test_a_year_after_acceptance_the_uploaded_file_is_gone_and_the_case_files_stay(
    road: Road, people: People
) -> None:
    key = await road.owner.fetchval("SELECT storage_key FROM uploads")

    with later(timedelta(days=400)):
        done = await a_round(road)

    assert done.files == 1
    with pytest.raises(storage.StoredFileMissing):
        await storage.get(key)
    assert await road.count("placement_rows") == 0
    assert await road.count("case_files", "erased_at IS NULL") == 2


async def test_a_file_that_carries_two_batches_stays_as_long_as_either_needs_it(road: Road, people: People) -> None:
    key = await road.owner.fetchval("SELECT storage_key FROM uploads")
    await road.owner.execute("DROP INDEX one_batch_an_upload")
    await road.owner.execute(
        "INSERT INTO placement_batches SELECT (jsonb_populate_record(b, jsonb_build_object("
        "'id', gen_random_uuid(), 'reference', 'P-2', 'state', 'abandoned', 'accepted_at', null))).* "
        "FROM placement_batches b"
    )

    with later(timedelta(days=120)):
        assert (await a_round(road)).files == 0
    assert len(await storage.get(key)) > 0
    with later(timedelta(days=400)):
        assert (await a_round(road)).files == 1
    assert await road.count("placement_rows") == 0


async def test_a_file_that_is_confirmed_while_the_round_runs_stays(
    road: Road, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = await road.checked(csv_of(*rows_of(ADA, "REF-ADA-77")[:1]))
    key = await road.owner.fetchval("SELECT storage_key FROM uploads WHERE id = $1", batch.upload_id)
    rows = database.rows

    async def confirmed_meanwhile(sql: str, *args: Any) -> list[dict[str, Any]]:
        found = await rows(sql, *args)
        if "LIMIT 200" in sql and found:
            await road.owner.execute("UPDATE placement_batches SET state = 'submitted' WHERE id = $1", batch.id)
        return found

    monkeypatch.setattr(database, "rows", confirmed_meanwhile)
    with later(timedelta(days=120)):
        assert (await a_round(road)).files == 0

    assert len(await storage.get(key)) > 0
    assert await road.count("placement_rows", f"batch_id = '{batch.id}'") == 1


async def test_raw_callbacks_last_a_year_and_those_of_nobody_a_month(road: Road, people: People) -> None:
    await road.owner.execute(
        "INSERT INTO provider_events (id, provider, event_id, kind, payload, received_at) "
        "VALUES (gen_random_uuid(), 'twilio', 'stranger', 'inbound_sms', '{\"sender\": \"+33600000000\"}', now())"
    )
    with later(timedelta(days=40)):
        await a_round(road)
    assert await road.count("provider_events", "payload = '{}'") == 1

    with later(timedelta(days=400)):
        await a_round(road)

    assert await road.count("provider_events", "payload <> '{}'") == 0
    assert await road.count("provider_events") == 5


async def test_ten_years_on_the_numbers_of_the_invoices_go_too(road: Road, people: People) -> None:
    with later(FIVE_YEARS):
        await a_round(road)
    assert await road.count("claims", "document_number LIKE 'F-%'") == 2

    with later(timedelta(days=3700)):
        await a_round(road)

    assert await road.count("claims", "document_number LIKE 'F-%'") == 0


def test_the_rule_of_a_country_comes_before_the_rule_of_all() -> None:
    day = date(2026, 11, 22)

    assert rule_of(Kept.RECORDING, "US", day).months == 36
    assert rule_of(Kept.RECORDING, "FR", day).months == 6
    with pytest.raises(LookupError):
        rule_of(Kept.CASE, "FR", date(2001, 1, 1))


def test_every_class_of_personal_data_but_the_staffs_has_a_rule() -> None:
    assert {rule.kept for rule in rules()} == set(Kept) - {Kept.STAFF, Kept.NONE}


async def test_a_placed_file_that_is_gone_is_told_to_whoever_asks_for_its_corrections(
    road: Road, people: People
) -> None:
    with later(timedelta(days=400)):
        await a_round(road)

    with pytest.raises(storage.StoredFileMissing) as refused:
        await correction_file_of(HELENE, people.batch.id, "fr")

    assert refused.value.message("fr") == "Ce fichier n’est plus conservé."
