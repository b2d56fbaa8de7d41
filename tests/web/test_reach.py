"""A team is made, case files are given out and taken back, and what a collector reaches follows on open screens.

Then a group: its head makes a code, and a creditor that enters it is read by the group until it leaves.
"""

import re
from typing import Literal

import pytest
from playwright.async_api import ViewportSize, expect

from tests.web.conftest import BROWSER, SignedIn
from tests.web.giving import assign, make_team, remove_team, rows
from tests.web.inspecting import is_sound
from tests.web.visitor import DESK, PHONE, Visitor

pytestmark = BROWSER

GIVEN = 3
BOTH = pytest.mark.parametrize(
    ("locale", "viewport", "scheme"), [("fr", DESK, "light"), ("en", PHONE, "dark")], ids=["desk", "phone"]
)
Scheme = Literal["light", "dark"]


@BOTH
async def test_what_a_collector_reaches_follows_on_open_screens(
    signed_in: SignedIn, locale: str, viewport: ViewportSize, scheme: Scheme
) -> None:
    ines = await signed_in("ines@lenoir.example", locale, viewport=viewport, scheme=scheme)
    awa = await signed_in("awa@lenoir.example", locale, viewport=viewport, scheme=scheme)
    team = f"Équipe {locale}"
    await awa.goto("/queue")
    queue = rows(awa)
    await expect(queue.nth(GIVEN)).to_be_visible()
    everything = await _total(awa)

    await make_team(ines, team, "Awa Diallo")
    names = await _give_three(ines, "Awa Diallo")
    await _choose(ines, "Only those assigned to them")

    await expect(queue).to_have_count(_shown(GIVEN, viewport))
    assert await _total(awa) == GIVEN
    await is_sound(awa, "confined queue")
    await awa.page.get_by_role("grid").get_by_role("link", name=names[0]).click()
    await expect(awa.page.get_by_role("heading", level=1)).to_contain_text(names[0])
    await expect(awa.page.get_by_role("feed")).to_be_visible()

    await _take_from(ines, names[0])
    closed = awa.page.get_by_role("heading", name=awa.words("This case file is not open to you"))
    await expect(closed).to_be_visible()
    await expect(awa.page.get_by_text(names[0])).to_have_count(0)
    await is_sound(awa, "went to a colleague")

    await awa.goto("/queue")
    await expect(queue).to_have_count(_shown(GIVEN - 1, viewport))
    await _choose(ines, "Every case file of the agency")
    await expect(queue.nth(GIVEN)).to_be_visible()
    assert await _total(awa) == everything

    await _give_back(ines, names)
    await remove_team(ines, team)


@BOTH
async def test_a_creditor_enters_the_code_of_a_group_and_leaves_again(
    signed_in: SignedIn, locale: str, viewport: ViewportSize, scheme: Scheme
) -> None:
    agathe = await signed_in("agathe@ligerien.example", locale, viewport=viewport, scheme=scheme)
    nadia = await signed_in("nadia@energie.example", locale, viewport=viewport, scheme=scheme)
    head, entity = agathe.page, nadia.page
    await agathe.goto("/people/organization")
    await agathe.button("Make a code").click()
    shown = head.get_by_role("dialog").locator("code")
    await expect(shown).not_to_be_empty()
    code = await shown.inner_text()
    await is_sound(agathe, "code")
    await agathe.button("I have noted it").click()

    await nadia.goto("/people/organization")
    field = entity.get_by_label(nadia.words("Code of the group"), exact=True)
    await field.fill("nothing-like-it")
    await nadia.button("Which group is it?").click()
    await expect(field).to_have_attribute("aria-invalid", "true")
    await field.fill(code)
    await nadia.button("Which group is it?").click()
    await is_sound(nadia, "which group")
    join = nadia.words("Join {group}", {"group": "Groupe Ligérien"})
    await entity.get_by_role("button", name=join, exact=True).click()
    leave = entity.get_by_role(
        "button", name=nadia.words("Leave the group {name}", {"name": "Groupe Ligérien"}), exact=True
    )
    await expect(leave).to_be_visible()
    await is_sound(nadia, "joined")

    await agathe.goto("/people/organization")
    below = head.get_by_role("link", name="Énergie Atlantique")
    await expect(below).to_be_visible()
    await is_sound(agathe, "entities")
    await below.click()
    await expect(rows(agathe).first).to_be_visible()

    await leave.click()
    await nadia.button("Leave the group", within=entity.get_by_role("dialog")).click()
    await expect(entity.get_by_label(nadia.words("Code of the group"), exact=True)).to_be_visible()
    await expect(rows(agathe)).to_have_count(0)
    await is_sound(agathe, "entity left")


def _shown(case_files: int, viewport: ViewportSize) -> int:
    """How many rows that makes: so few are all drawn."""
    assert case_files * 100 < viewport["height"]
    return case_files


async def _total(visitor: Visitor) -> int:
    """What the list says of how many it has."""
    return int(await visitor.page.get_by_role("grid").get_attribute("aria-rowcount") or 0) - 1


async def _give_three(admin: Visitor, collector: str) -> list[str]:
    """Three case files to a collector; taken back by the button of the message, and given again."""
    await admin.goto("/portfolio")
    names = []
    for row in range(GIVEN):
        one = rows(admin).nth(row)
        names.append(await one.get_by_role("link").first.inner_text())
        await one.get_by_role("checkbox").check()
    await is_sound(admin, "selected")
    await assign(admin, collector)
    message = admin.page.get_by_role("alert").filter(has_text=re.compile(rf"^{GIVEN} "))
    await expect(rows(admin).filter(has_text=collector)).to_have_count(GIVEN)
    await is_sound(admin, "assigned")
    await admin.button("Undo", within=message).click()
    await expect(rows(admin).filter(has_text=collector)).to_have_count(0)
    for row in range(GIVEN):
        await rows(admin).nth(row).get_by_role("checkbox").check()
    await assign(admin, collector)
    await expect(rows(admin).filter(has_text=collector)).to_have_count(GIVEN)
    return names


async def _take_from(admin: Visitor, name: str) -> None:
    """One of them goes to the manager."""
    await admin.goto("/portfolio")
    await rows(admin).filter(has_text=name).first.get_by_role("checkbox").check()
    await assign(admin, "Marc Vidal")


async def _give_back(admin: Visitor, names: list[str]) -> None:
    await admin.goto("/portfolio")
    for name in names:
        await rows(admin).filter(has_text=name).first.get_by_role("checkbox").check()
    await assign(admin, None)
    await expect(rows(admin).filter(has_text=re.compile("Awa Diallo|Marc Vidal"))).to_have_count(0)


async def _choose(admin: Visitor, choice: str) -> None:
    await admin.goto("/people/teams")
    await admin.page.get_by_role("radio", name=admin.words(choice)).check()
    await admin.shoot(f"choice {choice}")
    await admin.button("Choose this").click()
    await expect(admin.button("Choose this")).to_be_disabled()
