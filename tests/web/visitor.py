"""A person of the cast at a browser of their own."""

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Locator, Page, ViewportSize, expect

from tandem.entrypoints.demo import PASSWORD
from tests.web.product import Product
from tests.web.watching import Watch
from tests.web.wording import Words

ARTIFACTS = Path(__file__).resolve().parents[1] / "artifacts"
DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}


@dataclass(slots=True)
class Visitor:
    """Their page, the words of their language, and what their browser saw and heard."""

    name: str
    page: Page
    words: Words
    watch: Watch
    product: Product
    folder: str
    shots: int = 0

    @property
    def url(self) -> str:
        """The address of the app."""
        return self.product.url

    async def goto(self, path: str) -> None:
        """Open a path of the app by its address."""
        await self.page.goto(f"{self.url}{path}")

    def button(self, english: str, *, within: Locator | None = None, context: str | None = None) -> Locator:
        """The button with exactly this label."""
        place = within or self.page
        return place.get_by_role("button", name=self.words(english, context=context), exact=True)

    def link(self, english: str, *, within: Locator | None = None) -> Locator:
        """The link with exactly this label."""
        return (within or self.page).get_by_role("link", name=self.words(english), exact=True)

    async def go(self, place: str) -> None:
        """Choose a place in the main navigation."""
        navigation = self.page.get_by_role("navigation", name=self.words("Main navigation"))
        await self.link(place, within=navigation.first).click()
        await expect(self.page.get_by_role("heading", level=1)).to_contain_text(self.words(place))

    async def shoot(self, step: str) -> None:
        """Keep a picture of the page among the artifacts, numbered in the order of the steps."""
        self.shots += 1
        path = ARTIFACTS / self.folder / f"{self.name}-{self.shots:02}-{re.sub(r'[^a-z0-9]+', '-', step.lower())}.png"
        await self.page.screenshot(path=path)


async def sign_in(visitor: Visitor, email: str) -> None:
    """By the form, as anybody does; ends on the person's first screen."""
    words = visitor.words
    await visitor.goto("/sign-in")
    await visitor.page.get_by_role("textbox", name=words("E-mail"), exact=True).fill(email)
    await visitor.page.get_by_label(words("Password"), exact=True).fill(PASSWORD)
    await visitor.button("Sign in").click()
    await expect(visitor.page.locator("#main")).to_be_visible()
    # They read their own language now; from here on the visitor's.
    if await visitor.page.locator("html").get_attribute("lang") != words.locale:
        await visitor.page.evaluate("locale => localStorage.setItem('tandem.locale', locale)", words.locale)
        await visitor.goto("/")
    await expect(visitor.page.get_by_role("navigation", name=words("Main navigation")).first).to_be_visible()
