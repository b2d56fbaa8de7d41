"""A text is written by keyboard, told what it lacks, tried on a case file, and approved by somebody else."""

from typing import Literal

from playwright.async_api import ViewportSize, expect

from tests.web.conftest import BROWSER, DESK_AND_PHONE, SignedIn
from tests.web.inspecting import is_sound

pytestmark = BROWSER


@DESK_AND_PHONE
async def test_a_text_goes_from_its_author_into_use(
    signed_in: SignedIn, locale: str, viewport: ViewportSize, scheme: Literal["light", "dark"]
) -> None:
    author = await signed_in("marc@lenoir.example", locale, scheme=scheme)
    page, words = author.page, author.words
    await page.set_viewport_size(viewport)
    await author.goto("/templates/new?from=sms_reminder.fr")
    text = page.get_by_role("textbox", name=words("Text"), exact=True)
    name = f"Rappel du {locale}"
    await page.get_by_label(words("Name in French")).fill(name)
    await page.get_by_label(words("Name in English")).fill(name)

    # What is wrong is told while it is written, with a way to its line.
    await text.focus()
    await page.keyboard.press("Control+End")
    await page.keyboard.type(" Huissier")
    problem = page.get_by_role("status").get_by_role("listitem").filter(has_text="Huissier")
    await expect(problem).to_contain_text("L121-2")
    await expect(author.button("Save the version")).to_be_disabled()
    await is_sound(author, "writing")
    await problem.get_by_role("button").focus()
    await page.keyboard.press("Enter")
    await expect(text).to_be_focused()
    await page.keyboard.press("Control+End")
    for _ in "Huissier":
        await page.keyboard.press("Backspace")
    await expect(problem).to_have_count(0)

    # A variable is put in by keyboard, where the caret is.
    await (
        page.get_by_role("region", name=words("Variables"))
        .get_by_role("button")
        .filter(has_text="{debtor_name}")
        .focus()
    )
    await page.keyboard.press("Enter")
    await expect(text).to_be_focused()
    await expect(text).to_have_value(f"{(await text.input_value()).removesuffix('{debtor_name}')}{{debtor_name}}")
    case = page.get_by_role("combobox", name=words("Try it on a case file"))
    await case.fill("Toitures")
    await page.get_by_role("option").filter(has_text="Toitures du Val").first.click()
    await expect(page.get_by_role("region", name=words("Preview"))).to_contain_text("Toitures du Val")
    await author.button("Save the version").click()

    await expect(page.get_by_role("heading", level=1)).to_have_text(name)
    await expect(page.get_by_text(words("You wrote this text: somebody else approves or rejects it."))).to_be_visible()
    address = page.url.removeprefix(author.url)

    officer = await signed_in("claire@lenoir.example", locale, scheme=scheme)
    await officer.page.set_viewport_size(viewport)
    await officer.goto(address)
    await is_sound(officer, "deciding")
    await officer.page.get_by_label(words("Comment")).fill("Bien dit")
    await officer.page.keyboard.press("Tab")
    await officer.page.keyboard.press("Tab")
    await officer.page.keyboard.press("Enter")
    await expect(officer.page.get_by_text(words("In use"), exact=True)).to_be_visible()
    await expect(officer.page.get_by_text("Bien dit")).to_be_visible()

    # What is in use is withdrawn, so that nobody else finds it in what the agency sends.
    await author.goto(address)
    await page.get_by_role("button", name=words("Withdraw “{0}”", {"0": name}), exact=True).click()
    await author.button("Withdraw the template", within=page.get_by_role("dialog")).click()
    await expect(page.get_by_text(words("Withdrawn", context="version of a text"), exact=True)).to_be_visible()
