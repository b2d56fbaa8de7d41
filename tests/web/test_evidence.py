"""An evidence file is asked for by keyboard, seen while it is made, and fetched; on a desk and on a telephone."""

import hashlib
import zipfile
from typing import Literal

import pytest
from playwright.async_api import ViewportSize, expect

from tests.web import steps
from tests.web.conftest import BROWSER, SignedIn
from tests.web.inspecting import is_sound
from tests.web.screens import case_of
from tests.web.visitor import DESK, PHONE

pytestmark = BROWSER

DEBTOR = "Toitures du Val"


@pytest.mark.parametrize(
    ("locale", "person", "list_path", "viewport", "scheme", "pdf"),
    [
        ("fr", "marc@lenoir.example", "/queue", DESK, "light", "dossier-de-preuve.pdf"),
        ("en", "helene@bati-loire.example", "/portfolio", PHONE, "dark", "evidence-file.pdf"),
    ],
)
async def test_an_evidence_file_is_made_and_fetched(
    signed_in: SignedIn,
    locale: str,
    person: str,
    list_path: str,
    viewport: ViewportSize,
    scheme: Literal["light", "dark"],
    pdf: str,
) -> None:
    visitor = await signed_in(person, locale, scheme=scheme)
    page, words = visitor.page, visitor.words
    await case_of(DEBTOR, list_path)(visitor)
    await page.set_viewport_size(viewport)

    await visitor.button("Evidence file…").focus()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("checkbox").focus()
    await page.keyboard.press("Space")
    await is_sound(visitor, "evidence asked")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")

    made = dialog.get_by_role("list", name=words("Evidence files made")).get_by_role("listitem").first
    await expect(made).to_contain_text(words("with your own side"))
    archive = made.get_by_role("link").nth(1)
    await expect(archive).to_be_visible(timeout=60_000)
    await is_sound(visitor, "evidence made")
    async with page.expect_download() as started:
        await archive.click()
    download = await started.value
    path = await download.path()
    assert download.suggested_filename.endswith(".zip")
    await expect(made).to_contain_text(hashlib.sha256(path.read_bytes()).hexdigest())
    with zipfile.ZipFile(path) as packed:
        assert pdf in packed.namelist()

    await page.keyboard.press("Escape")
    await expect(steps.timeline_rows(visitor, "EvidenceBundleMade").first).to_be_visible()
