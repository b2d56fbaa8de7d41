"""Switching language: the server's own words follow, those on the page and those that come later."""

from urllib.parse import urlsplit

import pytest
from playwright.async_api import expect

from tandem.kit import texts
from tests.web import steps
from tests.web.conftest import BROWSER, SignedIn
from tests.web.screens import case_of
from tests.web.wording import Words

pytestmark = BROWSER

_KEPT = """async () => (await (await fetch("/auth/account", {
    method: "POST", headers: {"content-type": "application/json"}, body: "{}",
})).json()).locale"""


@pytest.mark.parametrize(("before", "after", "switch"), [("fr", "en", "EN – English"), ("en", "fr", "FR – Français")])
async def test_the_timeline_is_told_in_the_language_switched_to(
    signed_in: SignedIn, before: str, after: str, switch: str
) -> None:
    visitor = await signed_in("awa@lenoir.example", before)
    await case_of("Toitures du Val", "/queue")(visitor)
    # Other stories may have gone on in this case file: letters and notes alone stay within sight.
    await visitor.goto(f"{urlsplit(visitor.page.url).path}?show=letters,notes")
    posted = "event.letter_posted.yes"
    await expect(steps.timeline_rows(visitor, "LetterPosted", visitor.words.said(posted))).to_be_visible()

    await visitor.page.get_by_role("button", name=switch).click()
    visitor.words = Words(after)

    await expect(steps.timeline_rows(visitor, "LetterPosted", visitor.words.said(posted))).to_be_visible()
    await expect(steps.timeline_rows(visitor, "LetterPosted", Words(before).said(posted))).to_have_count(0)
    # It is theirs from now on, at every sign-in and in e-mails to them.
    assert await visitor.page.evaluate(_KEPT) == after

    await steps.write_note(visitor, f"Written after switching to {after}", shared=False)

    private = texts.render("event.note_written.agency", after)
    row = steps.timeline_rows(visitor, "NoteWritten", f"Written after switching to {after}", private)
    await expect(row).to_be_visible()
