"""The rules of contact over the API: in force with their sources, narrowed by the agency, nobody else's to read."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from tandem.contacts.gate import shipped_pack
from tandem.entrypoints.embedded import DatabaseUrls
from tests.api.asking import Answer, ask

pytestmark = pytest.mark.usefixtures("served", "unset")

RULES = """query ($country: String) { contactRules(country: $country) {
    countries { code label } viewerCanChange closings { name first last }
    versions { version profile startsOn voice { weekday opens closes } callsDay calls7d setBy closings { name } }
    pack { country label since
        profiles { name segments limits { callsDay calls7d } allowed { callsDay calls7d }
            limitsSource { basis source } weeks { channel sources { basis source }
                days { weekday hours { opens closes } allowed { opens closes } } } }
        limitations { segments natures years barred source { source } }
        obstacles { code label decision }
        regions { name holidaysOff holidays { day name } }
        sources { source basis since } } } }"""
NARROW = """mutation ($input: NarrowContactRulesInput!) {
    narrowContactRules(input: $input) { version userErrors { code field message } } }"""
CLOSE = """mutation ($input: SetClosedDaysInput!) {
    setClosedDays(input: $input) { version userErrors { code field message } } }"""


@pytest.fixture
async def unset(served: DatabaseUrls) -> AsyncIterator[None]:
    """The rules as they were, for the tests after this one."""
    yield
    owner = await asyncpg.connect(served.owner)
    await owner.execute("DELETE FROM own_rules")
    await owner.close()


def narrower(**changes: Any) -> dict[str, Any]:
    monday = {"weekday": 0, "opens": "10:00", "closes": "17:00"}
    return {"country": "FR", "profile": "FR_B2C", "startsOn": "2099-01-04", "voice": [monday], **changes}


async def read(person: str = "awa", organization: str = "lenoir", **variables: Any) -> Answer:
    return await ask(person, organization, RULES, **variables)


async def test_a_collector_reads_what_is_in_force_with_its_sources() -> None:
    found = (await read()).data["contactRules"]

    pack = found["pack"]
    assert (pack["country"], pack["label"]) == ("FR", shipped_pack("fr").label)
    assert found["viewerCanChange"] is False
    consumers = pack["profiles"][0]
    assert (consumers["name"], consumers["segments"]) == ("FR_B2C", ["CONSUMER"])
    assert consumers["limits"] == consumers["allowed"] == {"callsDay": 1, "calls7d": 2}
    voice = next(week for week in consumers["weeks"] if week["channel"] == "VOICE")
    assert [day["hours"] for day in voice["days"]] == [
        *[[{"opens": "09:00", "closes": "20:00"}]] * 5,
        [{"opens": "09:00", "closes": "13:00"}],
        [],
    ]
    assert {one["basis"] for one in voice["sources"]} == {"POLICY"}
    france = next(region for region in pack["regions"] if region["name"] == "FR")
    assert "Assomption" in {day["name"] for day in france["holidays"]}
    assert len({day["day"][:4] for day in france["holidays"]}) == 2
    [ordinary] = [
        one for one in pack["limitations"] if one["segments"] == ["CONSUMER"] and one["natures"] == ["GENERAL"]
    ]
    assert (ordinary["years"], ordinary["barred"]) == (2, "BLOCK")
    assert {one["code"] for one in pack["obstacles"]} >= {"NO_MANDATE", "DISPUTE_OPEN"}
    assert all(one["source"] for one in pack["sources"])


@pytest.mark.parametrize("country", ["BE", "GB", "IE", "US"])
async def test_the_rules_of_every_country_can_be_read(country: str) -> None:
    pack = (await read(country=country)).data["contactRules"]["pack"]

    assert pack["label"] == shipped_pack(country.lower()).label
    assert all(profile["weeks"] for profile in pack["profiles"])


async def test_massachusetts_alone_has_a_limit_of_thirty_days_elsewhere_than_at_home() -> None:
    asked = '{ contactRules(country: "US") { pack { profiles { name limits { elsewhere30d } } } } }'

    answer = await ask("awa", "lenoir", asked)

    profiles = answer.data["contactRules"]["pack"]["profiles"]
    limits = {one["name"]: one["limits"]["elsewhere30d"] for one in profiles}
    assert limits == {"US_MA": 2, "US_DC": None, "US_WA": None, "US_NYC": None, "US": None}


async def test_rules_that_no_decision_was_made_by_are_not_found() -> None:
    query = "query ($version: String) { contactRules(version: $version) { judgedBy } }"

    answer = await ask("awa", "lenoir", query, version="FR 2020-01-01 00000000")

    assert answer.data == {"contactRules": None}
    [refused] = answer.errors
    assert refused["extensions"]["code"] == "NOT_FOUND"
    assert "FR 2020-01-01 00000000" in refused["message"]


async def test_the_administrator_narrows_them_and_the_answer_names_the_version() -> None:
    answer = await ask("ines", "lenoir", NARROW, input=narrower(calls7d=1))
    closed = await ask(
        "ines",
        "lenoir",
        CLOSE,
        input={"closings": [{"name": "Inventaire", "first": "2026-12-28", "last": "2026-12-31"}]},
    )

    assert answer.data["narrowContactRules"] == {"version": 1, "userErrors": []}
    assert closed.data["setClosedDays"] == {"version": 2, "userErrors": []}
    found = (await read()).data["contactRules"]
    assert found["closings"] == [{"name": "Inventaire", "first": "2026-12-28", "last": "2026-12-31"}]
    [closings, hours] = found["versions"]
    assert (closings["version"], closings["profile"]) == (2, None)
    assert (hours["startsOn"], hours["calls7d"], hours["callsDay"]) == ("2099-01-04", 1, None)
    assert hours["voice"] == [{"weekday": 0, "opens": "10:00", "closes": "17:00"}]
    assert (await ask("ines", "lenoir", RULES)).data["contactRules"]["viewerCanChange"] is True


async def test_what_is_wider_is_refused_beside_its_field() -> None:
    sunday = {"weekday": 6, "opens": "10:00", "closes": "17:00"}

    hours = await ask("ines", "lenoir", NARROW, input=narrower(voice=[sunday]))
    limit = await ask("ines", "lenoir", NARROW, input=narrower(callsDay=2))

    [refused] = hours.data["narrowContactRules"]["userErrors"]
    assert (refused["code"], refused["field"]) == ("hours_too_wide", ["voice", "0", "opens"])
    assert "dimanche" in refused["message"]
    [refused] = limit.data["narrowContactRules"]["userErrors"]
    assert (refused["code"], refused["field"]) == ("limit_too_large", ["callsDay"])
    assert (await read()).data["contactRules"]["versions"] == []


@pytest.mark.parametrize(
    ("person", "organization"), [("awa", "lenoir"), ("marc", "lenoir"), ("tom", "atlas"), ("helene", "bati-loire")]
)
async def test_whoever_is_no_administrator_changes_nothing(person: str, organization: str) -> None:
    hours = await ask(person, organization, NARROW, input=narrower())
    closed = await ask(person, organization, CLOSE, input={"closings": []})

    for answer, field in ((hours, "narrowContactRules"), (closed, "setClosedDays")):
        assert answer.data[field]["version"] is None
        assert [error["code"] for error in answer.data[field]["userErrors"]] == ["not_permitted"]
    assert (await read()).data["contactRules"]["versions"] == []


@pytest.mark.parametrize(("person", "organization"), [("helene", "bati-loire"), ("yann", "lemanique")])
async def test_clients_and_banks_find_no_rules(person: str, organization: str) -> None:
    await ask("ines", "lenoir", NARROW, input=narrower())

    assert (await read(person, organization)).data == {"contactRules": None}


async def test_another_agency_reads_none_of_it() -> None:
    await ask("ines", "lenoir", NARROW, input=narrower())

    assert (await read("tom", "atlas")).data["contactRules"]["versions"] == []
