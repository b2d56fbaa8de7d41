"""What an agency allows itself within the rules of contact: set by version, never wider, read by nobody else."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import asyncpg
import pytest

from tandem.contacts.gate import shipped_pack
from tandem.contacts.rules.commands import ClosingDraft, DayHours, OwnRulesDraft, narrow_rules, set_closings
from tandem.contacts.rules.errors import (
    ClosedTooLong,
    HoursTooWide,
    LimitTooLarge,
    NoDayOpen,
    RuleProfileNotFound,
    WaitsTooLong,
)
from tandem.contacts.rules.queries import RulesInForce, rules_for
from tandem.entrypoints.demo import actor_of_cast
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit import database
from tandem.kit.errors import InvalidInput, TandemError
from tandem.organizations.actor import Actor
from tandem.organizations.errors import NotPermitted

INES, AWA, MARC, CLAIRE, TOM, HELENE, YANN = (
    actor_of_cast(name) for name in ("ines", "awa", "marc", "claire", "tom", "helene", "yann")
)
IN_DB = pytest.mark.usefixtures("db")
TODAY = date(2026, 11, 24)
WORKDAYS = tuple(DayHours(weekday, "10:00", "17:00") for weekday in range(5))
DRAFT = OwnRulesDraft(TODAY, voice=WORKDAYS, calls_7d=1)
INVENTORY = ClosingDraft(" Inventaire  annuel ", date(2026, 12, 28), date(2026, 12, 31))


async def read(actor: Actor) -> RulesInForce:
    found = await rules_for(actor)
    assert found is not None
    return found


async def rows() -> int:
    found = await database.row("SELECT count(*) AS rows FROM own_rules")
    assert found
    return int(found["rows"])


@IN_DB
async def test_the_administrator_sets_hours_and_limits_and_colleagues_read_them() -> None:
    version = await narrow_rules(INES, "FR", "FR_B2C", DRAFT)

    found = await read(AWA)
    assert version == 1
    assert found.own.in_force(TODAY) == found.own.narrower[0]
    [mine] = found.own.narrower
    assert (mine.country, mine.profile, mine.starts) == ("FR", "FR_B2C", TODAY)
    assert mine.voice == ((600, 1020),) * 5 + (None, None)
    assert (mine.written, mine.calls_day, mine.calls_7d) == (None, None, 1)
    assert [(one.version, one.set_by) for one in found.versions] == [(1, INES.person_name)]
    told = await database.row("SELECT details::text FROM audit_events WHERE kind = 'contact_rules_set'")
    assert told
    assert '"FR_B2C"' in told["details"]


@IN_DB
async def test_what_is_as_the_rules_have_it_follows_them() -> None:
    week = [DayHours(weekday, "09:00", "20:00") for weekday in range(5)] + [DayHours(5, "09:00", "13:00")]

    await narrow_rules(INES, "FR", "FR_B2C", OwnRulesDraft(TODAY, voice=week, calls_day=1, contacts_7d=2))

    [mine] = (await read(INES)).own.narrower
    assert (mine.voice, mine.calls_day, mine.contacts_7d) == (None, None, None)


@IN_DB
async def test_a_version_from_a_later_day_leaves_the_one_before_in_force() -> None:
    await narrow_rules(INES, "FR", "FR_B2C", DRAFT)
    await narrow_rules(INES, "FR", "FR_B2C", OwnRulesDraft(date(2026, 12, 1), calls_day=1, calls_7d=2))

    own = (await read(INES)).own
    before, after = own.in_force(TODAY), own.in_force(date(2026, 12, 1))
    assert before
    assert after
    assert (before.version, after.version) == (1, 2)


@IN_DB
async def test_closed_days_are_a_list_that_is_set_as_a_whole() -> None:
    bridge = ClosingDraft("Pont", date(2026, 11, 2), date(2026, 11, 2))
    await set_closings(INES, [INVENTORY, bridge])
    first = (await read(AWA)).own

    await set_closings(INES, [bridge])

    assert [(one.name, one.first, one.last) for one in first.closings] == [
        ("Pont", date(2026, 11, 2), date(2026, 11, 2)),
        ("Inventaire annuel", date(2026, 12, 28), date(2026, 12, 31)),
    ]
    found = await read(AWA)
    assert [one.name for one in found.own.closings] == ["Pont"]
    assert found.own.closed_version == 2
    assert [one.version for one in found.versions] == [2, 1]


SUNDAY = [*WORKDAYS, DayHours(6, "10:00", "11:00")]
EARLY = [DayHours(0, "08:30", "17:00")]
LATE = [*WORKDAYS, DayHours(5, "10:00", "13:30")]
WRONG: dict[str, tuple[OwnRulesDraft, type[TandemError], str]] = {
    "a day on which the rules allow none": (replace(DRAFT, voice=SUNDAY), HoursTooWide, "voice.5.opens"),
    "before the rules' hours": (replace(DRAFT, voice=EARLY), HoursTooWide, "voice.0.opens"),
    "after the rules' hours": (replace(DRAFT, voice=LATE), HoursTooWide, "voice.5.closes"),
    "an end before the start": (
        replace(DRAFT, written=[DayHours(1, "17:00", "10:00")]),
        InvalidInput,
        "written.0.closes",
    ),
    "an hour that is none": (replace(DRAFT, written=[DayHours(1, "9h", "10:00")]), InvalidInput, "written.0.opens"),
    "a day that is there twice": (replace(DRAFT, voice=[*WORKDAYS, WORKDAYS[0]]), InvalidInput, "voice.5.weekday"),
    "a day that is none": (replace(DRAFT, voice=[DayHours(7, "10:00", "11:00")]), InvalidInput, "voice.0.weekday"),
    "no day at all": (replace(DRAFT, voice=[]), NoDayOpen, "voice"),
    "more calls a day": (replace(DRAFT, calls_day=2), LimitTooLarge, "callsDay"),
    "more calls": (replace(DRAFT, calls_7d=3), LimitTooLarge, "calls7d"),
    "more contacts": (replace(DRAFT, contacts_7d=3), LimitTooLarge, "contacts7d"),
    "no call at all": (replace(DRAFT, calls_day=0), InvalidInput, "callsDay"),
    "a day that is past": (replace(DRAFT, starts_on=date(2026, 11, 23)), InvalidInput, "startsOn"),
}


@IN_DB
@pytest.mark.parametrize("name", WRONG)
async def test_nothing_is_set_that_is_wider_than_the_rules_or_no_rule_at_all(name: str) -> None:
    draft, refusal, field = WRONG[name]

    with pytest.raises(refusal) as refused:
        await narrow_rules(INES, "FR", "FR_B2C", draft)

    assert refused.value.field == field
    for locale in ("fr", "en"):
        assert refused.value.message(locale)
    assert await rows() == 0


@IN_DB
async def test_the_refusal_says_what_would_be_right() -> None:
    with pytest.raises(HoursTooWide) as hours:
        await narrow_rules(INES, "FR", "FR_B2C", replace(DRAFT, voice=EARLY))
    with pytest.raises(HoursTooWide) as sunday:
        await narrow_rules(INES, "FR", "FR_B2C", replace(DRAFT, voice=SUNDAY))

    assert hours.value.message("en") == (
        "08:30–17:00 on Monday is more than the rules allow: choose hours within 09:00–20:00."
    )
    assert (
        sunday.value.message("fr")
        == "Le dimanche, les règles ne permettent aucun contact\u00a0: laissez ce jour fermé."
    )


@IN_DB
@pytest.mark.parametrize(("country", "profile", "field"), [("ZZ", "FR_B2C", "country"), ("FR", "GB", "profile")])
async def test_rules_that_do_not_exist_are_not_found(country: str, profile: str, field: str) -> None:
    with pytest.raises(RuleProfileNotFound) as refused:
        await narrow_rules(INES, country, profile, DRAFT)

    assert refused.value.field == field


CLOSED: dict[str, tuple[Sequence[ClosingDraft], type[TandemError]]] = {
    "no reason": ([replace(INVENTORY, name="  ")], InvalidInput),
    "an end before its beginning": ([replace(INVENTORY, last=date(2026, 12, 1))], InvalidInput),
    "too long": ([replace(INVENTORY, last=date(2027, 1, 28))], ClosedTooLong),
    "too long one after the other": (
        [INVENTORY, ClosingDraft("Travaux", date(2027, 1, 1), date(2027, 1, 28))],
        ClosedTooLong,
    ),
    "too many": ([replace(INVENTORY, first=date(2027, 1, 1), last=date(2027, 1, 1))] * 51, InvalidInput),
}


@IN_DB
@pytest.mark.parametrize("name", CLOSED)
async def test_closed_days_that_stop_every_contact_or_say_nothing_are_refused(name: str) -> None:
    drafts, refusal = CLOSED[name]

    with pytest.raises(refusal) as refused:
        await set_closings(INES, drafts)

    assert refused.value.field == "closings"
    assert await rows() == 0


MONDAYS = OwnRulesDraft(TODAY, voice=[DayHours(0, "10:00", "17:00")])


def mondays(count: int) -> list[ClosingDraft]:
    found = [date(2026, 11, 30) + timedelta(weeks=week) for week in range(count)]
    return [ClosingDraft("Réunion", day, day) for day in found]


@IN_DB
async def test_hours_and_closed_days_together_leave_some_day_that_is_soon_enough() -> None:
    """Each is short enough by itself, and the gate would find no free minute: it took that for a wrong address."""
    await narrow_rules(INES, "FR", "FR_B2C", MONDAYS)
    await set_closings(INES, mondays(5))

    with pytest.raises(WaitsTooLong) as refused:
        await set_closings(INES, mondays(6))

    assert refused.value.field == "closings"
    assert (refused.value.values["found"], refused.value.values["most"]) == (48, 45)
    assert refused.value.message("fr") != refused.value.message("en")
    assert len((await read(AWA)).own.closings) == 5


@IN_DB
async def test_hours_that_closed_days_leave_nothing_of_are_refused() -> None:
    await set_closings(INES, mondays(6))

    with pytest.raises(WaitsTooLong) as refused:
        await narrow_rules(INES, "FR", "FR_B2C", MONDAYS)

    assert refused.value.field == "voice"
    assert await rows() == 1


@IN_DB
async def test_a_day_that_is_open_for_nobody_between_two_closings_parts_them_not() -> None:
    """Two months with one Sunday between, on which the rules allow no contact anyway."""
    july = ClosingDraft("Juillet", date(2027, 7, 1), date(2027, 7, 31))
    august = ClosingDraft("Août", date(2027, 8, 2), date(2027, 9, 1))

    with pytest.raises(WaitsTooLong):
        await set_closings(INES, [july, august])

    assert await rows() == 0


@IN_DB
@pytest.mark.parametrize("actor", [AWA, MARC, CLAIRE, TOM, HELENE, YANN], ids=lambda actor: actor.person_name)
async def test_nobody_but_the_administrator_sets_any(actor: Actor) -> None:
    with pytest.raises(NotPermitted):
        await narrow_rules(actor, "FR", "FR_B2C", DRAFT)
    with pytest.raises(NotPermitted):
        await set_closings(actor, [INVENTORY])

    assert await rows() == 0


@IN_DB
async def test_another_agency_reads_its_own_and_clients_and_banks_read_nothing() -> None:
    await narrow_rules(INES, "FR", "FR_B2C", DRAFT)

    theirs = await read(TOM)
    assert (theirs.own.narrower, theirs.versions) == ((), ())
    assert theirs.pack is shipped_pack("fr")
    assert await rules_for(HELENE) is None
    assert await rules_for(YANN) is None


@IN_DB
async def test_every_country_with_rules_can_be_read_and_no_other() -> None:
    found = await rules_for(AWA, "GB")

    assert found
    assert found.pack is shipped_pack("gb")
    with pytest.raises(RuleProfileNotFound):
        await rules_for(AWA, "ZZ")


async def test_what_waits_is_judged_again(committed: DatabaseUrls) -> None:
    await narrow_rules(INES, "FR", "FR_B2C", DRAFT)
    await set_closings(INES, [INVENTORY])

    owner = await asyncpg.connect(committed.owner)
    asked = await owner.fetch("SELECT organization_id, payload::text FROM outbox WHERE topic = 'contacts.regate'")
    await owner.close()
    assert [row["organization_id"] for row in asked] == [INES.organization_id] * 2
    assert all("all_after" in row["payload"] for row in asked)
