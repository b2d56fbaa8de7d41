"""The pack file: what is shipped is right, a wrong row is named, and moving a row moves the answer."""

import re
import tomllib
from collections.abc import Callable
from copy import deepcopy
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from tandem.contacts.gate import (
    Channel,
    ContactResult,
    Decision,
    Pack,
    PackInvalid,
    ReasonCode,
    RuleMissing,
    load_pack,
    pack_of,
)
from tandem.kit.rule_packs import SHIPPED as PACKS
from tests.domain.contacts.facts import ask, claim, paris, past

SHIPPED = tomllib.loads((PACKS / "fr.toml").read_text(encoding="utf-8"))
VOICE = Channel.VOICE


def changed(change: Callable[[dict[str, Any]], object]) -> Pack:
    """The French pack with one change."""
    content = deepcopy(SHIPPED)
    change(content)
    return pack_of(content, "fr.toml")


def shift_first_window(content: dict[str, Any]) -> None:
    content["windows"][0].update(start="10:00", end="21:00")


def raise_limit(content: dict[str, Any]) -> None:
    content["caps"][0]["calls_day"] = 2


def lengthen_limitation(content: dict[str, Any]) -> None:
    content["limitations"][0]["years"] = 3


def drop_the_opening_letter(content: dict[str, Any]) -> None:
    content["rules"] = [row for row in content["rules"] if row["code"] != "FR_FIRST_LETTER_MISSING"]


def test_a_window_an_hour_later_moves_the_answers_by_an_hour() -> None:
    moved = changed(shift_first_window).profile("FR_B2C")

    assert ask(VOICE, paris("2026-11-24 09:30")).decision is Decision.ALLOW
    assert ask(VOICE, paris("2026-11-24 09:30"), profile=moved).until == paris("2026-11-24 10:00")
    assert ask(VOICE, paris("2026-11-24 20:30"), profile=moved).decision is Decision.ALLOW
    assert ask(VOICE, paris("2026-11-24 21:00"), profile=moved).until == paris("2026-11-25 10:00")


def test_a_higher_limit_lets_the_next_call_through() -> None:
    history = [past("2026-11-24 09:10")]

    assert ask(VOICE, history=history).codes == (ReasonCode.CALL_CAP_DAY,)
    assert ask(VOICE, history=history, profile=changed(raise_limit).profile("FR_B2C")).decision is Decision.ALLOW


def test_a_longer_period_revives_a_claim() -> None:
    owed = [claim(due_on=date(2024, 9, 30))]

    assert ask(VOICE, claims=owed).codes == (ReasonCode.TIME_BARRED,)
    longer = changed(lengthen_limitation).profile("FR_B2C")
    assert ask(VOICE, claims=owed, profile=longer).decision is Decision.ALLOW


def test_a_country_without_the_opening_letter_does_not_ask_for_it() -> None:
    profile = changed(drop_the_opening_letter).profile("FR_B2C")

    assert ask(VOICE, claims=[claim(opening_letter_posted_on=None)], profile=profile).decision is Decision.ALLOW


def test_a_rule_changes_on_its_day() -> None:
    def from_december(content: dict[str, Any]) -> None:
        content["windows"][0]["until"] = date(2026, 12, 1)
        content["windows"].append(
            SHIPPED["windows"][0] | {"start": "10:00", "from": date(2026, 12, 1), "source": "Décret imaginé"}
        )

    profile = changed(from_december).profile("FR_B2C")

    assert ask(VOICE, paris("2026-11-30 09:30"), profile=profile).decision is Decision.ALLOW
    december = ask(VOICE, paris("2026-12-01 09:30"), profile=profile)
    assert (december.until, december.reasons[0].source) == (paris("2026-12-01 10:00"), "Décret imaginé")
    overnight = ask(VOICE, paris("2026-11-30 20:00"), profile=profile)
    assert overnight.until == paris("2026-12-01 10:00")


def test_a_rule_that_ended_without_a_successor_is_an_error() -> None:
    def ends(content: dict[str, Any]) -> None:
        content["caps"][0]["until"] = date(2026, 11, 24)

    with pytest.raises(RuleMissing, match="no rule for caps FR_B2C on 2026-11-24"):
        ask(VOICE, profile=changed(ends).profile("FR_B2C"))


def test_limits_left_out_are_no_limits() -> None:
    def unlimited(content: dict[str, Any]) -> None:
        for limit in ("calls_7d", "calls_day", "contacts_7d", "attempts_7d", "cooldown_days"):
            del content["caps"][0][limit]

    many = [past("2026-11-24 09:10", VOICE, ContactResult.TALKED)] * 20

    assert ask(VOICE, history=many, profile=changed(unlimited).profile("FR_B2C")).decision is Decision.ALLOW


def with_row(table: str, row: int, **fields: object) -> Callable[[dict[str, Any]], None]:
    return lambda content: content[table][row - 1].update(fields)


def without(table: str, row: int) -> Callable[[dict[str, Any]], None]:
    return lambda content: content[table].pop(row - 1)


def without_field(table: str, row: int, name: str) -> Callable[[dict[str, Any]], None]:
    return lambda content: content[table][row - 1].pop(name)


def again(table: str, row: int, **fields: object) -> Callable[[dict[str, Any]], None]:
    return lambda content: content[table].append(content[table][row - 1] | fields)


MISTAKES = {
    "an hour that is none": (with_row("windows", 3, start="8h"), "windows, row 3, field start: .*09:00.*'8h'"),
    "closes before it opens": (with_row("windows", 3, end="07:00"), "windows, row 3: .*end must be after start"),
    "a misspelt field": (with_row("caps", 1, call_7d=2), "caps, row 1, field call_7d: Extra"),
    "a negative limit": (with_row("caps", 2, calls_7d=-1), "caps, row 2, field calls_7d: .*greater"),
    "no source": (with_row("rules", 2, source=""), "rules, row 2, field source: "),
    "no start": (without_field("rules", 2, "from"), "rules, row 2, field from: Field required"),
    "ends before it starts": (with_row("rules", 2, until=date(2000, 1, 1)), "rules, row 2: .*until must be after from"),
    "an unknown code": (with_row("rules", 2, code="NO_MANDAT"), "rules, row 2, field code: "),
    "a code with a table of its own": (with_row("rules", 2, code="HOLIDAY"), "rules, row 2, field code: .*own table"),
    "a rule without a row": (without("rules", 2), "rules: no row for NO_MANDATE"),
    "two rows for one day": (again("caps", 1, **{"from": date(2025, 1, 1)}), "caps, row 3, field from: overlaps"),
    "no row between two others": (
        lambda content: (
            with_row("caps", 1, until=date(2025, 1, 1))(content),
            again("caps", 1, **{"from": date(2025, 2, 1), "until": date(2030, 1, 1)})(content),
        ),
        "caps, row 3, field from: leaves caps FR_B2C without a rule from 2025-01-01",
    ),
    "an old window that was not ended": (again("windows", 1, start="10:00"), "windows, row 6, field start: .*row 1"),
    "a window of an unknown profile": (
        with_row("windows", 5, profile="FR_B2X"),
        "windows, row 5, field profile: there is no profile 'FR_B2X': write FR_B2B, FR_B2C",
    ),
    "a channel without hours": (without("windows", 3), "windows of FR_B2C: no row for sms"),
    "a profile without limits": (without("caps", 2), "caps: no row for FR_B2B"),
    "a segment without a profile": (
        with_row("profiles", 2, segments=["professional"]),
        "profiles: public_buyer: no row serves it everywhere",
    ),
    "a segment with two": (
        with_row("profiles", 2, segments=["consumer", "professional"]),
        "profiles, row 2, field segments: consumer has FR_B2C already",
    ),
    "a profile that is there twice": (with_row("profiles", 2, name="FR_B2C"), "profiles, row 2, field name: .*twice"),
    "a segment without a limitation": (without("limitations", 1), "limitations: no row for consumer general"),
    "barred claims that are allowed": (with_row("limitations", 1, barred="allow"), "limitations, row 1, field barred"),
    "an unknown zone": (
        with_row("regions", 1, zones=["Europe/Pariss"]),
        "regions, row 1, field zones, row 1: .*Pariss",
    ),
    "an unknown country": (with_row("regions", 1, country="ZZ"), "regions, row 1: .*does not know the country 'ZZ'"),
    "an unknown subdivision": (with_row("regions", 2, subdivision="67"), "regions, row 2: .*does not know '67'"),
    "a postal code in two regions": (
        with_row("regions", 2, postal_codes=["57", "971"]),
        "regions, row 3, field postal_codes: '971' belongs to FR-ALSACE-MOSELLE already",
    ),
    "a letter with hours": (
        with_row("windows", 3, channels=["sms", "letter"]),
        "windows, row 3: .*a letter has no hours: take it out of channels",
    ),
    "a rule that cannot wait": (
        with_row("rules", 2, decision="defer"),
        "rules, row 2, field decision: NO_MANDATE cannot defer: write block or review",
    ),
    "a rule without an answer": (without_field("rules", 2, "decision"), "rules, row 2, field decision: .*: add it"),
    "a rule that allows": (with_row("rules", 2, decision="allow"), "rules, row 2, field decision: .*'block'.*'allow'"),
    "a profile of an unknown region": (
        lambda content: content["profiles"].insert(0, content["profiles"][0] | {"name": "X", "regions": ["FR-PARIS"]}),
        "profiles, row 1, field regions: there is no region 'FR-PARIS': write one of FR, ",
    ),
    "a profile that is never reached": (
        lambda content: content["profiles"].append(content["profiles"][0] | {"name": "X", "regions": ["FR-REUNION"]}),
        "profiles, row 3, field segments: consumer has FR_B2C already: leave it out, or put the row with regions first",
    ),
    "a segment that is served and has no rules": (
        lambda content: content.update(segments_without_rules=["consumer"]),
        "profiles: consumer: is served and without rules: take it out of segments_without_rules",
    ),
    "a limitation of an unknown region": (
        with_row("limitations", 1, regions=["FR-PARIS"]),
        "limitations, row 1, field regions: there is no region 'FR-PARIS': write one of FR, ",
    ),
    "a limitation that counts nothing": (
        without_field("limitations", 1, "years"),
        "limitations, row 1: .*give years, or the period not_counted and no years",
    ),
    "a country that has no row of its own": (
        with_row("regions", 1, name="FR-METROPOLE"),
        "regions: no row called FR: it is used where no postal code is known",
    ),
    "postal codes without brackets": (
        lambda content: content.update(postal_code="[0-9]{5}"),
        r"postal_code: .*one pair of brackets \(found '\[0-9\]\{5\}'\)",
    ),
    "a day in quotes": (with_row("caps", 1, **{"from": "soon"}), "caps, row 1, field from: .*2026-11-22.*'soon'"),
    "no answers": (lambda content: content.update(answers=[]), "answers: no row for answers"),
    "no version": (lambda content: content.pop("version"), "version: Field required"),
}


@pytest.mark.parametrize(("mistake", "named"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_named_by_file_row_and_field(mistake: Callable[[dict[str, Any]], object], named: str) -> None:
    with pytest.raises(PackInvalid, match=f"^fr.toml: {named}"):
        changed(mistake)


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "be.toml"
    broken.write_text("name = ", encoding="utf-8")

    with pytest.raises(PackInvalid, match=r"^be.toml: file: "):
        load_pack(broken)


def test_the_file_itself_loads() -> None:
    pack = load_pack(PACKS / "fr.toml")

    assert (pack.name, [profile.name for profile in pack.profiles]) == ("FR", ["FR_B2C", "FR_B2B"])
    assert re.fullmatch(r"FR 2026-11-22 [0-9a-f]{8}", pack.label)
    assert [profile.counted_per for profile in pack.profiles] == ["person", "debtor"]


def sunday_night(content: dict[str, Any]) -> None:
    """Messages on Sundays from 02:15 to 02:45, the hour that clock changes skip or repeat."""
    content["windows"][2].update(days=["sun"], start="02:15", end="02:45")


@pytest.mark.parametrize(
    ("asked", "opens"),
    [
        # Spring: 02:00 to 03:00 does not exist on 29 March, so the next Sunday's is the first.
        ("2026-03-28T12:00:00+00:00", "2026-04-05T00:15:00+00:00"),
        # Autumn: 02:15 comes at 00:15 and again at 01:15 UTC on 25 October.
        ("2026-10-24T12:00:00+00:00", "2026-10-25T00:15:00+00:00"),
        ("2026-10-25T00:45:00+00:00", "2026-10-25T01:15:00+00:00"),
        ("2026-10-25T01:45:00+00:00", "2026-11-08T01:15:00+00:00"),  # 1 November is a holiday
    ],
)
def test_an_hour_that_is_skipped_or_repeated_opens_as_the_clock_on_the_wall_does(asked: str, opens: str) -> None:
    profile = changed(sunday_night).profile("FR_B2C")

    verdict = ask(Channel.SMS, datetime.fromisoformat(asked), profile=profile)

    assert verdict.until == datetime.fromisoformat(opens)
