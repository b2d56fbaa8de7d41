"""What is done with teams and assignments on the screens of an agency."""

from playwright.async_api import Locator, expect

from tests.web.inspecting import is_sound
from tests.web.visitor import Visitor


def rows(visitor: Visitor) -> Locator:
    """The rows of the list on screen that are case files."""
    return visitor.page.get_by_role("grid").locator("[role=row]:has(a)")


async def make_team(admin: Visitor, team: str, member: str) -> None:
    """A team with one person in it."""
    page, words = admin.page, admin.words
    await admin.goto("/people/teams")
    await admin.button("New team").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label(words("Name", context="of a team"), exact=True).fill(team)
    await dialog.get_by_role("checkbox", name=member).check()
    await is_sound(admin, "new team")
    await admin.button("Save the team", within=dialog).click()
    row = page.get_by_role("listitem").filter(has_text=team)
    await expect(row).to_contain_text(member)
    await is_sound(admin, "teams")


async def assign(admin: Visitor, collector: str | None) -> None:
    """What is selected, to somebody, or to nobody."""
    page, words = admin.page, admin.words
    await admin.button("Assign these").click()
    dialog = page.get_by_role("dialog")
    label = collector or words("Nobody yet")
    whom = dialog.get_by_label(words("Collector", context="whom a case file is assigned to"), exact=True)
    await whom.select_option(label=label)
    await dialog.locator("button[type=submit]").click()
    await expect(dialog).to_be_hidden()


async def remove_team(admin: Visitor, team: str) -> None:
    """Its case files are nobody's team's afterwards."""
    await admin.goto("/people/teams")
    label = admin.words("Remove the team {0}", {"0": team})
    await admin.page.get_by_role("button", name=label, exact=True).click()
    await admin.button("Remove the team", within=admin.page.get_by_role("dialog")).click()
    await expect(admin.page.get_by_role("listitem").filter(has_text=team)).to_have_count(0)
