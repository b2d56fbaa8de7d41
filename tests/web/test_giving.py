"""A placement is accepted for a team, and the queue is narrowed to whose case files they are."""

import re
from typing import Literal

import pytest
from playwright.async_api import ViewportSize, expect

from tests.web import steps
from tests.web.conftest import BROWSER, DESK_AND_PHONE, SignedIn
from tests.web.giving import assign, make_team, remove_team, rows
from tests.web.inspecting import is_sound
from tests.web.unpaid import DEBTORS, UnpaidFile
from tests.web.visitor import Visitor

pytestmark = [*BROWSER, pytest.mark.leaves_traces]

AWA = "Awa Diallo"


@DESK_AND_PHONE
async def test_a_placement_goes_to_a_team_whose_collectors_find_it_in_their_queue(
    signed_in: SignedIn, locale: str, viewport: ViewportSize, scheme: Literal["light", "dark"]
) -> None:
    file, team = UnpaidFile(f"G{locale.upper()}"), f"Relance {locale}"
    client = await signed_in("helene@bati-loire.example", locale)
    admin = await signed_in("ines@lenoir.example", locale)
    manager = await signed_in("marc@lenoir.example", locale, viewport=viewport, scheme=scheme)
    collector = await signed_in("awa@lenoir.example", locale, viewport=viewport, scheme=scheme)
    await make_team(admin, team, AWA)
    await steps.place_file(client, file)

    await _accept_for(manager, file, team)

    await collector.goto(f"/queue?q={file.mark}")
    await expect(rows(collector)).to_have_count(len(DEBTORS))
    await _narrow(collector, team)
    await expect(collector.page).to_have_url(re.compile(rf"[?&]q={file.mark}&whose=\w"))
    await expect(rows(collector)).to_have_count(len(DEBTORS))
    await is_sound(collector, "of the team")
    await _narrow(collector, collector.words("Mine"))
    await expect(collector.page).to_have_url(re.compile(r"[?&]whose=mine\b"))
    await expect(rows(collector)).to_have_count(0)
    await is_sound(collector, "none of mine")

    await admin.goto(f"/portfolio?q={file.mark}")
    await rows(admin).filter(has_text=file.names[1]).get_by_role("checkbox").check()
    await assign(admin, AWA)
    await expect(rows(admin).filter(has_text=AWA)).to_have_count(1)

    await collector.page.reload()
    await expect(rows(collector)).to_have_count(1)
    await expect(rows(collector)).to_contain_text(file.names[1])
    await is_sound(collector, "mine")
    await _narrow(collector, collector.words("Nobody's yet"))
    await expect(rows(collector)).to_have_count(len(DEBTORS) - 1)
    await expect(rows(collector).filter(has_text=file.names[1])).to_have_count(0)
    await _narrow(collector, collector.words("Every collector"))
    await expect(collector.page).to_have_url(re.compile(rf"/queue\?q={file.mark}$"))
    await expect(rows(collector)).to_have_count(len(DEBTORS))

    await remove_team(admin, team)
    choice = collector.page.get_by_role("combobox", name=collector.words("Whose case files"), exact=True)
    await collector.page.reload()
    await expect(rows(collector)).to_have_count(len(DEBTORS))
    await expect(choice.get_by_role("option", name=team)).to_have_count(0)


async def _accept_for(manager: Visitor, file: UnpaidFile, team: str) -> None:
    """The batch is taken on by a team, taken on by keyboard."""
    page, words = manager.page, manager.words
    await manager.goto("/placements")
    batch = page.get_by_role("listitem").filter(has_text=file.filename)
    choice = batch.get_by_role("combobox", name=words("Team that works them"), exact=True)
    await expect(choice.locator("option:checked")).to_have_text(words("No team yet"))
    await choice.select_option(label=team)
    await is_sound(manager, "a team chosen")
    await manager.button("Accept the placement", within=batch).focus()
    await page.keyboard.press("Enter")
    await expect(batch).to_contain_text(words("accepted by {0}", {"0": "Marc Vidal"}))


async def _narrow(collector: Visitor, label: str) -> None:
    choice = collector.page.get_by_role("combobox", name=collector.words("Whose case files"), exact=True)
    await choice.select_option(label=label)
