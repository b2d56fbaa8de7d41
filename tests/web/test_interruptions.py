"""What moves the last day of a claim is recorded by keyboard on the case page, ends if it goes on, and is withdrawn."""

import re
from datetime import date, timedelta
from typing import Literal

from playwright.async_api import ViewportSize, expect

from tests.web.conftest import BROWSER, DESK_AND_PHONE, SignedIn
from tests.web.inspecting import is_sound
from tests.web.screens import facts_of

pytestmark = BROWSER

DEBTOR = "Atelier Bois Clair"


@DESK_AND_PHONE
async def test_an_acknowledgement_moves_the_last_day_until_it_is_withdrawn(
    signed_in: SignedIn, locale: str, viewport: ViewportSize, scheme: Literal["light", "dark"]
) -> None:
    visitor = await signed_in("awa@lenoir.example", locale, scheme=scheme)
    page, words = visitor.page, visitor.words
    await facts_of(DEBTOR, "/queue", viewport)(visitor)
    title = words("Interruption of limitation")
    record = page.get_by_role("button", name=re.compile(f"^{re.escape(title)}"))
    claim = page.get_by_role("listitem").filter(has=record).first
    from_due = claim.get_by_text(re.compile(words("The last day is counted from the due date, <0/>.").split(" <")[0]))
    due_on = date.fromisoformat(str(await from_due.locator("time").get_attribute("datetime")))
    happened_on = due_on + timedelta(days=1)

    await record.first.focus()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name=title)
    await expect(dialog.get_by_text(re.compile("recommandée|registered"))).to_be_visible()
    day = dialog.get_by_label(words("Happened on"))
    await day.fill(f"{happened_on:%d/%m/%Y}")
    await day.press("Tab")
    await dialog.get_by_label(words("Shown by")).select_option("LETTER")
    await is_sound(visitor, "recording an interruption")
    await visitor.button("Record", within=dialog).focus()
    await page.keyboard.press("Enter")

    row = claim.get_by_role("listitem").filter(has_text=words("Acknowledgement of debt")).first
    await expect(row).to_contain_text(words("Letter from the debtor"))
    await expect(from_due).to_have_count(0)
    await expect(claim.locator(f"time[datetime='{happened_on}']").first).to_be_visible()
    await is_sound(visitor, "an interruption")

    withdraw = row.get_by_role("button")
    await withdraw.focus()
    await page.keyboard.press("Enter")
    ending = page.get_by_role("dialog", name=words("Withdraw an interruption of limitation"))
    await ending.get_by_label(words("Reason")).fill(f"Erreur {locale}")
    await visitor.button("Withdraw", within=ending, context="interruption of limitation").click()

    await expect(row).to_contain_text(f"Erreur {locale}")
    await expect(from_due).to_have_count(1)


@DESK_AND_PHONE
async def test_a_mediation_stops_limitation_until_it_has_ended(
    signed_in: SignedIn, locale: str, viewport: ViewportSize, scheme: Literal["light", "dark"]
) -> None:
    visitor = await signed_in("awa@lenoir.example", locale, scheme=scheme)
    page, words = visitor.page, visitor.words
    await facts_of(DEBTOR, "/queue", viewport)(visitor)
    title = words("Interruption of limitation")
    record = page.get_by_role("button", name=re.compile(f"^{re.escape(title)}"))
    claim = page.get_by_role("listitem").filter(has=record).first
    from_due = claim.get_by_text(re.compile(words("The last day is counted from the due date, <0/>.").split(" <")[0]))
    due_on = date.fromisoformat(str(await from_due.locator("time").get_attribute("datetime")))
    began_on, ended_on = due_on + timedelta(days=2), due_on + timedelta(days=4)

    await record.first.focus()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name=title)
    await dialog.get_by_label(words("What happened")).select_option("MEDIATION")
    await is_sound(visitor, "recording a mediation")
    day = dialog.get_by_label(words("Happened on"))
    await day.fill(f"{began_on:%d/%m/%Y}")
    await day.press("Tab")
    await visitor.button("Record", within=dialog).focus()
    await page.keyboard.press("Enter")

    row = claim.get_by_role("listitem").filter(has_text=words("Mediation or conciliation")).first
    await expect(row).to_contain_text(words("In progress", context="mediation"))
    await expect(claim.get_by_text(words("Limitation stands still"), exact=True)).to_be_visible()
    await is_sound(visitor, "a mediation that goes on")

    end = row.get_by_role("button", name=re.compile(re.escape(words("It has ended", context="mediation"))))
    await end.focus()
    await page.keyboard.press("Enter")
    ending = page.get_by_role("dialog", name=words("End of the mediation"))
    day = ending.get_by_label(words("Ended on"))
    await day.fill(f"{ended_on:%d/%m/%Y}")
    await day.press("Tab")
    await ending.get_by_label(words("Shown by")).select_option("MESSAGE")
    await is_sound(visitor, "ending a mediation")
    await visitor.button("Record", within=ending).focus()
    await page.keyboard.press("Enter")

    await expect(claim.get_by_text(words("Limitation stands still"), exact=True)).to_have_count(0)
    await expect(row).not_to_contain_text(words("In progress", context="mediation"))
    await expect(row.locator(f"time[datetime='{ended_on}']")).to_be_visible()
    await row.get_by_role("button").click()
    withdrawing = page.get_by_role("dialog", name=words("Withdraw an interruption of limitation"))
    await withdrawing.get_by_label(words("Reason")).fill(f"Essai {locale}")
    await visitor.button("Withdraw", within=withdrawing, context="interruption of limitation").click()
    await expect(from_due).to_have_count(1)
