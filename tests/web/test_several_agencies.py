"""The agencies of one creditor side by side: reached from the portfolio, each month with whom it was placed with."""

from typing import Literal

from playwright.async_api import ViewportSize, expect

from tests.web.conftest import BROWSER, DESK_AND_PHONE, SignedIn
from tests.web.inspecting import is_sound
from tests.web.reading import ask

pytestmark = BROWSER

COHORTS = "{ agencyCohorts { agencies { agency { name } } } }"


@DESK_AND_PHONE
async def test_the_agencies_of_one_creditor_stand_side_by_side(
    signed_in: SignedIn, locale: str, viewport: ViewportSize, scheme: Literal["light", "dark"]
) -> None:
    helene = await signed_in("helene@bati-loire.example", locale, viewport=viewport, scheme=scheme)
    page, words = helene.page, helene.words
    await helene.goto("/portfolio")
    await helene.link("Compare agencies").click()

    await expect(page.get_by_role("heading", level=1)).to_have_text(words("Agencies side by side"))
    told = (await ask(helene, COHORTS))["agencyCohorts"]
    tables = page.get_by_role("table")
    await expect(tables).to_have_count(len(told))
    for place, cohort in enumerate(told):
        rows = tables.nth(place).get_by_role("row")
        await expect(rows).to_have_count(1 + len(cohort["agencies"]))
        for column, title in enumerate(("Agency", "Principal placed", "Principal collected", "Recovery rate")):
            await expect(rows.first.get_by_role("columnheader").nth(column)).to_have_text(words(title))
        for row, agency in enumerate(cohort["agencies"], start=1):
            await expect(rows.nth(row).get_by_role("rowheader")).to_contain_text(agency["agency"]["name"])
            await expect(rows.nth(row).get_by_role("cell").last).to_contain_text("%")
    alone = [cohort for cohort in told if len(cohort["agencies"]) == 1]
    await expect(page.get_by_text(words("one agency: nothing to compare"), exact=True)).to_have_count(len(alone))
    assert len(told) > 1
    assert await page.get_by_role("combobox").count() == 0  # one creditor has no entities to choose from
    await is_sound(helene, "side by side")
