"""Pages of a timeline: both ways, from a day on, narrowed; compared with a plain loop over all its events."""

import random
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tandem.entrypoints.demo import actor_of_cast
from tandem.kit.errors import InvalidInput
from tandem.kit.pagination import Page
from tandem.organizations.actor import Actor
from tandem.timeline import Chain, EventGroup
from tandem.timeline.events import KINDS
from tandem.timeline.filters import EVERYTHING, TimelineFilter
from tandem.timeline.groups import group_in
from tandem.timeline.paging import Window, cursors_of
from tandem.timeline.queries import Entry, cursor_of, timelines_of
from tests.support.builders import MadeCase, make_case
from tests.support.long_timeline import write_history
from tests.support.statements import statements

pytestmark = pytest.mark.usefixtures("db")
AWA, HELENE, TOM = actor_of_cast("awa"), actor_of_cast("helene"), actor_of_cast("tom", "atlas")
FIRST_DAY = date(2026, 10, 20)  # clocks go back on the 25th


async def _case(events: int = 120) -> MadeCase:
    made = await make_case()
    await write_history(made, events, first_day=FIRST_DAY)
    return made


async def _page(made: MadeCase, window: Window, actor: Actor = AWA) -> Page[Entry]:
    return (await timelines_of(actor, [made.case_file.id], window))[made.case_file.id]


async def _all(made: MadeCase, actor: Actor = AWA) -> list[Entry]:
    return [entry for _, entry in (await _page(made, Window(size=200), actor)).items]


def _ids(entries: list[Entry]) -> list[object]:
    return [entry.event_id for entry in entries]


async def test_newest_come_first_and_ties_stand_in_one_order() -> None:
    made = await _case()

    entries = await _all(made)

    keys = [(entry.recorded_at, entry.event_id) for entry in entries]
    assert keys == sorted(keys, reverse=True)
    assert len({entry.recorded_at for entry in entries}) < len(entries)


@pytest.mark.parametrize(("actor", "chains"), [(AWA, {"agency", "parties"}), (HELENE, {"creditor", "parties"})])
async def test_each_side_pages_through_what_it_may_see(actor: Actor, chains: set[str]) -> None:
    made = await _case()
    page, seen = await _page(made, Window.of(actor, first=7), actor), []

    while True:
        seen += [entry for _, entry in page.items]
        if not page.has_next:
            break
        page = await _page(made, Window.of(actor, first=7, after=page.items[-1][0]), actor)

    assert {entry.chain for entry in seen} == chains
    assert _ids(seen) == _ids(await _all(made, actor))


async def test_whoever_is_no_side_of_the_case_sees_nothing_and_is_told_of_nothing() -> None:
    made = await _case(20)

    for window in (Window(), Window.of(AWA, last=5), Window.of(AWA, start_on=FIRST_DAY)):
        page = await _page(made, window, TOM)

        assert (page.items, page.has_next, page.has_previous) == ([], False, False)


def _narrowed(rng: random.Random) -> TimelineFilter:
    days = [FIRST_DAY + timedelta(days=rng.randrange(-1, 14)) for _ in range(2)]
    return TimelineFilter.of_days(
        rng.sample(list(EventGroup), rng.choice([0, 0, 1, 2, 4])),
        rng.choice([None, None, *Chain]),
        rng.choice([None, min(days)]),
        rng.choice([None, max(days)]),
    )


def _admitted(entry: Entry, narrowed: TimelineFilter) -> bool:
    group = group_in(KINDS[entry.kind].group, entry.data)
    return (
        (not narrowed.groups or group in narrowed.groups)
        and narrowed.chain in (None, entry.chain)
        and (narrowed.since is None or entry.recorded_at >= narrowed.since)
        and (narrowed.before is None or entry.recorded_at < narrowed.before)
    )


async def test_every_page_of_every_filter_is_what_a_plain_loop_finds() -> None:
    made, rng = await _case(), random.Random(3)
    everything = {actor.person_name: await _all(made, actor) for actor in (AWA, HELENE)}

    for _ in range(150):
        actor, narrowed, size = rng.choice([AWA, HELENE]), _narrowed(rng), rng.randrange(1, 30)
        expected = [entry for entry in everything[actor.person_name] if _admitted(entry, narrowed)]
        place = rng.randrange(len(expected)) if expected and rng.random() < 0.8 else None
        cursor = None if place is None else cursor_of(cursors_of(actor), expected[place])
        backward = rng.random() < 0.5

        if backward:
            page = await _page(made, Window.of(actor, last=size, before=cursor, narrowed=narrowed), actor)
            upto = len(expected) if place is None else place
            begin, end = max(0, upto - size), upto
        else:
            page = await _page(made, Window.of(actor, first=size, after=cursor, narrowed=narrowed), actor)
            begin = 0 if place is None else place + 1
            end = min(len(expected), begin + size)

        assert _ids([entry for _, entry in page.items]) == _ids(expected[begin:end]), narrowed
        assert page.has_previous is (begin > 0)
        assert page.has_next is (end < len(expected))


async def test_a_letter_is_no_message_though_its_kind_is_the_same() -> None:
    made = await _case()

    letters = await _page(made, Window(200, narrowed=TimelineFilter(frozenset({EventGroup.LETTERS}))))
    messages = await _page(made, Window(200, narrowed=TimelineFilter(frozenset({EventGroup.MESSAGES}))))

    assert {entry.data["channel"] for _, entry in letters.items} == {"letter"}
    assert "letter" not in {entry.data.get("channel") for _, entry in messages.items}
    assert {"contact_planned", "contact_state_changed"} < {entry.kind for _, entry in messages.items}


@pytest.mark.parametrize(
    "day", [FIRST_DAY - timedelta(days=1), FIRST_DAY, FIRST_DAY + timedelta(days=5), date(2026, 10, 25)]
)
@pytest.mark.parametrize(
    "narrowed", [EVERYTHING, TimelineFilter(frozenset({EventGroup.PAYMENTS}))], ids=["all", "payments"]
)
async def test_a_timeline_opens_at_the_newest_of_a_day_else_at_the_nearest_older(
    day: date, narrowed: TimelineFilter
) -> None:
    made = await _case()
    entries = [entry for entry in await _all(made) if _admitted(entry, narrowed)]

    page = await _page(made, Window.of(AWA, first=5, start_on=day, narrowed=narrowed))

    paris = ZoneInfo("Europe/Paris")
    expected = [entry for entry in entries if entry.recorded_at.astimezone(paris).date() <= day]
    assert _ids([entry for _, entry in page.items]) == _ids(expected[:5])
    assert page.has_previous is (len(expected) < len(entries))


@pytest.mark.parametrize(
    ("day", "zone", "since", "before"),
    [
        (date(2026, 11, 2), "Europe/Paris", "2026-11-01T23:00Z", "2026-11-02T23:00Z"),
        (date(2026, 3, 29), "Europe/Paris", "2026-03-28T23:00Z", "2026-03-29T22:00Z"),
        (date(2026, 10, 25), "Europe/Paris", "2026-10-24T22:00Z", "2026-10-25T23:00Z"),
        (date(2026, 11, 2), "Pacific/Auckland", "2026-11-01T11:00Z", "2026-11-02T11:00Z"),
        (date(2026, 9, 6), "America/Santiago", "2026-09-06T04:00Z", "2026-09-07T03:00Z"),
    ],
    ids=["winter", "23 hours long", "25 hours long", "another zone", "begins at one o'clock"],
)
def test_a_day_is_the_readers(day: date, zone: str, since: str, before: str) -> None:
    narrowed = TimelineFilter.of_days(first_day=day, last_day=day, zone=zone)

    assert (narrowed.since, narrowed.before) == (datetime.fromisoformat(since), datetime.fromisoformat(before))


@pytest.mark.parametrize(
    ("utc_day", "hour", "shown"),
    [
        (date(2026, 10, 24), time(21, 30), False),
        (date(2026, 10, 24), time(22, 30), True),
        (date(2026, 10, 25), time(0, 30), True),  # half past two, the first time
        (date(2026, 10, 25), time(1, 30), True),  # and the second
        (date(2026, 10, 25), time(22, 30), True),
        (date(2026, 10, 25), time(23, 30), False),
    ],
)
async def test_the_day_on_which_clocks_go_back_has_all_its_hours(utc_day: date, hour: time, shown: bool) -> None:
    made, sunday = await make_case(), date(2026, 10, 25)
    await write_history(made, 2, first_day=utc_day, hour=hour)

    page = await _page(made, Window(narrowed=TimelineFilter.of_days(first_day=sunday, last_day=sunday)))

    assert len(page.items) == (2 if shown else 0)


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"first": 5, "last": 5}, "first"),
        ({"first": 5, "before": "x"}, "first"),
        ({"after": "x", "last": 5}, "after"),
        ({"after": "x", "before": "x"}, "after"),
        ({"first": 0}, "first"),
        ({"last": 201}, "last"),
        ({"last": 5, "before": "x"}, "before"),
        ({"start_on": FIRST_DAY, "after": "x"}, "startOn"),
        ({"start_on": FIRST_DAY, "last": 5}, "startOn"),
        ({"start_on": date(1, 1, 1)}, "startOn"),
        ({"start_on": date(9999, 12, 31)}, "startOn"),
        ({"start_on": FIRST_DAY, "zone": "Mars/Olympus"}, "timeZone"),
        ({"start_on": FIRST_DAY, "zone": "../etc/passwd"}, "timeZone"),
    ],
)
def test_arguments_that_do_not_go_together_name_the_one_that_is_wrong(arguments: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        Window.of(AWA, **arguments)  # type: ignore[arg-type]

    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("first_day", "last_day", "field"),
    [
        (date(2026, 3, 2), date(2026, 3, 1), "filter.until"),
        (date(1600, 1, 1), None, "filter.from"),
        (None, date(2300, 1, 1), "filter.until"),
    ],
)
def test_a_period_that_is_none_is_refused(first_day: date | None, last_day: date | None, field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        TimelineFilter.of_days(first_day=first_day, last_day=last_day)

    assert refusal.value.field == field
    assert str(last_day or first_day) in refusal.value.message("en")


async def test_a_page_of_many_timelines_is_one_statement() -> None:
    made = [await _case(20), await _case(30)]
    window = Window.of(
        AWA, first=3, start_on=FIRST_DAY + timedelta(days=1), narrowed=TimelineFilter(frozenset({EventGroup.NOTES}))
    )

    with statements() as sent:
        pages = await timelines_of(AWA, [one.case_file.id for one in made], window)

    assert len(sent) == 1
    assert [len(pages[one.case_file.id].items) for one in made] == [3, 3]
