"""The rules that a decision was made by are kept as they were, once, and read again when the file says otherwise."""

from datetime import date
from hashlib import sha256

import asyncpg
import orjson
import pytest

from tandem.contacts.commands import record_opt_out
from tandem.contacts.errors import ContactRefused
from tandem.contacts.gate import ReasonCode, pack_again, shipped_pack, shipped_rows
from tandem.contacts.models import Channel
from tandem.contacts.refusals import Which, refusals_for
from tandem.contacts.rules.commands import DayHours, OwnRulesDraft, narrow_rules
from tandem.contacts.rules.errors import RuleVersionNotFound
from tandem.contacts.rules.queries import rules_for
from tandem.entrypoints.demo import actor_of_cast, cast_id
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.kit import clock, database
from tandem.kit.database import reading, transaction
from tests.domain.contacts_db.steps import AGENCY, AWA, plan
from tests.support.builders import make_case

INES, MARC, TOM, HELENE = (actor_of_cast(name) for name in ("ines", "marc", "tom", "helene"))
IN_DB = pytest.mark.usefixtures("db")
FRANCE = shipped_pack("fr").label
DAY = date(2026, 11, 24)
# As the file stood a year ago: with another limit on calls.
FORMER = shipped_rows("fr").replace('"calls_7d":2', '"calls_7d":1').replace('"2026-11-22"', '"2025-11-22"', 1)
FORMER_LABEL = f"FR 2025-11-22 {sha256(FORMER.encode()).hexdigest()[:8]}"
KEEP = "INSERT INTO rule_packs (agency_id, label, country, sha256, rows, kept_at) VALUES ($1, $2, 'FR', $3, $4, $5)"


async def keep(rows: str, label: str) -> None:
    async with transaction(AGENCY):
        digest = sha256(rows.encode()).hexdigest()
        await database.execute(KEEP, AGENCY.organization_id, label, digest, rows, clock.now())


async def kept() -> list[str]:
    async with reading(AGENCY):
        found = await database.rows("SELECT label FROM rule_packs WHERE rows = $1", shipped_rows("fr"))
    return [row["label"] for row in found]


@IN_DB
async def test_the_first_decision_keeps_its_rules_and_the_next_ones_find_them():
    await plan(await make_case())
    first = await kept()

    await plan(await make_case())

    assert first == await kept() == [FRANCE]


@IN_DB
async def test_a_refused_plan_keeps_the_rules_that_refused_it():
    made = await make_case()
    await record_opt_out(AWA, made.case_file.id, made.phone.id, channel=Channel.SMS)

    with pytest.raises(ContactRefused):
        await plan(made)

    [refused] = (await refusals_for(MARC, Which(DAY, DAY))).case_files
    assert refused.rules == FRANCE
    assert await kept() == [FRANCE]
    again = await rules_for(MARC, version=refused.rules)
    assert again is not None
    assert (again.pack.label, again.judged_by, again.may_change) == (FRANCE, FRANCE, False)


@IN_DB
async def test_a_decision_of_last_year_is_read_by_the_rules_of_then():
    await keep(FORMER, FORMER_LABEL)

    then = await rules_for(AWA, version=f"{FORMER_LABEL} + agency 7", day=date(2025, 12, 1))
    now = await rules_for(AWA)

    assert then is not None
    assert now is not None
    limits = [one.pack.profile("FR_B2C").caps.on(DAY).calls_7d for one in (then, now)]
    assert limits == [1, 2]
    assert (then.pack.label, then.day) == (FORMER_LABEL, date(2025, 12, 1))
    assert (now.pack.label, now.judged_by) == (FRANCE, None)


@IN_DB
async def test_of_the_agencys_own_rules_it_shows_what_the_decision_knew():
    await plan(await make_case())
    for hour in ("10:00", "11:00"):
        week = tuple(DayHours(weekday, hour, "17:00") for weekday in range(5))
        await narrow_rules(INES, "FR", "FR_B2B", OwnRulesDraft(clock.today(), voice=week))
    versions = [f"{FRANCE} + agency {number}" for number in (1, 2)]

    found = [await rules_for(AWA, version=version) for version in (FRANCE, *versions)]

    opens = []
    for one in found:
        assert one is not None
        mine = one.own.of("FR", "FR_B2B").in_force(clock.today())
        opens.append(mine.voice[0] if mine and mine.voice else None)
    assert opens == [None, (600, 1020), (660, 1020)]


@IN_DB
async def test_a_version_that_no_decision_was_made_by_is_not_found_and_nobody_else_reads_one():
    await plan(await make_case())

    for actor, version in ((AWA, "FR 2026-11-22 00000000"), (TOM, FRANCE), (AWA, "agency 7"), (AWA, "")):
        with pytest.raises(RuleVersionNotFound):
            await rules_for(actor, version=version)
    assert await rules_for(HELENE, version=FRANCE) is None


@IN_DB
async def test_rows_that_this_release_cannot_read_any_more_are_not_found():
    rows = '{"name": "FR", "of": "another release"}'
    label = f"FR 2020-01-01 {sha256(rows.encode()).hexdigest()[:8]}"
    await keep(rows, label)

    with pytest.raises(RuleVersionNotFound):
        await rules_for(AWA, version=label)


def test_rules_that_lack_what_todays_packs_must_have_are_read_all_the_same():
    former = orjson.loads(shipped_rows("fr"))
    former["rules"] = [row for row in former["rules"] if row["code"] != "LEGAL_HOLD"]

    found = pack_again(orjson.dumps(former).decode(), "FR 2025-11-22 0a1b2c3d")

    assert found.label == "FR 2025-11-22 0a1b2c3d"
    assert ReasonCode.LEGAL_HOLD not in found.profiles[0].rules


async def test_nobody_changes_what_is_kept_and_the_text_is_the_one_of_its_hash(committed: DatabaseUrls):
    owner = await asyncpg.connect(committed.owner)
    worker = await asyncpg.connect(committed.worker)
    agency, rows = cast_id("lenoir"), shipped_rows("fr")
    digest = sha256(rows.encode()).hexdigest()
    await owner.execute(KEEP, agency, FRANCE, digest, rows, clock.now())

    for change in ("UPDATE rule_packs SET rows = rows", "DELETE FROM rule_packs", "TRUNCATE rule_packs"):
        with pytest.raises(asyncpg.RestrictViolationError):
            await owner.execute(change)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await worker.execute(change)
    for label, wrong, text in ((FORMER_LABEL, digest, FORMER), ("FR 2026-11-22 00000000", digest, rows)):
        with pytest.raises(asyncpg.CheckViolationError):
            await owner.execute(KEEP, cast_id("atlas"), label, wrong, text, clock.now())
    await owner.close()
    await worker.close()
